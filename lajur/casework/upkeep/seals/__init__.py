"""Seal sheets: the journal's head of a day on paper and in mailboxes, out of reach of whoever owns the database."""
