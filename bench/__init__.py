"""Benchmarks: Lajur, a hand-written floor and two peers, side by side on one embedded PostgreSQL (see README.md)."""
