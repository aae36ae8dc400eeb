"""The trial run of a draft: pretended officers, a clock that is put forward, nothing kept but the moves."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.catalogue.findings import errors_in
from lajur.catalogue.trial import MOST_MOVES, Trial, walk
from lajur.engine.definition import Field, Step
from lajur.engine.worktime import WorkCalendar
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import faults, sentence
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.drafts.judging import Judged, callable_sops, judged
from lajur.registers.procedures.drafts.loading import the_draft
from lajur.registers.procedures.drafts.showing import drawn
from lajur.registers.procedures.models import SopDraft
from lajur.registers.reference.queries import calendar_for
from lajur.ui.forms import DateField, DecimalField, Form, IntegerField, Select, TextInput
from lajur.ui.pages import render_page
from lajur.ui.sheet import sheet_of

CLOCKS = ("1 jam", "1 hari", "tenggat")


class AnswersForm(Form):
    """The questions of one open step, filled in ahead, because it is only a trial."""

    def __init__(self, data: Any = None, *, step: Step, task: str, start: Any) -> None:
        super().__init__(data, prefix=task, auto_id=f"{task.replace('.', '-')}-%s")
        for asked in step.fields:
            self.fields[asked.key] = _box(asked)
            self.initial[asked.key] = _likely(asked, start)

    def answers(self) -> dict[str, Any]:
        given = {}
        for key, value in self.cleaned_data.items():
            if value in (None, ""):
                continue
            given[key] = value.isoformat() if hasattr(value, "isoformat") else value
            if value in ("ya", "tidak") and isinstance(self.fields[key], _YesNo):
                given[key] = value == "ya"
            elif isinstance(self.fields[key], DecimalField):
                given[key] = int(value) if value == int(value) else float(value)
        return given


class _YesNo(forms.ChoiceField):
    pass


def _box(asked: Field) -> forms.Field:
    plain: dict[str, Any] = {"label": asked.label, "required": asked.required}
    match asked.kind:
        case "pilihan":
            return forms.ChoiceField(choices=[("", "–"), *asked.options], widget=Select(), **plain)
        case "ya-tidak":
            return _YesNo(choices=[("", "–"), ("ya", _("ya")), ("tidak", _("tidak"))], widget=Select(), **plain)
        case "tanggal":
            return DateField(**plain)
        case "uang":
            return IntegerField(**plain)
        case "angka":
            return DecimalField(decimals=6, **plain)
    return forms.CharField(max_length=2000, widget=TextInput(), **plain)


def _likely(asked: Field, start: Any) -> Any:
    match asked.kind:
        case "pilihan":
            return asked.options[0][0] if asked.options else ""
        case "ya-tidak":
            return "ya"
        case "tanggal":
            return start
        case "angka" | "uang":
            return asked.minimum if asked.minimum is not None else 1
    return _("contoh")


@page(needs="procedures.write", subject=the_draft)
def trial(request: SignedRequest, found: SopDraft) -> HttpResponse:
    """The moves stand in the session; each is tried before it is kept."""
    judgement = judged(found)
    if errors_in(judgement.findings):
        return render_page(
            request, "procedures/draft_trial.html", {"draft": found, "judged": judgement, "broken": True}
        )
    place = f"coba:{found.id}"
    kept: list[dict[str, Any]] = list(request.session.get(place, {}).get("moves", []))
    start = request.session.get(place, {}).get("start") or request.now.isoformat()
    run = _runner(request, found, judgement, start)
    if request.method != "POST":
        return show(request, found, judgement, run(kept), kept)
    if request.POST.get("aksi") == "ulang":
        request.session.pop(place, None)
        return redirect("procedures.draft_trial", found.id)
    if request.POST.get("aksi") == "mundur":
        request.session[place] = {"moves": kept[:-1], "start": start}
        return redirect("procedures.draft_trial", found.id)
    now = run(kept)
    move, form = _move(request, now)
    if form is not None and not form.is_valid():
        return show(request, found, judgement, now, kept, form, 422)
    tried = run([*kept, move])
    if tried.refused is not None or len(kept) >= MOST_MOVES:
        if form is not None and tried.refused is not None:
            for text in [*faults(tried.refused).values()] or [sentence(tried.refused)]:
                form.add_error(None, text)
        return show(request, found, judgement, tried, kept, form, 422)
    request.session[place] = {"moves": [*kept, move], "start": start}
    return redirect("procedures.draft_trial", found.id)


def _runner(request: SignedRequest, found: SopDraft, judgement: Judged, start: str) -> Any:
    from datetime import datetime

    calendar: WorkCalendar = calendar_for(found.agency)
    calls = any(step.call for step in judgement.sop.steps.values())
    sops = callable_sops(found.agency) if calls else {}
    begun = datetime.fromisoformat(start).astimezone(ZoneInfo(found.agency.zone))
    return lambda moves: walk(judgement.sop, moves, calendar, sops, begun)


def _move(request: SignedRequest, now: Trial) -> tuple[dict[str, Any], AnswersForm | None]:
    clock = request.POST.get("jam", "")
    if clock in CLOCKS:
        return {"jam": clock}, None
    task = request.POST.get("tugas", "")
    step = next((step for key, step, _token in now.open if key == task), None)
    if step is None:
        return {"tugas": task}, None
    form = AnswersForm(request.POST, step=step, task=task, start=now.now.date())
    answers = form.answers() if form.is_valid() else {}
    return {"tugas": task, "jalan": request.POST.get("jalan", ""), "isian": answers}, form


def show(
    request: SignedRequest, found: SopDraft, judgement: Judged, now: Trial, moves: list[Any],
    form: AnswersForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    sop, state = judgement.sop, now.state
    open_steps = {step.key for _task, step, _token in now.open}
    states: dict[str, Any] = {done.step.key: "selesai" for done in now.path} | dict.fromkeys(open_steps, "kini")
    late = {step.key for _task, step, token in now.open if token.due and now.now > token.due}
    tasks = []
    for task, step, token in now.open:
        mine = form is not None and form.prefix == task
        tasks.append({
            "task": task, "step": step, "lane": sop.lanes[step.lane], "due": token.due,
            "is_late": step.key in late, "exits": step.exits if step.is_decision else (),
            "form": form if mine else AnswersForm(step=step, task=task, start=now.now.date()),
        })  # fmt: skip
    context = {
        "draft": found, "trial": now, "tasks": tasks, "form": form, "moves": len(moves), "state": state,
        "sheet": sheet_of(sop, states=states, late=late, drawn=drawn),
        "refused": sentence(now.refused) if now.refused is not None and (form is None or not form.errors) else "",
        "lanes": sop.lanes,
    }  # fmt: skip
    return render_page(request, "procedures/draft_trial.html", context, status=status)
