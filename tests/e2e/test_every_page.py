"""Pages as axe sees them, at both widths, light and dark, at 400 per cent, on paper and on the scales.

`make test` looks at a page of each of the five most used screens, `make access` at every address as every kind of user
sees it.
"""

from __future__ import annotations

import sys

from tests.e2e.atlas import Place, windows
from tests.e2e.looking import faults, other_faults
from tests.e2e.stage import Stage
from tests.e2e.weighing import Scales, Visit

FIRST = {"Document": 15_000, "Stylesheet": 25_000, "Script": 20_000}
FIRST_ALL, REPEAT_ALL = 60_000, 15_000
"""Bytes on the line."""
FIRST_ANSWERS, REPEAT_ANSWERS = 12, 1
"""A later visit fetches the page alone: what is packed never changes under its address and is kept."""


def too_heavy(first: Visit, again: Visit) -> list[str]:
    """What of a page's first and next visit is above its budget."""
    over = [kind for kind, most in FIRST.items() if first.bytes[kind] > most]
    wrong = [f"first visit: {first}"] if over or first.total > FIRST_ALL or first.answers > FIRST_ANSWERS else []
    if again.total > REPEAT_ALL or again.answers > REPEAT_ANSWERS:
        wrong.append(f"next visit: {again}")
    return wrong


def test_every_page_is_accessible_and_light(lived_in: Stage, places: list[Place]) -> None:
    pages = windows(lived_in)
    scales = {user: Scales(page) for user, page in pages.items()}
    found: list[str] = []
    known: set[str] = set()
    for number, place in enumerate(places, 1):
        page, scale = pages[place.user], scales[place.user]
        first, again = scale.first(place.path), scale.again(place.path)
        seen = too_heavy(first, again) + faults(page) + other_faults(page)
        new = [fault for fault in seen if fault not in known]  # the frame's faults are told once
        known.update(new)
        where = f"{place.user}: {place.path}"
        found += [f"{where}: {fault}" for fault in new]
        weights = f"{first.total / 1000:5.1f} kB {again.total / 1000:5.1f} kB"
        sys.stdout.write("\n   ".join([f"{number:3}/{len(places)} {weights}  {where}", *new]) + "\n")
        sys.stdout.flush()
    assert found == [], "\n".join(found)
