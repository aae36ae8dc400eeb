"""Monitoring and evaluation: what is due, the form, what was found, the printed forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.engine.refusal import Refusal
from lajur.exchange.sheet.checkform import CheckRow, evaluation_pdf, monitoring_pdf
from lajur.registers.authority.limits import FILES, limited
from lajur.registers.authority.pages import page
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import faults, sentence
from lajur.registers.organisation.models import Agency, Position
from lajur.registers.organisation.queries import names_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.checks.actions import make_responsible, record_check
from lajur.registers.procedures.checks.queries import checks_of, manner_on, responsible, watched, watcher
from lajur.registers.procedures.checks.rules import EVALUATION, KINDS, MONITORING, Manner
from lajur.registers.procedures.models import CheckKind, Procedure, SopCheck
from lajur.registers.procedures.queries import procedure_of, sop_of
from lajur.ui.formats import long_date
from lajur.ui.forms import CheckboxSelectMultiple, DateField, Form, RadioSelect, Select, Textarea
from lajur.ui.pages import render_page

YES_NO = [("ya", gettext_lazy("Ya")), ("tidak", gettext_lazy("Tidak"))]


class CheckForm(Form):
    """`pertanyaan-<n>`: the questions of an evaluation."""

    tanggal = DateField(label=gettext_lazy("Tanggal"))
    cara = forms.MultipleChoiceField(label=gettext_lazy("Caranya"), widget=CheckboxSelectMultiple())
    baik = forms.ChoiceField(
        label=gettext_lazy("Penerapannya"),
        choices=[("ya", gettext_lazy("Berjalan baik")), ("tidak", gettext_lazy("Tidak berjalan baik"))],
        widget=RadioSelect(),
    )
    catatan = forms.CharField(
        label=gettext_lazy("Catatan hasil penilaian"), max_length=4000, required=False, widget=Textarea({"rows": 3})
    )
    tindakan = forms.CharField(
        label=gettext_lazy("Tindakan yang harus diambil"), max_length=4000, required=False, widget=Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, kind: str, manner: Manner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cara"].choices = [(one, one) for one in manner.methods]  # type: ignore[attr-defined]
        self.questions = (
            {f"pertanyaan-{n}": one for n, one in enumerate(manner.questions)} if kind == EVALUATION else {}
        )
        for name, question in self.questions.items():
            self.fields[name] = forms.ChoiceField(label=question, choices=YES_NO, widget=RadioSelect())
        if self.questions:
            self.order_fields(["tanggal", "cara", *self.questions, "baik", "catatan", "tindakan"])


class WatcherForm(Form):
    jabatan = forms.ChoiceField(
        label=gettext_lazy("Jabatan"), required=False, widget=Select(),
        help_text=gettext_lazy("Pemegang jabatan ini diingatkan bila pemantauan atau evaluasi sudah dekat."),
    )  # fmt: skip

    def __init__(self, *args: Any, positions: Sequence[Position], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = _("Atasan pelaksana langkah pertama")
        self.fields["jabatan"].choices = [("", nobody), *((str(one.id), one.title) for one in positions)]  # type: ignore[attr-defined]


def the_procedure(request: SignedRequest, key: str) -> Procedure:
    """The agency's procedure in force. Raises Http404."""
    procedure = procedure_of(request.user.agency, key)
    if procedure is None:
        raise Http404
    return procedure


@page(needs="procedures.watch", verbs=("GET",))
def watch(request: SignedRequest) -> HttpResponse:
    """Every SOP in force and when it is due to be looked at."""
    today = request.actor.day.day
    rows = watched(request.user.agency, today)
    shown = [
        (
            one,
            [(due, due.is_late(today), due.is_soon(today)) for due in one.nexts],
            watcher(request.actor.day, one.procedure),
        )
        for one in rows
    ]
    years = sorted({day.year for day in SopCheck.objects.values_list("day", flat=True).distinct()} | {today.year})
    context = {
        "rows": shown, "kinds": dict(CheckKind.choices), "years": years[::-1], "today": today,
        "months": manner_on(request.user.agency, today).months,
    }  # fmt: skip
    return render_page(request, "procedures/watch.html", context)


@page(needs="procedures.watch", subject=the_procedure)
def checks(request: SignedRequest, procedure: Procedure) -> HttpResponse:
    """What is due of one SOP, the form for who may fill it in, and what was found before."""
    agency, today = request.user.agency, request.actor.day.day
    kind = request.GET.get("jenis", MONITORING)
    if kind not in KINDS:
        raise Http404
    asked = manner_on(agency, today)
    allowed = may(request.actor, "procedures.check", procedure)
    named = request.method == "POST" and "jabatan" in request.POST
    positions = list(Position.objects.filter(is_outside=False).order_by("title")) if allowed else []
    watching = WatcherForm(
        request.POST if named else None, positions=positions, initial={"jabatan": str(procedure.watched_by_id or "")}
    )
    if named and watching.is_valid():
        changed = make_responsible(
            by=request.actor, now=request.now, procedure=procedure, position=watching.cleaned_data["jabatan"]
        )
        if not isinstance(changed, Refusal):
            messages.success(request, _("Penanggung jawab pemantauan sudah ditetapkan."))
            return redirect("procedures.checks", procedure.key)
        watching.add_error("jabatan", sentence(changed))
    sent = request.POST if request.method == "POST" and not named else None
    form = CheckForm(sent, kind=kind, manner=asked, initial={"tanggal": today})
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        outcome = record_check(
            by=request.actor, now=request.now, procedure=procedure, kind=kind, day=given["tanggal"],
            goes_well=given["baik"] == "ya", methods=given["cara"], findings=given["catatan"],
            measures=given["tindakan"],
            answers=[(question, given[name] == "ya") for name, question in form.questions.items()],
        )  # fmt: skip
        if isinstance(outcome, SopCheck):
            messages.success(request, _("Tersimpan. Formulirnya dapat dicetak di bawah."))
            return redirect("procedures.checks", procedure.key)
        for name, text in faults(outcome).items():
            form.add_error(name, text)
        if not form.errors:
            form.add_error(None, sentence(outcome))
    [one] = watched(agency, today, procedure.key)
    context = {
        "procedure": procedure, "kind": kind, "kinds": CheckKind.choices, "labels": dict(CheckKind.choices),
        "form": form if allowed else None, "rows": checks_of(procedure), "today": today,
        "nexts": [(due, due.is_late(today), due.is_soon(today)) for due in one.nexts],
        "watcher": watcher(request.actor.day, procedure), "watching": watching if allowed else None,
        "watchers": watchers(request, procedure),
    }  # fmt: skip
    return render_page(
        request, "procedures/checks.html", context, status=422 if form.errors or watching.errors else 200
    )


def watchers(request: SignedRequest, procedure: Procedure) -> list[str]:
    """Names of those who are reminded today."""
    persons = responsible(request.actor.day, procedure)
    names = names_of(request.user.agency, persons)
    return [names[person] for person in persons if person in names]


@dataclass(frozen=True, slots=True)
class Wanted:
    procedure: Procedure
    check: SopCheck


def the_check(request: SignedRequest, key: str, check_id: UUID) -> Wanted:
    """A check of the agency's procedure. Raises Http404."""
    procedure = the_procedure(request, key)
    found = SopCheck.objects.filter(procedure=procedure, id=check_id).select_related("by").first()
    if found is None:
        raise Http404
    return Wanted(procedure, found)


@page(needs="procedures.watch", subject=the_check, verbs=("GET",))
@limited("lembar", FILES)
def paper(request: SignedRequest, wanted: Wanted) -> HttpResponse:
    """One check as its printed form."""
    check, agency = wanted.check, request.user.agency
    if check.kind == EVALUATION:
        data = evaluation_pdf(agency.name, _row(wanted.procedure, check), check.answers)
    else:
        data = monitoring_pdf(agency.name, _period([check]), [_row(wanted.procedure, check)])
    return _pdf(data, f"{check.kind}-{slugify(wanted.procedure.key)}-{check.day}")


@page(needs="procedures.watch", verbs=("GET",))
@limited("lembar", FILES)
def table(request: SignedRequest, year: int, half: int) -> HttpResponse:
    """The monitoring of all SOPs in a half year as one printed table."""
    if not (2000 <= year <= 2100 and half in (1, 2)):
        raise Http404
    rows = half_year(request.user.agency, year, half)
    period = _("Semester %(half)d tahun %(year)d") % {"half": half, "year": year}
    printed = [_row(check.procedure, check) for check in rows]
    return _pdf(monitoring_pdf(request.user.agency.name, period, printed), f"pemantauan-{year}-{half}")


def half_year(agency: Agency, year: int, half: int) -> Sequence[SopCheck]:
    first, last = (date(year, 1, 1), date(year, 6, 30)) if half == 1 else (date(year, 7, 1), date(year, 12, 31))
    rows = SopCheck.objects.filter(agency=agency, kind=MONITORING, day__range=(first, last))
    return list(rows.select_related("procedure", "by").order_by("procedure__title", "day"))


def _row(procedure: Procedure, check: SopCheck) -> CheckRow:
    number = sop_of(check.edition_id).identity.number
    return CheckRow(
        procedure.title, number, long_date(check.day), check.goes_well, tuple(check.methods), check.findings,
        check.measures, check.by.name if check.by else "",
    )  # fmt: skip


def _period(rows: Sequence[SopCheck]) -> str:
    return long_date(rows[0].day)


def _pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-cache"
    return response
