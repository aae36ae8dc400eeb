"""How long a SOP's sheet takes: processor time of each kind of file, of the shipped SOPs and of generated hard ones.

python3 -m bench.sheets            # in the project's environment; about half a minute
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from statistics import median
from time import process_time

from lajur.catalogue import reader
from lajur.engine.definition import Sop
from lajur.exchange.sheet.files import MEDIA_TYPES, sheet_file
from lajur.exchange.sheet.svg import row_svgs, screen_page
from lajur.exchange.sheet.tests.test_sheet import HARD

GOAL = 150.0  # milliseconds a sheet
ROUNDS = 5


def milliseconds(work: Callable[[], object]) -> float:
    """The quickest of several runs: what neighbours on the machine took away is not the sheet's."""
    found = []
    for _ in range(ROUNDS):
        begin = process_time()
        work()
        found.append((process_time() - begin) * 1000)
    return min(found)


def on_screen(sop: Sop) -> list[str]:
    return row_svgs(screen_page(sop, [60.0] * len(sop.steps)), len(sop.lanes))


def work_of(sop: Sop, kind: str) -> Callable[[], object]:
    return partial(on_screen, sop) if kind == "layar" else partial(sheet_file, sop, kind)


def main() -> None:
    shipped = [reader.load(sop_id) for sop_id in reader.catalogue_ids()]
    sheet_file(shipped[0], "pdf")
    for kind in (*MEDIA_TYPES, "layar"):
        for name, sops in (("shipped", shipped), ("hard", HARD)):
            made = [milliseconds(work_of(sop, kind)) for sop in sops]
            over = sum(one > GOAL for one in made)
            print(
                f"{kind:6} {name:8} {len(sops):3}  median {median(made):4.0f}  max {max(made):4.0f}  over goal {over}"
            )


if __name__ == "__main__":
    main()
