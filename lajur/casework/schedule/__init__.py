"""Jadwal: deadlines by day and week, and the calendar feed."""
