"""The siege in CI: seeds that are always the same, and with SIEGE_FRESH=n so many that nobody has seen before.

SIEGE_ACTS sets the acts of each seed. `make siege` goes on for as long as one likes.
"""

from __future__ import annotations

import os
import secrets
import sys

import pytest

from tests.siege.run import Siege, Tally

SEEDS = tuple(range(1, 11))
ACTS = int(os.environ.get("SIEGE_ACTS", "600"))
FRESH = int(os.environ.get("SIEGE_FRESH", "0"))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_promise_is_broken_under_a_known_seed(committed: None, seed: int):
    besiege(seed)


@pytest.mark.parametrize("number", range(FRESH))
def test_no_promise_is_broken_under_a_fresh_seed(committed: None, number: int):
    besiege(secrets.randbelow(2**31))


def besiege(seed: int) -> None:
    """Raises Broken, which names the seed and the command that repeats it."""
    tally = Tally()
    Siege(seed, tally).run(ACTS)
    sys.stdout.write(f"seed {seed}: {tally}\n")
    assert tally.acts >= ACTS
    assert tally.faults, "no fault struck: nothing was tried"
