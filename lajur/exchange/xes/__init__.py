"""XES (IEEE 1849): what happened in cases, for tools of process mining."""
