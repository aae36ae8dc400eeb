"""Messages to people. Knows nothing of cases but their ids, so that everything may send one."""
