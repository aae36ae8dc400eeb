"""The case page: who, since when, waiting for what; and everything that happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from lajur.casework.cases import actions
from lajur.casework.cases.casepage import (
    calls_of,
    entries_of_page,
    likely_readers,
    records_of_page,
    status_word,
    visits_of,
)
from lajur.casework.cases.forms import CommentForm, PeopleForm, ReasonForm
from lajur.casework.cases.models import Deviation, Task, TaskStatus
from lajur.casework.cases.permissions import DeviationSubject
from lajur.casework.cases.presentation import Teller, persons_in
from lajur.casework.cases.queries import LoadedCase, case_state, open_tasks_of, persons_in_case
from lajur.casework.cases.views import drawing
from lajur.casework.cases.views.loading import (
    case_path,
    choices_for,
    planned,
    posted,
    put_on,
    task_path,
    tell,
    the_case,
    ticket,
)
from lajur.casework.cases.why import why_due
from lajur.engine.definition import Sop
from lajur.engine.refusal import Refusal
from lajur.engine.state import State
from lajur.registers.authority.pages import page
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.queries import names_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.queries import sop_of
from lajur.registers.reference.letterheads import letterhead_for
from lajur.registers.reference.queries import calendar_for
from lajur.ui.pages import render_page

ENTRIES = 100
"""Journal entries on one page of the timeline."""
ALL = 100_000
"""Entries on the page for printing: the whole case."""
VERSIONS = 6
"""Versions of a document listed unless all are asked for."""


@page(needs="cases.view", subject=the_case)
def case(request: SignedRequest, loaded: LoadedCase) -> HttpResponse:
    return show(request, loaded)


def show(request: SignedRequest, loaded: LoadedCase, comment: CommentForm | None = None) -> HttpResponse:
    """The page; with `?cetak` all of it, unfolded, for paper."""
    with timezone.override(ZoneInfo(request.user.agency.zone)):
        context = context_of(request, loaded, comment)
    return render_page(request, "cases/case.html", context, status=422 if comment and comment.errors else 200)


def context_of(request: SignedRequest, loaded: LoadedCase, comment: CommentForm | None) -> dict[str, Any]:
    shown, sop, printing = loaded.case, sop_of(loaded.case.edition_id), "cetak" in request.GET
    state, path = case_state(shown), case_path(shown.id)
    records, tasks = records_of_page(shown), open_tasks_of(shown)
    deviations = list(shown.deviations.select_related("person", "judged_by").order_by("-number"))
    calls, parent = calls_of(shown, request.actor)
    before = None if printing else _number(request.GET.get("sebelum"))
    entries, older = entries_of_page(shown, before=before, limit=ALL if printing else ENTRIES)
    lanes = {lane: bound_to(loaded, state, lane) for lane in sop.lanes}
    named = {person for persons in lanes.values() for person in persons} | persons_in(entries)
    named |= {str(person) for task in tasks for person in task.assignees}
    choices = mentionable(loaded, named)
    names = names_of(request.actor.agency, named | set(choices))
    teller = Teller(
        sop, names, records, {call.task: (call.number, call.path) for call in calls},
        {call.task: call.title for call in calls},
    )  # fmt: skip
    found = [deviation_context(request, loaded, sop, teller, row) for row in deviations]
    most = None if printing or request.GET.get("dokumen") == "semua" else VERSIONS
    may_appoint = state.is_running and bool(may(request.actor, "cases.appoint", loaded))
    people = [
        (lane, sop.lanes[lane].title, [names.get(p, "") for p in persons], lane in state.appointments)
        for lane, persons in lanes.items()
    ]
    return {
        "case": shown, "sop": sop, "loaded": loaded, "printing": printing, "path": path,
        "letterhead": letterhead_for(request.user.agency, loaded.day.day) if printing else None,
        "open": [open_task(request, loaded, sop, state, task, names) for task in tasks],
        "strip": drawing.strip(sop, state, path),
        "sheet": drawing.sheet(str(shown.edition_id), sop, state, path, visits_of(shown)),
        "timeline": drawing.history(teller, entries),
        "entries": len(entries), "older": older, "newer": before is not None,
        "documents": drawing.documents(sop, records, most=most),
        "deviation_count": len(found), "deviations": drawing.deviations(found, path),
        "people": drawing.people(people, appoint=f"{path}tunjuk/" if may_appoint and not printing else ""),
        "calls": [(call, status_word(call.status)) for call in calls],
        "parent": parent, "parent_status": status_word(parent.status) if parent else "",
        "comment_form": comment or comment_form(None, choices, names), "ticket": ticket(request, planned(request)),
        "mentionable": None if comment else tuple((person, names[person]) for person in choices if person in names),
        "may_take_file": not printing and bool(may(request.actor, "cases.download_file")),
        "may_cancel": not printing and state.is_running and bool(may(request.actor, "cases.cancel", loaded)),
    }  # fmt: skip


def mentionable(loaded: LoadedCase, named: Iterable[str]) -> list[str]:
    sop = sop_of(loaded.case.edition_id)
    others = [*named, *([loaded.started_by] if loaded.started_by else [])]
    return likely_readers(loaded.day, loaded.procedure, sop.lanes, others)


def comment_form(data: Any, choices: Iterable[str], names: Mapping[str, str]) -> CommentForm:
    people = sorted(((person, names[person]) for person in choices if person in names), key=lambda one: one[1])
    return CommentForm(data, people=people)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def bound_to(loaded: LoadedCase, state: State, lane: str) -> tuple[str, ...]:
    return state.appointments.get(lane) or loaded.day.lane_holders(loaded.procedure, lane)


def open_task(
    request: SignedRequest, loaded: LoadedCase, sop: Sop, state: State, task: Task, names: Mapping[str, str]
) -> dict[str, Any]:
    step = sop.steps[task.step]
    calendar = calendar_for(request.user.agency)
    actors = loaded.day.actors(loaded.procedure, step.lane, [str(person) for person in task.assignees])
    left, why = None, None
    if task.due_at:
        late = task.due_at < request.now
        left = -calendar.between(task.due_at, request.now) if late else calendar.between(request.now, task.due_at)
        summed = why_due(sop, state, step, task.key, task.opened_at, task.due_at, calendar)
        why = drawing.reckoning(summed, task.due_at)
    me = str(request.user.id)
    mine = me in actors or any(absent in actors for absent in loaded.day.stands_in_for(me))
    missing = [sop.documents[kind].title for kind in sop.needs_of(step) if kind not in state.documents]
    return {
        "task": task, "step": step, "lane": sop.lanes[step.lane].title, "left": left, "mine": mine, "missing": missing,
        "people": [names[person] for person in actors if person in names], "url": task_path(loaded.case.id, task.key),
        "why": why,
    }  # fmt: skip


def deviation_context(
    request: SignedRequest, loaded: LoadedCase, sop: Sop, teller: Teller, row: Deviation
) -> dict[str, Any]:
    subject = DeviationSubject(str(row.person_id) if row.person_id else None, loaded.day)
    owed, answered = row.status in ("dicatat", "ditolak"), row.status == "dijawab"
    return {
        "row": row, "step": teller.step(row.task), "what": teller.document(row.what) if row.what else "",
        "may_answer": owed and bool(may(request.actor, "cases.answer_deviation", subject)),
        "may_judge": answered and bool(may(request.actor, "cases.judge_deviation", subject)),
    }  # fmt: skip


def usernames_of(persons: Iterable[str]) -> list[tuple[str, str]]:
    """(user name, name) by name: what a script offers while somebody types @."""
    rows = Person.within.filter(id__in=list(persons), is_active=True).order_by("name")
    return list(rows.values_list("username", "name"))


@page(needs="cases.comment", subject=the_case)
def comment(request: SignedRequest, loaded: LoadedCase) -> HttpResponse:
    if request.method == "GET" and "orang" in request.GET:
        return JsonResponse(usernames_of(mentionable(loaded, persons_in_case(loaded.case))), safe=False)
    if request.method != "POST":
        return redirect(case_path(loaded.case.id))
    choices = mentionable(loaded, persons_in_case(loaded.case))
    form = comment_form(request.POST, choices, names_of(request.actor.agency, choices))
    if form.is_valid():
        picked = form.cleaned_data["sebut"]
        outcome = actions.comment(
            case_id=loaded.case.id,
            text=form.cleaned_data["komentar"],
            mentions=[picked] if picked else [],
            by=request.actor,
            now=request.now,
            comment_id=planned(request),
        )
        if not isinstance(outcome, Refusal):
            messages.success(request, _("Komentar tersimpan."))
            return redirect(f"{case_path(loaded.case.id)}#riwayat")
        if outcome.fields:
            put_on(form, outcome)
        else:
            form.add_error("komentar", sentence(outcome))
    return show(request, loaded, form)


@page(needs="cases.cancel", subject=the_case)
def cancel(request: SignedRequest, loaded: LoadedCase) -> HttpResponse:
    """What cannot be undone has a page of its own, asks for a reason, and is shown once more before it counts."""
    form = ReasonForm(posted(request))
    if loaded.case.status != "berjalan":
        return redirect(case_path(loaded.case.id))
    changing = "ubah" in request.POST
    looking = request.method == "POST" and form.is_valid() and "konfirmasi" not in request.POST and not changing
    if request.method == "POST" and form.is_valid() and "konfirmasi" in request.POST and not changing:
        outcome = actions.cancel_case(
            case_id=loaded.case.id, reason=form.cleaned_data["alasan"], by=request.actor, now=request.now
        )
        if not isinstance(outcome, Refusal):
            tell(request, outcome, _("Pelaksanaan dibatalkan."))
            return redirect(case_path(loaded.case.id))
        put_on(form, outcome)
    children = loaded.case.children.filter(status="berjalan").count()
    open_count = loaded.case.tasks.filter(status=TaskStatus.OPEN).count()
    context = {"form": form, "case": loaded.case, "children": children, "open_count": open_count, "looking": looking}
    return render_page(request, "cases/cancel.html", context, status=422 if form.errors else 200)


@page(needs="cases.appoint", subject=the_case)
def appoint(request: SignedRequest, loaded: LoadedCase) -> HttpResponse:
    """Bind a lane of this case to persons; the lane stands in the address (?pelaksana=)."""
    sop = sop_of(loaded.case.edition_id)
    lane = sop.lanes.get(request.GET.get("pelaksana", ""))
    if lane is None:
        raise Http404
    holders, others = choices_for(request, loaded, lane.key)
    form = PeopleForm(posted(request), holders=holders, others=others)
    if request.method == "POST" and form.is_valid():
        outcome = actions.appoint(
            case_id=loaded.case.id, lane=lane.key, persons=form.persons, reason=form.cleaned_data["alasan"],
            by=request.actor, now=request.now,
        )  # fmt: skip
        if not isinstance(outcome, Refusal):
            tell(request, outcome, _("Penunjukan tersimpan."))
            return redirect(case_path(loaded.case.id))
        put_on(form, outcome)
    context = {"form": form, "case": loaded.case, "lane": lane}
    return render_page(request, "cases/appoint.html", context, status=422 if form.errors else 200)
