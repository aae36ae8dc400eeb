"""Point-in-time recovery on the office's own PostgreSQL, as docs/operate.md tells it: `make pitr`."""
