"""The siege in CI: seeds that are always the same, one that is new with each content of the repository and the same for
the same content, and with SIEGE_FRESH=n so many that nobody has seen before.

SIEGE_ACTS sets the acts of each seed. `make siege` goes on for as long as one likes.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from tests.siege.run import Siege, Tally

SEEDS = tuple(range(1, 11))
ACTS = int(os.environ.get("SIEGE_ACTS", "600"))
FRESH = int(os.environ.get("SIEGE_FRESH", "0"))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_promise_is_broken_under_a_known_seed(committed: None, seed: int):
    besiege(seed)


def test_no_promise_is_broken_under_a_seed_of_this_tree(committed: None):
    told = subprocess.run(
        ["git", "rev-parse", "HEAD^{tree}"], cwd=Path(__file__).parent, capture_output=True, text=True, check=False
    )
    if told.returncode:
        pytest.skip("no repository here: nothing to take a seed from")
    besiege(int(told.stdout[:8], 16) % 2**31)


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
