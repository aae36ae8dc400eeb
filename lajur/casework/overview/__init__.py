"""Ikhtisar: what the head sees over all cases, as pictures and tables."""
