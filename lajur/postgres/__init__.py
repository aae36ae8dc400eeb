"""A PostgreSQL server of our own, out of a wheel: started, shared, found again, stopped, upgraded.

Knows nothing of the rest of Lajur and nothing of Django; the command line, the settings, the web server's workers and
the tests build on it.
"""
