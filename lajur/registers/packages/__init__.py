"""Packages of procurement as the agency announces them in its RUP: what is bought, for how much, how and when."""
