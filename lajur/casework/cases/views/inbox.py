"""Tugas saya: what I can act on, what I wait for, what I did."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.casework.cases.models import Task
from lajur.casework.cases.queries import WorkItem, done_tasks, inbox, inbox_groups, waiting_tasks
from lajur.casework.cases.rules import Borders, Group
from lajur.engine.definition import Sop, Step
from lajur.engine.worktime import WorkCalendar
from lajur.registers.authority.pages import page
from lajur.registers.organisation.queries import names_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.queries import sop_of
from lajur.registers.reference.queries import calendar_for
from lajur.ui.pages import render_page

PER_PAGE = 50
LATEST = 100


@dataclass(frozen=True, slots=True)
class Line:
    """An open task in a list, with the working minutes left (negative when late, None without a limit)."""

    item: WorkItem
    group: Group
    left: int | None
    stands_for: str


class Counted(list[int]):
    """As many as there are, for a paginator whose rows are read elsewhere."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.total = count

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, wanted: Any) -> Any:
        return range(self.total)[wanted]


def titles() -> dict[Group, str]:
    return {
        "terlambat": _("Terlambat"),
        "hari-ini": _("Hari ini"),
        "minggu-ini": _("Minggu ini"),
        "nanti": _("Nanti"),
        "tanpa-tenggat": _("Tanpa tenggat"),
    }


def minutes_left(calendar: WorkCalendar, task: Task, request: SignedRequest) -> int | None:
    if task.due_at is None:
        return None
    if task.due_at < request.now:
        return -calendar.between(task.due_at, request.now)
    return calendar.between(request.now, task.due_at)


def tab_list(current: str) -> list[dict[str, Any]]:
    tabs = [
        ("saya", _("Tugas saya"), "/tugas/"),
        ("menunggu", _("Menunggu orang lain"), "/tugas/menunggu/"),
        ("selesai", _("Sudah saya kerjakan"), "/tugas/selesai/"),
    ]
    return [{"label": label, "url": url, "current": key == current} for key, label, url in tabs]


@page(needs="cases.inbox")
def front(request: SignedRequest) -> HttpResponse:
    return redirect("cases.inbox")


@page(needs="cases.inbox")
def tasks(request: SignedRequest) -> HttpResponse:
    """My open tasks by urgency, nearest deadline first."""
    agency = request.user.agency
    borders = Borders.at(request.now, agency.zone)
    counts = inbox_groups(request.actor, borders)
    total = sum(counts.values())
    request.frame.counts.known["tugas"] = total  # type: ignore[attr-defined]
    pages: Page[int] = Paginator(Counted(total), PER_PAGE).get_page(request.GET.get("halaman"))
    items = inbox(request.actor, offset=max(pages.start_index() - 1, 0), limit=PER_PAGE) if total else []
    absent = names_of(agency, [item.stands_for for item in items if item.stands_for])
    calendar = calendar_for(agency)
    lines = [
        Line(
            item,
            borders.group_of(item.task.due_at),
            minutes_left(calendar, item.task, request),
            absent.get(item.stands_for or "", ""),
        )
        for item in items
    ]
    words = titles()
    groups = [(key, words[key], counts[key], list(group)) for key, group in groupby(lines, key=lambda line: line.group)]
    context = {"groups": groups, "page": pages, "total": total, "tabs": tab_list("saya")}
    return render_page(request, "cases/inbox.html", context)


@page(needs="cases.inbox")
def waiting(request: SignedRequest) -> HttpResponse:
    """Open tasks of others in cases I have a part in, with whom they wait for."""
    agency = request.user.agency
    calendar = calendar_for(agency)
    rows: list[dict[str, Any]] = []
    persons: set[str] = set()
    for task in waiting_tasks(request.actor, LATEST):
        sop, step = step_of(task)
        actors = request.actor.day.actors(task.case.procedure, step.lane, [str(p) for p in task.assignees])
        persons |= set(actors)
        rows.append({"task": task, "sop": sop, "step": step, "actors": actors, "lane": sop.lanes[step.lane].title,
                     "left": minutes_left(calendar, task, request)})  # fmt: skip
    names = names_of(agency, persons)
    for row in rows:
        row["people"] = [names[person] for person in row["actors"] if person in names]
    context = {"rows": rows, "tabs": tab_list("menunggu"), "latest": LATEST}
    return render_page(request, "cases/waiting.html", context)


@page(needs="cases.inbox")
def done(request: SignedRequest) -> HttpResponse:
    """What I finished last."""
    rows = [(task, *step_of(task)) for task in done_tasks(request.actor, LATEST)]
    return render_page(request, "cases/done.html", {"rows": rows, "tabs": tab_list("selesai"), "latest": LATEST})


def step_of(task: Task) -> tuple[Sop, Step]:
    sop = sop_of(task.case.edition_id)
    return sop, sop.steps[task.step]
