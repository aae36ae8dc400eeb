"""Several tasks at once, for what is harmless: one colleague takes them over, or their notices are read. Every task is
its own action; what is refused is told beside it and changes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lajur.casework.cases import actions
from lajur.casework.cases.inbox_forms import TakeOverForm
from lajur.casework.cases.models import Task, TaskStatus
from lajur.casework.cases.shell import Moved, TaskSubject
from lajur.casework.cases.views.loading import planned, posted, task_path, ticket
from lajur.casework.notices.actions import mark_read
from lajur.engine.definition import Step
from lajur.engine.refusal import Refusal
from lajur.registers.authority.ids import uuid7
from lajur.registers.authority.pages import page
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.queries import persons_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.queries import sop_of
from lajur.ui.pages import render_page

MOST = 100
"""So many tasks may be picked at once."""
KEPT = 5
"""So many results a session remembers, for whoever comes back to one or sends its form twice."""
HOLDS = {"ambil": actions.take, "lepaskan": actions.give_back}
ALREADY = ("sudah-dipegang", "tidak-dipegang")
"""What somebody asked for twice: nothing is wrong."""
REFERENCE = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([a-z0-9-]+\.[0-9]+)")


@dataclass(frozen=True, slots=True)
class Picked:
    """A task somebody ticked. `refusal`: why he cannot hand it over, in words; empty when he can."""

    task: Task
    step: Step
    refusal: str

    @property
    def reference(self) -> str:
        return f"{self.task.case_id}/{self.task.key}"


def references(request: SignedRequest) -> list[tuple[UUID, str]]:
    """(case, task) in the order they were ticked; Http404 for what is no task."""
    given = dict.fromkeys((request.POST if request.method == "POST" else request.GET).getlist("tugas"))
    found = [REFERENCE.fullmatch(text) for text in list(given)[:MOST]]
    if not all(found):
        raise Http404
    return [(UUID(match[1]), match[2]) for match in found if match]


def picked_tasks(request: SignedRequest) -> list[Picked]:
    """The ticked tasks; Http404 when one of them is not in the agency."""
    wanted = references(request)
    rows = {
        (row.case_id, row.key): row
        for row in Task.objects.filter(
            agency_id=request.actor.agency,
            case_id__in={case for case, _key in wanted},
            key__in={key for _case, key in wanted},
        ).select_related("case")
    }
    if any(place not in rows for place in wanted):
        raise Http404
    return [_judged(request, rows[place]) for place in wanted]


def _judged(request: SignedRequest, row: Task) -> Picked:
    step = sop_of(row.case.edition_id).steps[row.step]
    subject = None
    if row.status == TaskStatus.OPEN:
        assignees = tuple(str(person) for person in row.assignees)
        subject = TaskSubject(row.case.procedure, step.lane, assignees, request.actor.day)
    allowed = may(request.actor, "cases.hand_over", subject)
    return Picked(row, step, sentence(allowed) if isinstance(allowed, Refusal) else "")


@page(needs="cases.inbox")
def several(request: SignedRequest) -> HttpResponse:
    """What the form around the list sends: which tasks, and what to do with them."""
    back = "/tugas/" + (f"?{request.POST.get('kembali', '')}" if request.POST.get("kembali") else "")
    if request.method != "POST":
        return redirect(back)
    for name, act in HOLDS.items():
        if name in request.POST:
            return hold(request, act, request.POST[name], back)
    wanted = references(request)
    if not wanted:
        messages.warning(request, _("Pilih dahulu satu tugas atau lebih dengan mencentangnya."))
        return redirect(back)
    if request.POST.get("lakukan") == "dibaca":
        count = mark_read(by=request.actor, now=request.now, links=[task_path(case, key) for case, key in wanted])
        words = ngettext("%(n)s pemberitahuan ditandai dibaca.", "%(n)s pemberitahuan ditandai dibaca.", count)
        messages.success(request, words % {"n": count})
        return redirect(back)
    query = urlencode([("tugas", f"{case}/{key}") for case, key in wanted])
    return redirect(f"/tugas/alihkan/?{query}")


def hold(request: SignedRequest, act: Callable[..., Moved | Refusal], place: str, back: str) -> HttpResponse:
    """Take one task, or give it back: asked from the list or (`dari`) from the task's own page, and back there."""
    found = REFERENCE.fullmatch(place)
    if found is None:
        raise Http404
    case, key = UUID(found[1]), found[2]
    if not Task.objects.filter(agency_id=request.actor.agency, case_id=case, key=key).exists():
        raise Http404
    outcome = act(case_id=case, task=key, by=request.actor, now=request.now)
    if not isinstance(outcome, Refusal):
        taken = _("Anda memegang tugas ini; rekan Anda melihat bahwa Anda yang mengerjakannya.")
        given = _("Tugas dilepaskan; ia menunggu semua pelaksana langkahnya lagi.")
        messages.success(request, taken if act is actions.take else given)
    elif outcome.code in ALREADY:
        messages.info(request, sentence(outcome))
    else:
        messages.error(request, sentence(outcome))
    return redirect(task_path(case, key) if request.POST.get("dari") == "tugas" else back)


@page(needs="cases.inbox")
def hand_over_several(request: SignedRequest) -> HttpResponse:
    """Look once more at what was picked, say to whom and why, then do it task by task."""
    picked = picked_tasks(request)
    if not picked:
        return redirect("cases.inbox")
    key = str(planned(request))
    if key in request.session.get("dialihkan", {}):
        return redirect(f"/tugas/dialihkan/{key}/")
    choices = [(str(p.id), p.name) for p in persons_of(request.user.agency) if p.id != request.user.id]
    form = TakeOverForm(posted(request), people=choices)
    if request.method == "POST" and form.is_valid():
        person, reason = form.cleaned_data["kepada"], form.cleaned_data["alasan"]
        lines = [handed_over(request, one, person, reason) for one in picked]
        kept = dict(list(request.session.get("dialihkan", {}).items())[1 - KEPT :])
        request.session["dialihkan"] = {**kept, key: {"to": dict(choices)[person], "lines": lines}}
        return redirect(f"/tugas/dialihkan/{key}/")
    context = {"picked": picked, "form": form, "able": sum(not one.refusal for one in picked),
               "ticket": ticket(request, UUID(key) if request.method == "POST" else uuid7())}  # fmt: skip
    return render_page(request, "cases/hand_over_several.html", context, status=422 if form.errors else 200)


def handed_over(request: SignedRequest, one: Picked, person: str, reason: str) -> dict[str, Any]:
    """One line of the result. A task that already waits for just that person stays as it is."""
    told = {"title": one.step.title, "number": one.task.case.number, "url": task_path(one.task.case_id, one.task.key)}
    if one.task.status == TaskStatus.OPEN and [str(p) for p in one.task.assignees] == [person]:
        return {**told, "ok": True, "text": _("Sudah di tangannya.")}
    outcome = actions.hand_over(
        case_id=one.task.case_id, task=one.task.key, persons=[person], reason=reason, by=request.actor, now=request.now
    )
    if isinstance(outcome, Refusal):
        return {**told, "ok": False, "text": sentence(outcome)}
    return {**told, "ok": True, "text": _("Dialihkan.")}


@page(needs="cases.inbox", verbs=("GET",))
def handed(request: SignedRequest, key: UUID) -> HttpResponse:
    """What became of each; only for the session that did it."""
    result = request.session.get("dialihkan", {}).get(str(key))
    if result is None:
        raise Http404
    context = {"result": result, "done": sum(line["ok"] for line in result["lines"])}
    return render_page(request, "cases/handed_over.html", context)
