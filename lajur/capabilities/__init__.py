"""Verbs: one folder per ability that a SOP file calls by its plugs. They know nothing of each other."""
