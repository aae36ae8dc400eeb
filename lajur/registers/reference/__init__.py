"""Dated tables with their legal source, and the calendars of the agencies."""
