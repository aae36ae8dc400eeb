"""The procedure every contender works: 11 steps in a row; the decision at step 8 sends the case back to 7 once."""

STEPS = 11
DECISION = 8
RETURN_TO = 7

# Step numbers in the order one case completes them: 1…8, back to 7, 8 again, then on to the end.
PATH = (*range(1, DECISION + 1), *range(RETURN_TO, STEPS + 1))
COMPLETIONS_PER_CASE = len(PATH)


def cases_for(completions: int) -> int:
    """Whole cases that give at least this many completions."""
    return -(-completions // COMPLETIONS_PER_CASE)
