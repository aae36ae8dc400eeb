"""The simulator: one seed drives the real actions on the real database, and a small pure model says what must come."""
