"""One server as docs/operate.md sets it up, tried with its own files: `make operate`."""
