"""Counting sheets: one statement for all figures, once more for what people wrote, and kept when a survey closes; while
it is open `running` keeps up with them.

Only accepted sheets count. Counts are kept for every group and service, so that each figure of either, and the whole,
is a sum of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import connection

from lajur.capabilities.surveys.models import ELEMENTS, POINTS, Question, QuestionKind, Sheet, SheetState, Survey
from lajur.capabilities.surveys.remarks import Theme, themes, vocabulary
from lajur.capabilities.surveys.reporting import CountChange, RunningCount, Snapshot
from lajur.capabilities.surveys.rules import Counted, Tally, nothing, same_total

_COLUMNS = [f"u{number}" for number in range(1, ELEMENTS + 1)]
_LIST, _TOTAL = ", ".join(_COLUMNS), " + ".join(f"coalesce({name}, 0)" for name in _COLUMNS)
SUM_BY = f'"group", service, num_nonnulls({_LIST}), {_TOTAL}'
"""By the total too: from it come the means of respondents, and so the interval."""
SUM = f"{SUM_BY}, {{number}}, " + ", ".join(
    f"coalesce({{number}} FILTER (WHERE {name} = {point}), 0)" for name in _COLUMNS for point in range(1, POINTS + 1)
)
"""What `cells_of` reads; `number` counts rows, or adds up their signs."""
EXTRAS = (
    "(SELECT * FROM {rows} WHERE jsonb_typeof(extras) = 'object') s"
    " CROSS JOIN LATERAL jsonb_each_text(s.extras) e WHERE e.key <> ALL(%s) GROUP BY e.key, e.value"
)
_SHEETS = "(SELECT * FROM surveys_sheet WHERE agency_id = %s AND survey_id = %s AND state = %s) counting"
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


def count(survey: Survey) -> Counts:
    """Anew, from every sheet."""
    cells, remarks = count_cells(survey), remarks_of(survey)
    return Counts(cells, _extras(survey), len(remarks), len(remarks), themes_of(remarks))


def remarks_of(survey: Survey, most: int | None = None) -> list[str]:
    rows = Sheet.objects.filter(agency_id=survey.agency_id, survey=survey, state=SheetState.ACCEPTED)
    return list(rows.exclude(remark="").order_by("id").values_list("remark", flat=True)[:most])


def count_cells(survey: Survey) -> dict[Place, Counted]:
    """One statement."""
    with connection.cursor() as cursor:
        statement = f"SELECT {SUM.format(number='count(*)')} FROM {_SHEETS} GROUP BY {SUM_BY}"  # noqa: S608 - ours
        cursor.execute(statement, [survey.agency_id, survey.id, SheetState.ACCEPTED])
        return cells_of(cursor.fetchall())


def cells_of(rows: Iterable[Sequence[int]]) -> dict[Place, Counted]:
    """What `SUM` gives, added up by place."""
    cells: dict[Place, Counted] = defaultdict(lambda: nothing(ELEMENTS))
    for group, service, answered, total, sheets, *numbers in rows:
        tallies = [_tally(numbers[at : at + POINTS]) for at in range(0, ELEMENTS * POINTS, POINTS)]
        cells[group, service] += same_total(respondents=sheets, total=total, answered=answered, tallies=tallies)
    return dict(cells)


def _tally(numbers: Sequence[int]) -> Tally:
    one, two, three, four = numbers
    return (one, two, three, four)


def free_texts(survey: Survey) -> list[str]:
    """Keys of questions whose answers are nobody's figure."""
    return [question.key for question in Question.objects.filter(survey=survey, kind=QuestionKind.TEXT)]


def _extras(survey: Survey) -> dict[str, dict[str, int]]:
    """Answers given by choosing."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        statement = f"SELECT e.key, e.value, count(*) FROM {EXTRAS.format(rows=_SHEETS)}"  # noqa: S608 - ours
        cursor.execute(statement, [survey.agency_id, survey.id, SheetState.ACCEPTED, free_texts(survey)])
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
    """Keep the counts of a survey that closes, and forget those that ran along; inside the caller's transaction, safe
    to repeat."""
    found = count(survey)
    values = {
        "agency_id": survey.agency_id, "sheets": found.whole.respondents, "counts": packed(found),
        "themes": packed_themes(found.themes), "taken_at": now,
    }  # fmt: skip
    CountChange.objects.filter(survey=survey).delete()
    RunningCount.objects.filter(survey=survey).delete()
    return Snapshot.objects.get_or_create(survey=survey, defaults=values)[0]


def packed(found: Counts) -> dict[str, Any]:
    return {"cells": list(_packed(found.cells)), "extras": found.extras, "remarks": found.remarks}


def packed_themes(found: Iterable[Theme]) -> list[list[Any]]:
    return [[theme.words, theme.remarks] for theme in found]


def _packed(cells: Mapping[Place, Counted]) -> Iterator[dict[str, Any]]:
    for (group, service), cell in sorted(cells.items()):
        yield {
            "g": group, "s": service, "n": cell.respondents, "t": [list(tally) for tally in cell.tallies],
            "m": str(cell.means), "q": str(cell.squares),
        }  # fmt: skip


def unpacked(counts: Mapping[str, Any], themes: Iterable[Sequence[Any]]) -> Counts:
    """Of a snapshot, whose themes are of all remarks."""
    found = opened(counts)
    return replace(found, read=found.remarks, themes=opened_themes(themes))


def opened(counts: Mapping[str, Any]) -> Counts:
    """What `packed` made, without themes."""
    cells = {
        (cell["g"], cell["s"]): Counted(
            cell["n"], tuple(_tally(tally) for tally in cell["t"]), Fraction(cell["m"]), Fraction(cell["q"])
        )
        for cell in counts["cells"]
    }
    return Counts(cells, counts["extras"], counts["remarks"])


def opened_themes(kept: Iterable[Sequence[Any]]) -> list[Theme]:
    return [Theme(words, number) for words, number in kept]
