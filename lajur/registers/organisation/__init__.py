"""Agencies, units, positions, people; who holds what from when to when, and who stands in for whom."""
