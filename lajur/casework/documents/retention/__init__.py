"""Arsip: where each document is kept, how long, and what becomes of it afterwards."""
