"""Cases, tasks, deviations. Its actions are the only callers of `lajur.engine.advance`."""
