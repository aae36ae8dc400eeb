"""Pages of cases: inbox, task, case, lists, start, records."""
