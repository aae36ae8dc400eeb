"""Tugas saya: what I can act on, what I wait for, what I did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from lajur.casework.cases.duties import mine
from lajur.casework.cases.inbox import InboxPage, Kept, beside_inbox, read_inbox
from lajur.casework.cases.lines import Lines, head, labels
from lajur.casework.cases.models import Task
from lajur.casework.cases.queries import done_by, held_by_colleagues, waiting_for
from lajur.casework.cases.rules import Borders
from lajur.casework.cases.taking import (
    done_headings,
    done_lines,
    inbox_headings,
    inbox_lines,
    waiting_headings,
    waiting_lines,
)
from lajur.casework.cases.wanted import Wanted, is_asked
from lajur.engine.definition import Sop, Step
from lajur.engine.worktime import WorkCalendar
from lajur.registers.authority.pages import page
from lajur.registers.organisation.queries import names_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.sheets import MAX_ROWS
from lajur.registers.organisation.taking import taken_along
from lajur.registers.procedures.queries import sop_of
from lajur.registers.reference.queries import calendar_for
from lajur.ui.pages import render_page

PER_PAGE = 50


class Counted(list[int]):
    """As many as there are, for a paginator whose rows are read elsewhere."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.total = count

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, wanted: Any) -> Any:
        return range(self.total)[wanted]


def titles() -> dict[str, str]:
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


@page(needs="cases.inbox", verbs=("GET",))
def front(request: SignedRequest) -> HttpResponse:
    return redirect("cases.inbox")


def wanted_in(request: SignedRequest, filters: tuple[Kept, ...]) -> tuple[Wanted, Kept | None]:
    """What the address asks for, or else the person's default; and the saved filter that this is."""
    wanted, default = Wanted.of(request.GET.dict()), next((kept for kept in filters if kept.is_default), None)
    if default is not None and not is_asked(request.GET.dict()):
        return Wanted.of({name: values[0] for name, values in parse_qs(default.query).items()}), default
    return wanted, next((kept for kept in filters if kept.query == wanted.query and wanted.query), None)


@page(needs="cases.inbox", verbs=("GET",))
def tasks(request: SignedRequest) -> HttpResponse:
    """My open tasks in groups, nearest deadline first; what is asked for stands in the address."""
    borders = Borders.at(request.now, request.user.agency.zone)
    procedures, filters = beside_inbox(request.actor)
    wanted, kept = wanted_in(request, filters)

    def lines() -> Iterator[list[Any]]:
        return inbox_lines(request.user.agency, read_inbox(request.actor, wanted, borders, limit=MAX_ROWS + 1).tasks)

    if (file := taken_along(request, _("Tugas saya"), inbox_headings(), lines)) is not None:
        return file
    found, pages = read_page(request, wanted, borders)
    if not wanted.is_filtered:
        request.frame.counts.known["tugas"] = found.total  # type: ignore[attr-defined]
    context = {
        "groups": grouped(request, wanted, found, borders), "page": pages, "total": found.total, "mark": found.mark,
        "tabs": tab_list("saya"), "wanted": wanted, "kept": kept, "filters": filters, "procedures": procedures,
        "query": wanted.query, "duties": mine(request.actor) if pages.number == 1 and not wanted.is_filtered else [],
        "today": request.now.astimezone(ZoneInfo(request.user.agency.zone)).date(),
    }  # fmt: skip
    return render_page(request, "cases/inbox.html", context)


def read_page(request: SignedRequest, wanted: Wanted, borders: Borders) -> tuple[InboxPage, Page[int]]:
    """The page that the address names; the last one when there are fewer by now."""
    asked = request.GET.get("halaman", "1")
    number = min(int(asked), 100_000) if asked.isdecimal() and asked.isascii() else 1
    found = read_inbox(request.actor, wanted, borders, offset=max(number - 1, 0) * PER_PAGE, limit=PER_PAGE)
    pages: Page[int] = Paginator(Counted(found.total), PER_PAGE).get_page(number)
    if found.total and not found.tasks:
        found = read_inbox(request.actor, wanted, borders, offset=pages.start_index() - 1, limit=PER_PAGE)
    return found, pages


def grouped(request: SignedRequest, wanted: Wanted, found: InboxPage, borders: Borders) -> list[tuple[Any, ...]]:
    """(group, title, how many in all, table) of the groups on this page."""
    agency = request.user.agency
    absent = names_of(agency, [task.stands_for for task in found.tasks if task.stands_for])
    today = request.now.astimezone(ZoneInfo(agency.zone)).date()
    lines = Lines(calendar_for(agency), request.now, today, absent)
    words, groups = titles(), []
    for key, same in groupby(found.tasks, key=lambda task: task.group):
        rows = list(same)
        title = words.get(key) or (rows[0].sop.identity.title if wanted.grouping == "sop" else _("Semua tugas"))
        body = "".join(lines.line(task, borders.group_of(task.due)) for task in rows)
        table = f'<table class="table picks">{head(labels())}<tbody>{body}</tbody></table>'
        groups.append((key or "semua", title, found.groups[key], mark_safe(table)))  # noqa: S308 - lines escape
    return groups


@page(needs="cases.inbox", verbs=("GET",))
def news(request: SignedRequest) -> HttpResponse:
    """A line when the list has changed since `tanda` was taken; 204 when it has not. Asked once a minute by open pages,
    which it leaves as they are."""
    borders = Borders.at(request.now, request.user.agency.zone)
    wanted = Wanted.of(request.GET.dict())
    found = read_inbox(request.actor, wanted, borders, limit=0)
    seen = request.GET.get("tanda", "")
    if found.mark == seen:
        return HttpResponse(status=204)
    before = seen.partition(":")[0]
    more = found.total - int(before) if before.isdecimal() and before.isascii() else 0
    context = {"more": max(more, 0), "query": wanted.query}
    return render(request, "cases/part_news.html", context)


@page(needs="cases.inbox", verbs=("GET",))
def waiting(request: SignedRequest) -> HttpResponse:
    """Open tasks of others in cases I have a part in, with whom they wait for."""
    agency = request.user.agency
    found = waiting_for(request.actor)
    file = taken_along(
        request, _("Menunggu orang lain"), waiting_headings(), lambda: waiting_lines(request.actor, agency, found)
    )
    if file is not None:
        return file
    held = held_by_colleagues(request.actor)
    others = found.exclude(id__in=[task.id for task in held])
    pages = Paginator(others, PER_PAGE).get_page(request.GET.get("halaman"))
    parts = {"held": held if pages.number == 1 else [], "": pages.object_list}
    tables = [(name, rows) for name, tasks in parts.items() if (rows := in_hands(request, tasks))]
    return render_page(request, "cases/waiting.html", {"tables": tables, "page": pages, "tabs": tab_list("menunggu")})


def in_hands(request: SignedRequest, tasks: Iterable[Task]) -> list[dict[str, Any]]:
    """Lines of others' tasks, with those in whose hands they are."""
    calendar = calendar_for(request.user.agency)
    rows: list[dict[str, Any]] = []
    persons: set[str] = set()
    for task in tasks:
        sop, step = step_of(task)
        actors = request.actor.day.actors(task.case.procedure, step.lane, [str(p) for p in task.assignees])
        persons |= set(actors)
        rows.append({"task": task, "sop": sop, "step": step, "actors": actors, "lane": sop.lanes[step.lane].title,
                     "left": minutes_left(calendar, task, request)})  # fmt: skip
    names = names_of(request.user.agency, persons)
    for row in rows:
        row["people"] = [names[person] for person in row["actors"] if person in names]
    return rows


@page(needs="cases.inbox", verbs=("GET",))
def done(request: SignedRequest) -> HttpResponse:
    """What I finished, the latest first."""
    found = done_by(request.actor)
    file = taken_along(request, _("Sudah saya kerjakan"), done_headings(), lambda: done_lines(found))
    if file is not None:
        return file
    pages = Paginator(found, PER_PAGE).get_page(request.GET.get("halaman"))
    rows = [(task, *step_of(task)) for task in pages.object_list]
    return render_page(request, "cases/done.html", {"rows": rows, "page": pages, "tabs": tab_list("selesai")})


def step_of(task: Task) -> tuple[Sop, Step]:
    sop = sop_of(task.case.edition_id)
    return sop, sop.steps[task.step]
