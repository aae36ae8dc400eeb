"""The overview on the sheet: at every step what waits there and how long it takes, so that a bottleneck is seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lajur.casework.cases.models import CaseStatus, Task, TaskStatus
from lajur.casework.overview.figures import Spread, Sums, spread_of
from lajur.casework.overview.report import standard_of
from lajur.engine.definition import Sop, Step
from lajur.registers.organisation.models import Agency
from lajur.registers.procedures.models import Procedure
from lajur.registers.procedures.queries import sop_of
from lajur.ui import formats

Minutes = Mapping[tuple[str, str], Counter[int]]
"""(edition, step) → working minutes of the tasks done there, each with how often."""

ENOUGH = 3
"""Finished tasks from which a median says something."""
MANY_LATE = 2
"""Late tasks waiting at one step that make it a bottleneck, whatever was done before."""


@dataclass(frozen=True, slots=True)
class AtStep:
    """`waiting` running cases stand at the step, `late` of them past its time. `spread` is the working time used in the
    period (None: nothing done); `standard` in working minutes (None: none of its own)."""

    waiting: int = 0
    late: int = 0
    spread: Spread | None = None
    standard: int | None = None

    @property
    def is_slow(self) -> bool:
        """The median of enough tasks is longer than the standard."""
        return bool(
            self.spread and self.standard and self.spread.count >= ENOUGH and self.spread.median > self.standard
        )

    @property
    def is_bottleneck(self) -> bool:
        return self.is_slow or self.late >= MANY_LATE


@dataclass(frozen=True, slots=True)
class OnSheet:
    """A SOP in force among the others: `waiting` running cases stand at its steps (a case at two steps counts at both),
    `late` of them past their time. `slow`: its bottlenecks with why, in the order of the sheet."""

    key: str
    title: str
    waiting: int
    late: int
    slow: list[tuple[Step, str]]

    @property
    def is_quiet(self) -> bool:
        return not (self.waiting or self.slow)


def waiting_by_sop(agency: Agency, now: datetime, procedure: str = "") -> dict[str, dict[str, tuple[int, int]]]:
    """SOP → step → running cases that stand there, and how many of them are late. `procedure`: of this one alone."""
    tasks = Task.objects.filter(agency=agency, status=TaskStatus.OPEN, case__status=CaseStatus.RUNNING)
    if procedure:
        tasks = tasks.filter(case__procedure=procedure)
    rows = tasks.values("case__procedure", "step").annotate(
        waiting=Count("case_id", distinct=True), late=Count("case_id", distinct=True, filter=Q(due_at__lt=now))
    )
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for row in rows:
        found.setdefault(row["case__procedure"], {})[row["step"]] = (row["waiting"], row["late"])
    return found


def waiting_at(agency: Agency, procedure: str, now: datetime) -> dict[str, tuple[int, int]]:
    """Step → running cases that stand there, and how many of them are late."""
    return waiting_by_sop(agency, now, procedure).get(procedure, {})


def at_steps(sop: Sop, done: Minutes, waiting: Mapping[str, tuple[int, int]]) -> dict[str, AtStep]:
    """Every step of the sheet. Work done by older editions counts where the step and its standard are the same."""
    minutes: dict[str, Counter[int]] = {}
    for (edition, key), counted in done.items():
        step, row = sop.steps.get(key), sop_of(edition).steps.get(key)
        if step is not None and row is not None and standard_of(row) == standard_of(step):
            minutes.setdefault(key, Counter()).update(counted)
    return {
        key: AtStep(*waiting.get(key, (0, 0)), spread_of(minutes.get(key, Counter())), standard_of(step))
        for key, step in sop.steps.items()
    }


def bottlenecks(sop: Sop, steps: Mapping[str, AtStep]) -> list[tuple[Step, str]]:
    return [(sop.steps[key], mark_of(found)) for key, found in steps.items() if found.is_bottleneck]


def on_sheets(
    procedures: Iterable[Procedure],
    sums: Sums,
    by_edition: Mapping[str, str],
    waiting: Mapping[str, Mapping[str, tuple[int, int]]],
) -> list[OnSheet]:
    """The SOPs, those with the most bottlenecks first, then where most is late, then where most waits."""
    done: dict[str, dict[tuple[str, str], Counter[int]]] = {}
    for place, counted in sums.minutes.items():
        done.setdefault(by_edition.get(place[0], ""), {})[place] = counted
    found = []
    for procedure in procedures:
        here = waiting.get(procedure.key, {})
        slow: list[tuple[Step, str]] = []
        if here or procedure.key in done:
            sop = sop_of(str(procedure.in_force_id))
            slow = bottlenecks(sop, at_steps(sop, done.get(procedure.key, {}), here))
        late = sum(late for _, late in here.values())
        found.append(OnSheet(procedure.key, procedure.title, sum(n for n, _ in here.values()), late, slow))
    return sorted(found, key=lambda one: (-len(one.slow), -one.late, -one.waiting, one.title))


def figures_of(found: AtStep) -> list[tuple[str, str]]:
    """(what, how much) for people."""
    told = []
    if found.waiting:
        text = formats.number(found.waiting)
        if found.late:
            text = _("%(n)s, %(late)s terlambat") % {"n": text, "late": formats.number(found.late)}
        told.append((_("Menunggu di sini"), text))
    if found.spread:
        tasks = ngettext("%(n)s tugas", "%(n)s tugas", found.spread.count) % {"n": formats.number(found.spread.count)}
        median = formats.working_time(round(found.spread.median), brief=True)
        told.append((_("Median"), _("%(median)s dari %(tasks)s") % {"median": median, "tasks": tasks}))
        if found.standard:
            share = formats.number(round(found.spread.median * 100 / found.standard))
            told.append((_("Terhadap mutu baku"), f"{share} %"))
    return told


def mark_of(found: AtStep) -> str:
    if found.is_slow:
        return _("Leher botol: median melewati mutu baku")
    return _("Leher botol: banyak yang terlambat menunggu") if found.is_bottleneck else ""
