"""The task page: what to do, by what standard, with which documents; and doing it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.casework.cases import actions
from lajur.casework.cases.stepform import Plan, Slot, StepForm, where
from lajur.casework.cases.presentation import answer_text, record_name
from lajur.casework.cases.queries import answers_of
from lajur.casework.cases.reading import some_records
from lajur.casework.cases.shell import Moved
from lajur.casework.cases.views.loading import (
    LoadedTask,
    case_path,
    choices_for,
    put_on,
    task_path,
    the_task,
)
from lajur.casework.documents.actions import Given, KeptFile
from lajur.casework.documents.models import Record
from lajur.casework.documents.queries import numbers_in
from lajur.casework.documents.uploads import keep_upload, reference, referred
from lajur.engine.advance import return_targets
from lajur.engine.deadlines import basis_of
from lajur.engine.definition import END
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page, refused
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.queries import names_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.rules import Standing
from lajur.registers.reference.queries import calendar_for
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
    """Store what came, then finish the task; whatever is wrong comes back with everything that was given."""
    if not loaded.is_open:
        return second(request, loaded)
    allowed = may(request.actor, "cases.complete_step", loaded)
    if not allowed:
        return refused(request, allowed)
    records = records_here(loaded, shown=False)
    plan = plan_for(request, loaded, records)
    form = StepForm(request.POST, request.FILES, plan=plan)
    form.is_valid()
    kept = {slot.kind: (*slot.kept, *uploads(request, form, slot.kind)) for slot in plan.slots}
    if form.is_valid():
        outcome = finish(request, loaded, form, kept)
        if not isinstance(outcome, Refusal):
            messages.success(request, _("Tersimpan: langkah %(no)s selesai.") % {"no": loaded.step.no})
            return redirect(after(request, outcome))
        if outcome.code in CLOSED:
            return second(request, the_task(request, loaded.case.id, loaded.row.key))
        names = {slot.kind: f"berkas-{slot.kind}" for slot in plan.slots}
        names |= {lane: f"tunjuk-{lane}" for lane in loaded.step.appoints}
        names |= {asked.key: f"jawab-{asked.key}" for asked in loaded.step.fields}
        put_on(form, outcome, names)
    form.plan = replace(plan, slots=[replace(slot, kept=kept[slot.kind]) for slot in plan.slots])
    return work(request, loaded, form)


def second(request: SignedRequest, loaded: LoadedTask) -> HttpResponse:
    """Somebody sends what is closed: his own doing is told as saved, another's with who and when."""
    if loaded.row.done_by_id == request.user.id:
        messages.success(request, _("Sudah tersimpan: langkah ini sudah Anda selesaikan."))
        return redirect(case_path(loaded.case.id))
    return show(request, loaded, status=409)


def uploads(request: SignedRequest, form: StepForm, kind: str) -> list[KeptFile]:
    """Files that came with the form and are within the limits, now safe on disk."""
    files: list[UploadedFile] = form.cleaned_data.get(f"berkas-{kind}") or []
    return [keep_upload(request.actor.agency, file) for file in files]


def finish(
    request: SignedRequest, loaded: LoadedTask, form: StepForm, kept: dict[str, tuple[KeptFile, ...]]
) -> Moved | Refusal:
    given: dict[bool, list[Given]] = {True: [], False: []}
    without: dict[str, str] = {}
    for slot in form.plan.slots:
        text = form.cleaned_data[f"teks-{slot.kind}"].strip()
        documents = [Given(slot.kind, file) for file in kept[slot.kind]]
        if text and not (documents and text == slot.text.strip()):  # a new file replaces the text of the visit before
            documents.append(Given(slot.kind, text=text))
        reason = form.cleaned_data[f"alasan-{slot.kind}"].strip()
        if documents:
            given[slot.is_output] += documents
        elif reason:
            without[slot.kind] = reason
    appoints = {} if form.goes_back else {lane: form.appointed(lane) for lane in loaded.step.appoints}
    return actions.complete_step(
        case_id=loaded.case.id,
        task=loaded.row.key,
        by=request.actor,
        now=request.now,
        exit=form.cleaned_data.get("keputusan"),
        answers=form.answers,
        outputs=given[True],
        attachments=given[False],
        without=without,
        appoints=appoints,
        note=form.cleaned_data["catatan"],
    )


def after(request: SignedRequest, moved: Moved) -> str:
    """The next open task of the same case if it is mine, else my tasks."""
    held, day = moved.held, request.actor.day
    for key, token in sorted(held.state.open.items(), key=lambda item: item[1].opened):
        lane = moved.sop.steps[token.step].lane
        mine = day.standing(request.actor.person or "", held.procedure, lane, token.assignees)
        if not token.waits_for_child and isinstance(mine, Standing):
            return task_path(held.id, key)
    return "/tugas/"


def records_here(loaded: LoadedTask, *, shown: bool = True) -> dict[int, Record]:
    """The records that matter here: of the kinds this step yields; where the page is shown, also of those it needs and
    those that came with the task."""
    sop, step, held = loaded.sop, loaded.step, loaded.state.documents
    kinds = (*sop.needs_of(step), *sop.yields_of(step)) if shown else sop.yields_of(step)
    numbers = [number for kind in kinds if kind in held for number in numbers_in(held[kind])]
    if not numbers and loaded.is_open:
        return {}
    return some_records(loaded.case, numbers, loaded.row.key)


def plan_for(request: SignedRequest, loaded: LoadedTask, records: dict[int, Record]) -> Plan:
    """The slots that are due now, with what was sent before or produced on an earlier visit."""
    sop, step, state = loaded.sop, loaded.step, loaded.state
    lacking = [(kind, False) for kind in sop.needs_of(step) if kind not in state.documents]
    owed = [(kind, True) for kind in sop.yields_of(step)]
    slots = []
    for kind, is_output in (*lacking, *owed):
        purpose = purpose_of(loaded, kind)
        tokens = request.POST.getlist(f"simpan-{kind}") if request.method == "POST" else []
        kept = [file for file in (referred(token, purpose) for token in tokens) if file]
        before = [records[n] for n in numbers_in(state.documents[kind]) if n in records] if kind in state.documents else []  # fmt: skip  # noqa: E501
        offered = [KeptFile(r.name, r.media_type, r.size, r.sha256) for r in before if r.name]
        text = next((r.text for r in reversed(before) if not r.name), "")
        slots.append(Slot(kind, sop.documents[kind].title, is_output, kept, offered, text))
    people = {lane: choices_for(request, loaded, lane) for lane in step.appoints}
    return Plan(sop, step, state, slots, people)


def purpose_of(loaded: LoadedTask, kind: str) -> str:
    return f"{loaded.case.id}:{loaded.row.key}:{kind}"


def work(request: SignedRequest, loaded: LoadedTask, form: StepForm | None) -> HttpResponse:
    """The page with the form; 422 when it comes back."""
    records = records_here(loaded)
    plan = form.plan if form else plan_for(request, loaded, records)
    blank = None if form else blank_key(loaded, plan)
    fill = cache(lambda: inputs(loaded, form or StepForm(plan=plan)))
    context = {
        **surroundings(request, loaded, records),
        **({name: partial(lambda name: fill()[name], name) for name in INPUTS} if blank else fill()),
        "form": form,
        "blank": blank,
        "has_slots": bool(plan.slots),
        "limit": settings.UPLOAD_LIMIT,
        "can_return": bool(return_targets(loaded.sop, loaded.state, loaded.row.key)),
        "can_skip": not (loaded.step.exits or loaded.step.appoints),
        "can_call": loaded.step.call is not None,
    }
    return render_page(request, "cases/task.html", context, status=422 if form and form.errors else 200)


INPUTS = ("step_form", "fields", "slots", "people")


def inputs(loaded: LoadedTask, form: StepForm) -> dict[str, Any]:
    """The form as the template goes through it."""
    return {
        "step_form": form,
        "fields": [form[f"jawab-{asked.key}"] for asked in loaded.step.fields],
        "slots": [slot_context(loaded, form, slot) for slot in form.plan.slots],
        "people": [(form[f"tunjuk-{lane}"], form[f"tunjuk-lain-{lane}"]) for lane in loaded.step.appoints],
    }


def blank_key(loaded: LoadedTask, plan: Plan) -> tuple[Any, ...] | None:
    """What an empty form depends on: the step of the edition and the documents due. None when something stands in it
    already, or it lists people: then it is this task's alone."""
    filled = any(slot.kept or slot.offered or slot.text for slot in plan.slots)
    if filled or plan.people or any(asked.key in loaded.state.facts for asked in loaded.step.fields):
        return None
    due = tuple((slot.kind, slot.is_output) for slot in plan.slots)
    return (loaded.case.edition_id, loaded.step.key, due, settings.UPLOAD_LIMIT)


def slot_context(loaded: LoadedTask, form: StepForm, slot: Slot) -> dict[str, Any]:
    purpose = purpose_of(loaded, slot.kind)
    known = {file.sha256 for file in slot.kept}
    files = [(reference(file, purpose), file, True) for file in slot.kept]
    files += [(reference(file, purpose), file, False) for file in slot.offered if file.sha256 not in known]
    return {
        "slot": slot,
        "files": files,
        "upload": form[f"berkas-{slot.kind}"],
        "text": form[f"teks-{slot.kind}"],
        "reason": form[f"alasan-{slot.kind}"],
        "excused": bool(form.data.get(f"alasan-{slot.kind}") or form[f"alasan-{slot.kind}"].errors),
    }


def show(request: SignedRequest, loaded: LoadedTask, *, status: int = 200) -> HttpResponse:
    """A task as it stands, without a form."""
    records = records_here(loaded)
    produced = [record for record in records.values() if record.task == loaded.row.key]
    titles = {kind.key: kind.title for kind in loaded.sop.documents.values()}
    answers = answers_of(loaded.row)
    context = {
        **surroundings(request, loaded, records),
        "produced": [(titles.get(r.kind, r.kind), record_name(r, loaded.sop), r) for r in produced],
        "answers": [(f.label, answer_text(f, answers[f.key])) for f in loaded.step.fields if f.key in answers],
        "too_late": status == 409,
        "can_hand_over": loaded.is_open and bool(may(request.actor, "cases.hand_over", loaded)),
        "child": loaded.case.children.filter(parent_task=loaded.row.key).order_by("-started_at").first(),
    }
    return render_page(request, "cases/task_closed.html", context, status=status)


def surroundings(request: SignedRequest, loaded: LoadedTask, records: dict[int, Record]) -> dict[str, Any]:
    """The SOP's text and standard beside the work."""
    sop, step, row = loaded.sop, loaded.step, loaded.row
    calendar = calendar_for(request.user.agency)
    left = None
    if loaded.is_open and row.due_at:
        late = row.due_at < request.now
        left = -calendar.between(row.due_at, request.now) if late else calendar.between(request.now, row.due_at)
    standing = loaded.day.standing(str(request.user.id), loaded.procedure, loaded.lane, loaded.assignees)
    stands_for = getattr(standing, "stands_for", None)
    previous = loaded.before
    me = str(request.user.id)
    others = {*loaded.actors, stands_for or ""} - {me}
    names = {me: request.user.name, **names_of(request.actor.agency, others)}
    return {
        "loaded": loaded, "case": loaded.case, "row": row, "sop": sop, "step": step, "left": left,
        "lane": sop.lanes[step.lane], "previous": previous,
        "previous_step": sop.steps[previous.step] if previous else None,
        "actor_names": tuple(names[p] for p in loaded.actors if p in names),
        "stands_for": names.get(stands_for or ""),
        "held": held_documents(loaded, records),
        "yields": [sop.documents[kind].title for kind in sop.yields_of(step)],
        "next": None if step.exits or step.fork else where(sop, step, step.next),
        "next_lane": sop.lanes[sop.steps[step.next].lane].title if not step.exits and not step.fork and step.next != END else "",  # noqa: E501
        "why_due": why_due(request, loaded),
        "crumb_case": case_path(loaded.case.id),
    }  # fmt: skip


def held_documents(loaded: LoadedTask, records: dict[int, Record]) -> list[dict[str, Any]]:
    """Kelengkapan the case holds already, with links to the records and to who made them when."""
    found = []
    for kind in loaded.sop.needs_of(loaded.step):
        if kind in loaded.state.documents:
            numbers = numbers_in(loaded.state.documents[kind])
            rows = [(record_name(records[n], loaded.sop), records[n]) for n in numbers if n in records]
            text = rows[0][1] if len(rows) == 1 and not rows[0][1].name else None
            found.append({"title": loaded.sop.documents[kind].title, "records": rows, "text": text})
    return found


def why_due(request: SignedRequest, loaded: LoadedTask) -> dict[str, Any] | None:
    """How the deadline of an open task was counted, day by day; None where the sheet sets none."""
    token = loaded.token
    if token is None or token.due is None:
        return None
    begin, standard = basis_of(loaded.sop, loaded.state, loaded.step, token.opened, token.group)
    if standard.time is None:
        return {"begin": begin, "text": standard.text, "days": [], "by_plan": True}
    shares = calendar_for(request.user.agency).explain(begin, standard.time)
    days = [replace(share, reason=_(share.reason)) for share in shares]
    return {"begin": begin, "text": standard.text, "days": days, "by_plan": False}
