"""Background work on the database itself: jobs are functions in the apps' jobs.py, registered and recorded here."""
