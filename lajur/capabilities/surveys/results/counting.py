"""Counting sheets: one statement for all figures, once more for what people wrote, and kept when a survey closes.

Only accepted sheets count. Counts are kept for every group and service, so that each figure of either, and the whole,
is a sum of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import connection

from lajur.capabilities.surveys.models import ELEMENTS, POINTS, Question, QuestionKind, Sheet, SheetState, Survey
from lajur.capabilities.surveys.remarks import Theme, themes, vocabulary
from lajur.capabilities.surveys.reporting import Snapshot
from lajur.capabilities.surveys.rules import Counted, Tally, nothing, same_total

LIVE_REMARKS = 3_000
"""While a survey is open its themes are found anew for every look, in so many remarks at most; later ones wait for the
closing."""

_COLUMNS = [f"u{number}" for number in range(1, ELEMENTS + 1)]
_COUNT = (
    'SELECT "group", service, '  # noqa: S608 - columns by number
    + f"num_nonnulls({', '.join(_COLUMNS)}), {' + '.join(f'coalesce({name}, 0)' for name in _COLUMNS)}, count(*), "
    + ", ".join(f"count(*) FILTER (WHERE {name} = {point})" for name in _COLUMNS for point in range(1, POINTS + 1))
    + " FROM surveys_sheet WHERE agency_id = %s AND survey_id = %s AND state = %s GROUP BY 1, 2, 3, 4"
)
"""Grouped by the total too: from it come the means of respondents, and so the interval."""
_EXTRAS = (
    "SELECT e.key, e.value, count(*) FROM surveys_sheet s CROSS JOIN LATERAL jsonb_each_text(s.extras) e"
    " WHERE s.agency_id = %s AND s.survey_id = %s AND s.state = %s AND jsonb_typeof(s.extras) = 'object'"
    " AND e.key <> ALL(%s) GROUP BY 1, 2"
)
Place = tuple[int, int]
"""(number of the group, number of the service)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """`cells`: counts of the elements 1–9 by group and service. `extras`: key → answer → how many, of extra questions
    with given answers and of the profile; `remarks`: how many wrote one, `read` of them were looked at for themes."""

    cells: Mapping[Place, Counted]
    extras: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    remarks: int = 0
    read: int = 0
    themes: Sequence[Theme] = ()

    @property
    def whole(self) -> Counted:
        return sum(self.cells.values(), nothing(ELEMENTS))

    @property
    def by_group(self) -> dict[int, Counted]:
        return self._by(0)

    @property
    def by_service(self) -> dict[int, Counted]:
        return self._by(1)

    def _by(self, part: int) -> dict[int, Counted]:
        found: dict[int, Counted] = {}
        for place, cell in self.cells.items():
            found[place[part]] = found.get(place[part], nothing(ELEMENTS)) + cell
        return dict(sorted(found.items()))


def counts_of(survey: Survey) -> Counts:
    """As kept at its closing, else counted now. Three statements, four with themes."""
    kept = Snapshot.objects.filter(survey=survey).first()
    return unpacked(kept) if kept is not None else count(survey, most_remarks=LIVE_REMARKS)


def count(survey: Survey, *, most_remarks: int | None = None) -> Counts:
    cells = count_cells(survey)
    written = Sheet.objects.filter(agency_id=survey.agency_id, survey=survey, state=SheetState.ACCEPTED)
    written = written.exclude(remark="").order_by("id")
    number = written.count()
    remarks = list(written.values_list("remark", flat=True)[:most_remarks])
    return Counts(cells, _extras(survey), number, len(remarks), themes_of(remarks))


def count_cells(survey: Survey) -> dict[Place, Counted]:
    """One statement."""
    cells: dict[Place, Counted] = defaultdict(lambda: nothing(ELEMENTS))
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [survey.agency_id, survey.id, SheetState.ACCEPTED])
        for group, service, answered, total, sheets, *numbers in cursor.fetchall():
            tallies = [_tally(numbers[at : at + POINTS]) for at in range(0, ELEMENTS * POINTS, POINTS)]
            cells[group, service] += same_total(respondents=sheets, total=total, answered=answered, tallies=tallies)
    return dict(cells)


def _tally(numbers: Sequence[int]) -> Tally:
    one, two, three, four = numbers
    return (one, two, three, four)


def _extras(survey: Survey) -> dict[str, dict[str, int]]:
    """Answers given by choosing: free texts are nobody's figure."""
    free = Question.objects.filter(survey=survey, kind=QuestionKind.TEXT)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        values: list[Any] = [survey.agency_id, survey.id, SheetState.ACCEPTED, [question.key for question in free]]
        cursor.execute(_EXTRAS, values)
        for key, answer, number in cursor.fetchall():
            found[key][answer or ""] = number
    return dict(found)


def themes_of(remarks: Sequence[str]) -> list[Theme]:
    """Themes with the stems of PostgreSQL's Indonesian stemmer: one statement for all words."""
    words = sorted(vocabulary(remarks))
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT w, (ts_lexize('indonesian_stem', w))[1] FROM unnest(%s::text[]) w", [words])
        stems = {word: stem for word, stem in cursor.fetchall() if stem}
    return themes(remarks, stems)


def take_snapshot(survey: Survey, now: datetime) -> Snapshot:
    """Keep the counts of a survey that closes; inside the caller's transaction, safe to repeat."""
    found = count(survey)
    values = {
        "agency_id": survey.agency_id,
        "sheets": found.whole.respondents,
        "counts": {"cells": list(_packed(found.cells)), "extras": found.extras, "remarks": found.remarks},
        "themes": [[theme.words, theme.remarks] for theme in found.themes],
        "taken_at": now,
    }
    return Snapshot.objects.get_or_create(survey=survey, defaults=values)[0]


def _packed(cells: Mapping[Place, Counted]) -> Iterator[dict[str, Any]]:
    for (group, service), cell in sorted(cells.items()):
        yield {
            "g": group, "s": service, "n": cell.respondents, "t": [list(tally) for tally in cell.tallies],
            "m": str(cell.means), "q": str(cell.squares),
        }  # fmt: skip


def unpacked(kept: Snapshot) -> Counts:
    cells = {
        (cell["g"], cell["s"]): Counted(
            cell["n"], tuple(_tally(tally) for tally in cell["t"]), Fraction(cell["m"]), Fraction(cell["q"])
        )
        for cell in kept.counts["cells"]
    }
    remarks = kept.counts["remarks"]
    found = [Theme(words, number) for words, number in kept.themes]
    return Counts(cells, kept.counts["extras"], remarks, remarks, found)
