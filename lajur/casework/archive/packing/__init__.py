"""What goes into the archive of a whole agency, and what checks it."""
