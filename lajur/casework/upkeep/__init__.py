"""Keeping the installation well: health, outages, training."""
