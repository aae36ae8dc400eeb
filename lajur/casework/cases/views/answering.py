"""Answering for a deviation, and judging the answer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.casework.cases import actions
from lajur.casework.cases.forms import AnswerForm, JudgeForm
from lajur.casework.cases.models import Deviation
from lajur.casework.cases.permissions import DeviationSubject
from lajur.casework.cases.views.loading import case_path, posted, put_on, tell
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.organisation.actors import day_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.queries import sop_of
from lajur.ui.forms import Form
from lajur.ui.pages import render_page


@dataclass(frozen=True, slots=True)
class LoadedDeviation(DeviationSubject):
    row: Deviation


def the_deviation(request: SignedRequest, case_id: UUID, number: int) -> LoadedDeviation:
    agency = request.user.agency
    rows = Deviation.objects.filter(agency=agency, case_id=case_id, number=number).select_related("case", "person")
    row = rows.first()
    if row is None:
        raise Http404
    return LoadedDeviation(str(row.person_id) if row.person_id else None, day_of(agency, request.now), row)


@page(needs="cases.answer_deviation", subject=the_deviation)
def answer(request: SignedRequest, loaded: LoadedDeviation) -> HttpResponse:
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        outcome = actions.answer_deviation(
            case_id=loaded.row.case_id, number=loaded.row.number, answer=form.cleaned_data["jawaban"],
            by=request.actor, now=request.now,
        )  # fmt: skip
        if not isinstance(outcome, Refusal):
            tell(request, outcome, _("Penjelasan Anda tersimpan dan menunggu penilaian atasan."))
            return redirect("/penyimpangan/")
        put_on(form, outcome)
    return show(request, loaded, form, _("Jawab penyimpangan"), _("Simpan penjelasan"))


@page(needs="cases.judge_deviation", subject=the_deviation)
def judge(request: SignedRequest, loaded: LoadedDeviation) -> HttpResponse:
    form = JudgeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        outcome = actions.judge_deviation(
            case_id=loaded.row.case_id, number=loaded.row.number, accept=given["nilai"] == "terima",
            judgement=given["penilaian"], by=request.actor, now=request.now,
        )  # fmt: skip
        if not isinstance(outcome, Refusal):
            tell(request, outcome, _("Penilaian tersimpan."))
            return redirect("/penyimpangan/?bagian=nilai")
        put_on(form, outcome)
    return show(request, loaded, form, _("Nilai penjelasan"), _("Simpan penilaian"))


def show(request: SignedRequest, loaded: LoadedDeviation, form: Form, title: str, button: str) -> HttpResponse:
    row = loaded.row
    sop = sop_of(row.case.edition_id)
    context = {
        "row": row, "form": form, "title": title, "button": button, "case": row.case,
        "crumb_case": case_path(row.case_id),
        "step": sop.steps.get(row.task.rpartition(".")[0]),
        "what": sop.documents[row.what].title if row.what in sop.documents else "",
    }  # fmt: skip
    return render_page(request, "cases/deviation.html", context, status=422 if form.errors else 200)
