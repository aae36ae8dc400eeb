"""Lajur: a SOP is a table, and Lajur takes the table as its program."""

__version__ = "0.3.0"
