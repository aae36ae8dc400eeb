"""Two periods side by side, with the follow-ups of the earlier one: did what was done show?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from lajur.capabilities.surveys.models import Survey
from lajur.capabilities.surveys.reporting import FollowUp, FollowUpState
from lajur.capabilities.surveys.results.queries import Result
from lajur.capabilities.surveys.results.tables import ikm, short_periods
from lajur.capabilities.surveys.rules import Change, Figure, change_of_index, changes, is_certain
from lajur.casework.overview.tables import Column, Table
from lajur.ui import formats

NO_FOLLOW_UPS = "–"


@dataclass(frozen=True, slots=True)
class Compared:
    """`index` is the IKM's change, `certain` whether chance does not explain it (None: cannot be told)."""

    index: Change
    certain: bool | None
    table: Table
    words: str


def compared(result: Result, earlier: Survey, figure: Figure) -> Compared:
    index, certain = change_of_index(figure, result.whole), is_certain(figure, result.whole)
    rows = FollowUp.objects.filter(survey=earlier)
    by_element: dict[int, list[FollowUp]] = {}
    for row in rows:
        by_element.setdefault(row.element, []).append(row)
    titles = {question.key: f"U{question.number} {question.title}" for question in result.elements}
    columns = [
        Column(_("Unsur")), *(Column(name, "pecahan") for name in short_periods([earlier, result.survey])),
        Column(_("Perubahan"), "pecahan"), Column(_("Tindak lanjut di antaranya")),
    ]  # fmt: skip
    lines = [
        (
            titles.get(change.key, change.key.upper()), change.before, change.after, change.difference,
            done_of(by_element.get(int(change.key[1:]), ())),
        )
        for change in changes(figure, result.whole)
    ]  # fmt: skip
    table = Table("perbandingan", _("NRR setiap unsur dalam dua masa"), columns, lines)
    return Compared(index, certain, table, words_of(index, certain, ikm(figure)))


def done_of(rows: Sequence[FollowUp]) -> str:
    if not rows:
        return NO_FOLLOW_UPS
    done = sum(row.state == FollowUpState.DONE for row in rows)
    return _("%(done)s dari %(all)s terlaksana") % {"done": done, "all": len(rows)}


def words_of(index: Change, certain: bool | None, before: Decimal | None) -> str:
    if index.difference is None:
        return _("Salah satu masa belum mempunyai IKM.")
    told = {"by": formats.number(abs(index.difference)), "before": formats.number(before or Decimal(0))}
    if index.difference == 0:
        return _("IKM sama dengan masa sebelumnya (%(before)s).") % told
    if index.difference > 0:
        said = _("IKM naik %(by)s dari %(before)s.") % told
    else:
        said = _("IKM turun %(by)s dari %(before)s.") % told
    if certain is None:
        return said
    sure = _("Perubahan itu lebih besar daripada yang dapat terjadi karena kebetulan.")
    chance = _("Perubahan sebesar itu masih dapat terjadi karena kebetulan.")
    return f"{said} {sure if certain else chance}"
