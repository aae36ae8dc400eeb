"""Collecting answers: public link, invitations, paper; what is held back, and how far it has come."""
