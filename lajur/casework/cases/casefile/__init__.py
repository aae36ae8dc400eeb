"""A case's whole file for those who check it: what it contains (`gathering`), and the verifier that goes with it."""
