"""The case page: who, since when, waiting for what; and everything that happened."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.casework.cases import actions
from lajur.casework.cases.forms import CommentForm, PeopleForm, ReasonForm
from lajur.casework.cases.models import Case, Deviation, Task, TaskStatus
from lajur.casework.cases.permissions import DeviationSubject
from lajur.casework.cases.presentation import Teller, persons_in, record_name
from lajur.casework.cases.queries import LoadedCase, case_state, entries_of, open_tasks_of, records_by_number
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
from lajur.casework.documents.models import Record
from lajur.engine.definition import Sop
from lajur.engine.refusal import Refusal
from lajur.engine.state import State
from lajur.registers.authority.pages import page
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.queries import names_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.queries import sop_of
from lajur.registers.reference.queries import calendar_for
from lajur.ui.pages import render_page
from lajur.ui.sheet import State as RowState
from lajur.ui.sheet import sheet_of

ENTRIES = 100
"""Journal entries on one page of the timeline."""
VERSIONS = 6
"""Versions of a document listed unless all are asked for."""


@page(needs="cases.view", subject=the_case)
def case(request: SignedRequest, loaded: LoadedCase) -> HttpResponse:
    return show(request, loaded)


def show(request: SignedRequest, loaded: LoadedCase, comment: CommentForm | None = None) -> HttpResponse:
    shown, sop = loaded.case, sop_of(loaded.case.edition_id)
    state = case_state(shown)
    records = records_by_number(shown.id)
    tasks = open_tasks_of(shown)
    deviations = list(shown.deviations.select_related("person", "judged_by").order_by("-number"))
    children = [(child, sop_of(child.edition_id).identity.title) for child in shown.children.order_by("started_at")]
    entries, older = entries_of(shown, before=_number(request.GET.get("sebelum")), limit=ENTRIES)
    lanes = {lane: bound_to(loaded, state, lane) for lane in sop.lanes}
    named = {person for persons in lanes.values() for person in persons} | persons_in(entries)
    named |= {str(person) for task in tasks for person in task.assignees}
    names = names_of(request.actor.agency, named)
    links = {child.parent_task: (child.number, case_path(child.id)) for child, _title in children}
    titles = {child.parent_task: title for child, title in children}
    teller = Teller(sop, names, records, links, titles)
    context = {
        "case": shown, "sop": sop, "loaded": loaded,
        "open": [open_task(request, loaded, sop, task, names) for task in tasks],
        "strip": strip(sop, state, shown),
        "sheet": sheet_of(sop, states=row_states(sop, state), urls=row_urls(shown, tasks)),
        "timeline": [teller.tell(entry) for entry in entries], "older": older,
        "documents": documents(sop, records, most=None if request.GET.get("dokumen") == "semua" else VERSIONS),
        "deviations": [deviation_context(request, loaded, sop, teller, row) for row in deviations],
        "people": [(sop.lanes[lane], [names.get(p, "") for p in persons], lane in state.appointments)
                   for lane, persons in lanes.items()],
        "children": children,
        "comment_form": comment or CommentForm(), "ticket": ticket(request, planned(request)),
        "may_cancel": state.is_running and bool(may(request.actor, "cases.cancel", loaded)),
        "may_appoint": state.is_running and bool(may(request.actor, "cases.appoint", loaded)),
    }  # fmt: skip
    status = 422 if comment is not None and comment.errors else 200
    return render_page(request, "cases/case.html", context, status=status)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def bound_to(loaded: LoadedCase, state: State, lane: str) -> tuple[str, ...]:
    return state.appointments.get(lane) or loaded.day.lane_holders(loaded.procedure, lane)


def open_task(
    request: SignedRequest, loaded: LoadedCase, sop: Sop, task: Task, names: dict[str, str]
) -> dict[str, Any]:
    step = sop.steps[task.step]
    calendar = calendar_for(request.user.agency)
    actors = loaded.day.actors(loaded.procedure, step.lane, [str(person) for person in task.assignees])
    left = None
    if task.due_at:
        late = task.due_at < request.now
        left = -calendar.between(task.due_at, request.now) if late else calendar.between(request.now, task.due_at)
    me = str(request.user.id)
    mine = me in actors or any(absent in actors for absent in loaded.day.stands_in_for(me))
    missing = [
        sop.documents[kind].title for kind in sop.needs_of(step) if kind not in case_state(loaded.case).documents
    ]
    return {
        "task": task, "step": step, "lane": sop.lanes[step.lane].title, "left": left, "mine": mine, "missing": missing,
        "people": [names[person] for person in actors if person in names], "url": task_path(loaded.case.id, task.key),
    }  # fmt: skip


def row_states(sop: Sop, state: State) -> dict[str, RowState]:
    open_steps = {token.step for token in state.open.values()}
    states: dict[str, RowState] = {}
    for key in sop.steps:
        states[key] = "kini" if key in open_steps else "selesai" if state.visits.get(key) else "nanti"
    return states


def row_urls(shown: Case, tasks: list[Task]) -> dict[str, str]:
    return {task.step: task_path(shown.id, task.key) for task in tasks}


def strip(sop: Sop, state: State, shown: Case) -> list[dict[str, Any]]:
    states = row_states(sop, state)
    links = {token.step: task_path(shown.id, key) for key, token in state.open.items()}
    return [
        {"no": step.no, "title": step.title, "state": states[step.key],
         "url": links.get(step.key) or (task_path(shown.id, f"{step.key}.{state.visits[step.key]}")
                                        if state.visits.get(step.key) and not step.umbrella else "")}
        for step in sop.steps.values()
    ]  # fmt: skip


def documents(sop: Sop, records: dict[int, Record], *, most: int | None) -> list[dict[str, Any]]:
    """Records by kind, the latest version first and at most so many; kinds in the order of their first record."""
    kinds: dict[str, list[Record]] = {}
    for record in records.values():
        kinds.setdefault(record.kind, []).insert(0, record)
    found = []
    for kind, rows in kinds.items():
        known = sop.documents.get(kind)
        shown = rows[:most]
        versions = [{"record": row, "name": record_name(row, sop), "step": step_no(sop, row.task)} for row in shown]
        found.append(
            {
                "title": known.title if known else kind,
                "latest": versions[0],
                "older": versions[1:],
                "count": len(rows) - 1,
                "hidden": len(rows) - len(shown),
            }
        )
    return found


def step_no(sop: Sop, task: str) -> str:
    step = sop.steps.get(task.rpartition(".")[0])
    return step.no if step else ""


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


@page(needs="cases.comment", subject=the_case)
def comment(request: SignedRequest, loaded: LoadedCase) -> HttpResponse:
    if request.method != "POST":
        return redirect(case_path(loaded.case.id))
    form = CommentForm(request.POST)
    if form.is_valid():
        outcome = actions.comment(
            case_id=loaded.case.id,
            text=form.cleaned_data["komentar"],
            by=request.actor,
            now=request.now,
            comment_id=planned(request),
        )
        if not isinstance(outcome, Refusal):
            messages.success(request, _("Komentar tersimpan."))
            return redirect(f"{case_path(loaded.case.id)}#riwayat")
        put_on(form, outcome)
    return show(request, loaded, form)


@page(needs="cases.cancel", subject=the_case)
def cancel(request: SignedRequest, loaded: LoadedCase) -> HttpResponse:
    """What cannot be undone has a page of its own and asks for a reason."""
    form = ReasonForm(posted(request))
    if loaded.case.status != "berjalan":
        return redirect(case_path(loaded.case.id))
    if request.method == "POST" and form.is_valid():
        outcome = actions.cancel_case(
            case_id=loaded.case.id, reason=form.cleaned_data["alasan"], by=request.actor, now=request.now
        )
        if not isinstance(outcome, Refusal):
            tell(request, outcome, _("Pelaksanaan dibatalkan."))
            return redirect(case_path(loaded.case.id))
        put_on(form, outcome)
    children = loaded.case.children.filter(status="berjalan").count()
    open_count = loaded.case.tasks.filter(status=TaskStatus.OPEN).count()
    context = {"form": form, "case": loaded.case, "children": children, "open_count": open_count}
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
