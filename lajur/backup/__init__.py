"""Backups: one file holding a consistent database, all uploaded files and the digests that prove it, and the way back.

Knows PostgreSQL's own tools and nothing of Django, so that a restore needs no working installation.
"""
