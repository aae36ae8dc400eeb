"""The task page: what to do, by what standard, with which documents; and doing it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lajur.casework.cases.casepage import Call, calls_of
from lajur.casework.cases.models import Draft
from lajur.casework.cases.plugging import Plugged
from lajur.casework.cases.presentation import answer_text, record_name
from lajur.casework.cases.queries import answers_of
from lajur.casework.cases.shell import Moved
from lajur.casework.cases.stepform import Plan, Slot, StepForm
from lajur.casework.cases.views import typed
from lajur.casework.cases.views.files import purpose_of
from lajur.casework.cases.views.filling import finish, plan_for, received, references, wants_a_look
from lajur.casework.cases.views.loading import LoadedTask, case_path, put_on, task_path, the_task
from lajur.casework.cases.views.surroundings import records_here, surroundings
from lajur.casework.documents.models import Scan
from lajur.casework.documents.scanning import scans_of
from lajur.casework.documents.uploads import reference
from lajur.engine.advance import return_targets
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page, refused
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.rules import Standing
from lajur.ui.pages import render_page

CLOSED = ("tugas-tidak-terbuka", "tidak-berjalan")


@page(needs="cases.view", subject=the_task)
def task(request: SignedRequest, loaded: LoadedTask) -> HttpResponse:
    """Work on an open task of mine; of others' and closed ones, see how they stand."""
    if request.method == "POST":
        return complete(request, loaded)
    mine = loaded.is_open and not loaded.row.waits_for_child and may(request.actor, "cases.complete_step", loaded)
    if not mine:
        return show(request, loaded)
    return work(request, loaded, None)


def complete(request: SignedRequest, loaded: LoadedTask) -> HttpResponse:
    """Finish the task, or show once more what is about to happen; whatever is wrong comes back with everything that was
    given, and with a draft of it."""
    form = sent_form(request, loaded)
    if isinstance(form, HttpResponse):
        return form
    if typed.overtaken(request, loaded):
        return work(request, loaded, form)
    if form.is_valid():
        if wants_a_look(form):
            kept = typed.keep(request, loaded, references(loaded, form.plan.slots))
            if not isinstance(kept, Refusal):
                return typed.with_device(request, redirect(f"{loaded.path}periksa/"))
            form.add_error(None, sentence(kept))
            return work(request, loaded, form)
        done = settle(request, loaded, form, finish(request, loaded, form))
        if done is not None:
            return done
    kept = typed.keep(request, loaded, references(loaded, form.plan.slots))
    return typed.with_device(request, work(request, loaded, form, version=kept if isinstance(kept, int) else None))


def sent_form(request: SignedRequest, loaded: LoadedTask) -> StepForm | HttpResponse:
    """The form that was sent for an open task by who may do it; the answer to anybody else."""
    if not loaded.is_open:
        return second(request, loaded)
    allowed = may(request.actor, "cases.complete_step", loaded)
    if not allowed:
        return refused(request, allowed)
    return received(request, loaded, records_here(loaded, shown=False))


def settle(request: SignedRequest, loaded: LoadedTask, form: StepForm, outcome: Moved | Refusal) -> HttpResponse | None:
    """The answer to a step that was done, or that somebody else has closed; None when the form has to come back, with
    what is wrong in it."""
    if not isinstance(outcome, Refusal):
        messages.success(request, _("Tersimpan: langkah %(no)s selesai.") % {"no": loaded.step.no})
        return redirect(after(request, outcome))
    if outcome.code in CLOSED:
        return second(request, the_task(request, loaded.case.id, loaded.row.key))
    names = {slot.kind: f"berkas-{slot.kind}" for slot in form.plan.slots}
    names |= {lane: f"tunjuk-{lane}" for lane in loaded.step.appoints}
    names |= {asked.key: f"jawab-{asked.key}" for asked in form.plan.asked}
    put_on(form, outcome, names)
    return None


def second(request: SignedRequest, loaded: LoadedTask) -> HttpResponse:
    """Somebody sends what is closed: his own doing is told as saved; at another's he hears who and when, and what he
    has typed stays readable."""
    if loaded.row.done_by_id == request.user.id:
        messages.success(request, _("Sudah tersimpan: langkah ini sudah Anda selesaikan."))
        return redirect(case_path(loaded.case.id))
    if request.method == "POST" and any(any(values) for values in typed.typed(request.POST).values()):
        typed.keep(request, loaded)
        loaded = the_task(request, loaded.case.id, loaded.row.key)
    return typed.with_device(request, show(request, loaded, status=409))


def after(request: SignedRequest, moved: Moved) -> str:
    """The next open task of the same case if it is mine, else my tasks."""
    held, day = moved.held, request.actor.day
    for key, token in sorted(held.state.open.items(), key=lambda item: item[1].opened):
        lane = moved.sop.steps[token.step].lane
        mine = day.standing(request.actor.person or "", held.procedure, lane, token.assignees)
        if not token.waits_for_child and isinstance(mine, Standing):
            return task_path(held.id, key)
    return "/tugas/"


def work(
    request: SignedRequest, loaded: LoadedTask, form: StepForm | None, *, version: int | None = None
) -> HttpResponse:
    """The page with the form: empty, as its draft stands, or (422) as it came. `version`: of the draft just saved."""
    records = records_here(loaded)
    draft = loaded.draft if form is None else None
    given = typed.drafted(draft) if draft else None
    plan = form.plan if form else plan_for(request, loaded, records, given)
    blank = None if form or draft else blank_key(loaded, plan)
    fill = cache(lambda: inputs(loaded, form or StepForm(plan=plan, draft=given)))
    newer = loaded.draft if form and typed.overtaken(request, loaded) else None
    context = {
        **surroundings(request, loaded, records),
        **({name: partial(lambda name: fill()[name], name) for name in INPUTS} if blank else fill()),
        "form": form,
        "blank": blank,
        "draft": draft,
        "version": version if version is not None else loaded.draft.version if loaded.draft else 0,
        "window": request.POST.get("jendela", "") if form and not newer else draft.window if draft else "",
        "sequence": request.POST.get("urut", "") if form and not newer else draft.sequence if draft else "",
        "elsewhere": draft is not None and draft.device != request.COOKIES.get(typed.DEVICE),
        "up": "" if request.path == loaded.path else "../",
        "has_slots": bool(plan.slots),
        "limit": settings.UPLOAD_LIMIT,
        "can_return": bool(return_targets(loaded.sop, loaded.state, loaded.row.key)),
        "can_skip": not (loaded.step.exits or loaded.step.appoints),
        "can_call": loaded.step.call is not None,
        "plug": plug_context(request, loaded, plan.plugged),
        **(conflict(request, loaded, newer) if newer else {}),
    }
    status = 422 if form and form.errors else 409 if newer else 200
    return render_page(request, "cases/task.html", context, status=status)


def plug_context(request: SignedRequest, loaded: LoadedTask, plugged: Plugged | None) -> dict[str, Any] | None:
    """What the step's plug shows, and what it answers in the officer's place."""
    if plugged is None:
        return None
    panel = plugged.panel
    context = {**panel.context, "work": plugged.work} if panel else {}
    given = plugged.answers
    return {
        "panel": render_to_string(panel.template, context, request) if panel else "",
        "refusal": sentence(plugged.refusal) if plugged.refusal is not None else "",
        "passable": plugged.passable,
        "weighs": plugged.weighs,
        "answers": [(f.label, answer_text(f, given[f.key])) for f in loaded.step.fields if f.key in given],
        "makes": [loaded.sop.documents[kind].title for kind in plugged.makes],
    }


def conflict(request: SignedRequest, loaded: LoadedTask, newer: Draft) -> dict[str, Any]:
    """Both texts, where this page's and those of the draft saved elsewhere differ."""
    return {
        "newer": newer,
        "differences": typed.differences(loaded, request.POST, typed.drafted(newer)),
        "elsewhere": newer.device != request.COOKIES.get(typed.DEVICE),
    }


INPUTS = ("step_form", "fields", "slots", "people")


def inputs(loaded: LoadedTask, form: StepForm) -> dict[str, Any]:
    """The form as the template goes through it."""
    digests = [file.sha256 for slot in form.plan.slots for file in (*slot.kept, *slot.offered)]
    scans = scans_of(loaded.case.agency_id, digests)
    return {
        "step_form": form,
        "fields": [form[f"jawab-{asked.key}"] for asked in form.plan.asked],
        "slots": [slot_context(loaded, form, slot, scans) for slot in form.plan.slots],
        "people": [(form[f"tunjuk-{lane}"], form[f"tunjuk-lain-{lane}"]) for lane in loaded.step.appoints],
    }


def blank_key(loaded: LoadedTask, plan: Plan) -> tuple[Any, ...] | None:
    """What an empty form depends on: the step of the edition and the documents due. None when something stands in it
    already, or it lists people: then it is this task's alone."""
    filled = any(slot.kept or slot.offered or slot.text or slot.broken_off for slot in plan.slots)
    if filled or plan.people or plan.plugged or any(asked.key in loaded.state.facts for asked in loaded.step.fields):
        return None
    due = tuple((slot.kind, slot.is_output) for slot in plan.slots)
    return (loaded.case.edition_id, loaded.step.key, due, settings.UPLOAD_LIMIT)


def slot_context(loaded: LoadedTask, form: StepForm, slot: Slot, scans: Mapping[str, Scan]) -> dict[str, Any]:
    purpose = purpose_of(loaded, slot.kind)
    known = {file.sha256 for file in slot.kept}
    both = [(file, True) for file in slot.kept] + [(file, False) for file in slot.offered if file.sha256 not in known]
    files = [(reference(file, purpose), file, checked, scans.get(file.sha256)) for file, checked in both]
    reason = form[f"alasan-{slot.kind}"]
    return {
        "slot": slot,
        "files": files,
        "there": bool(slot.kept) or bool(form[f"teks-{slot.kind}"].value()),
        "upload": form[f"berkas-{slot.kind}"],
        "text": form[f"teks-{slot.kind}"],
        "reason": reason,
        "excused": bool(reason.value() or reason.errors),
    }


def show(request: SignedRequest, loaded: LoadedTask, *, status: int = 200) -> HttpResponse:
    """A task as it stands, without a form."""
    records = records_here(loaded)
    produced = [record for record in records.values() if record.task == loaded.row.key]
    titles = {kind.key: kind.title for kind in loaded.sop.documents.values()}
    answers = answers_of(loaded.row)
    waits = loaded.is_open and not loaded.row.waits_for_child
    mine = may(request.actor, "cases.complete_step", loaded) if waits else None
    context = {
        **surroundings(request, loaded, records),
        "produced": [(titles.get(r.kind, r.kind), record_name(r, loaded.sop), r) for r in produced],
        "answers": [(f.label, answer_text(f, answers[f.key])) for f in loaded.step.fields if f.key in answers],
        "too_late": status == 409,
        "draft": loaded.draft,
        "unsent": unsent(request, loaded),
        "why_not": sentence(mine) if isinstance(mine, Refusal) else "",
        "can_hand_over": loaded.is_open and bool(may(request.actor, "cases.hand_over", loaded)),
        "child": child_of(request, loaded) if loaded.row.waits_for_child else None,
    }
    return render_page(request, "cases/task_closed.html", context, status=status)


def child_of(request: SignedRequest, loaded: LoadedTask) -> Call | None:
    """The case that the task called and waits for; without an address where the reader may not open it."""
    calls, _parent = calls_of(loaded.case, request.actor)
    return next((call for call in reversed(calls) if call.task == loaded.row.key), None)


def unsent(request: SignedRequest, loaded: LoadedTask) -> list[tuple[str, str, str]]:
    """What the reader has typed for this task and what never became part of it."""
    if request.method == "POST":
        return typed.told(loaded, request.POST)
    return typed.told(loaded, typed.drafted(loaded.draft)) if loaded.draft else []
