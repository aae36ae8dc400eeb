"""The demonstration: two agencies with invented people for every lane, and months of cases run through the real
actions. Nothing here is used by a real installation."""
