"""Which laws an agency's SOPs rest on, and what became of them."""
