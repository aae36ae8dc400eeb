"""Bantuan: how to work here, what words mean, and a card for every lane. Reads SOPs and the roster, keeps nothing."""
