"""Pages of the team while answers come: poster, invitations, paper, what is held back."""

from __future__ import annotations

import io
import uuid
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lajur.capabilities.surveys.collecting.actions import enter_paper, extend, invite, judge_sheets
from lajur.capabilities.surveys.collecting.answering import asked_by, read_answers
from lajur.capabilities.surveys.collecting.forms import ExtendForm, InviteForm, JudgeForm, PaperForm
from lajur.capabilities.surveys.collecting.queries import held_sheets, invited
from lajur.capabilities.surveys.collecting.rules import REASONS
from lajur.capabilities.surveys.loading import LoadedSurvey, the_survey
from lajur.capabilities.surveys.models import Channel, Sheet
from lajur.capabilities.surveys.planning.views import framed
from lajur.casework.cases.views.loading import posted, put_on, tell
from lajur.casework.notices.queries import mails_from
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import faults, sentence, spoken
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.pages import render_page

PAPER = "lajur.survei.kertas"
AT_A_TIME = 50


@page(needs="surveys.collect", subject=the_survey)
def longer(request: SignedRequest, loaded: LoadedSurvey) -> HttpResponse:
    """Take answers until another day."""
    form = ExtendForm(posted(request), initial={"sampai": loaded.survey.closes_on})
    if request.method == "POST" and form.is_valid():
        done = extend(by=request.actor, now=request.now, survey_id=loaded.survey.id, until=form.cleaned_data["sampai"])
        if not isinstance(done, Refusal):
            messages.success(request, _("Hari terakhir diubah."))
            return redirect("surveys.view", loaded.survey.id)
        put_on(form, done)
    context = framed(request, loaded, "", form=form)
    return render_page(request, "surveys/extend.html", context, status=422 if form.errors else 200)


@page(needs="surveys.collect", subject=the_survey, verbs=("GET",))
def poster(request: SignedRequest, loaded: LoadedSurvey) -> HttpResponse:
    """To print and hang up: what it is, the QR code, the address to type."""
    address = request.build_absolute_uri(reverse("surveys.answer", args=[loaded.survey.token]))
    return render_page(request, "surveys/poster.html", framed(request, loaded, "surveys.poster", address=address))


@page(needs="surveys.collect", subject=the_survey, verbs=("GET",))
def qr(request: SignedRequest, loaded: LoadedSurvey) -> HttpResponse:
    """The public address as a QR code."""
    import segno

    address = request.build_absolute_uri(reverse("surveys.answer", args=[loaded.survey.token]))
    target = io.BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="svg", scale=8, border=2, xmldecl=False, light="#fff")
    answer = HttpResponse(target.getvalue(), content_type="image/svg+xml")
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


@page(needs="surveys.collect", subject=the_survey)
def invitations(request: SignedRequest, loaded: LoadedSurvey) -> HttpResponse:
    """Ask people by e-mail; the addresses are not shown again."""
    survey = loaded.survey
    form = InviteForm(posted(request), survey=survey)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        new = invite(
            by=request.actor, now=request.now, survey_id=survey.id, group=given["kalangan"], addresses=given["alamat"]
        )
        if not isinstance(new, Refusal):
            told = ngettext("%(n)d alamat baru dicatat.", "%(n)d alamat baru dicatat.", new) % {"n": new}
            messages.success(request, told)
            return redirect("surveys.invite", survey.id)
        put_on(form, new)
    context = framed(
        request, loaded, "surveys.invite", form=form, invitations=invited(survey), is_on=mails_from(survey.agency)
    )
    return render_page(request, "surveys/invite.html", context, status=422 if form.errors else 200)


@page(needs="surveys.collect", subject=the_survey)
def paper(request: SignedRequest, loaded: LoadedSurvey) -> HttpResponse:
    """Type in sheets filled on paper, one after another, with digits and Enter alone."""
    survey = loaded.survey
    asked = asked_by(survey)
    form = PaperForm(posted(request))
    given: dict[str, str] = {"kalangan": request.GET.get("kalangan", ""), "layanan": request.GET.get("layanan", "")}
    wrong: dict[str, str] = {}
    if request.method == "POST":
        given = {name: str(value) for name, value in request.POST.items()}
        wrong = _enter(request, loaded, form, given)
        if not wrong:
            messages.success(request, _("Lembar tersimpan. Silakan lembar berikutnya."))
            kept = f"?kalangan={given.get('kalangan', '')}&layanan={given.get('layanan', '')}"
            return redirect(reverse("surveys.enter_paper", args=[survey.id]) + kept)
    boxes = [(one, given.get(one.key, ""), wrong.get(one.key, "")) for one in asked.questions]
    own = Sheet.objects.filter(survey=survey, channel=Channel.PAPER)
    context = framed(
        request, loaded, "surveys.enter_paper", form=form, asked=asked, boxes=boxes, given=given, wrong=wrong,
        entered=own.count(), latest=own.order_by("-given_at").values_list("paper", flat=True).first() or "",
        once=signing.dumps([survey.id.hex, uuid.uuid4().hex], salt=PAPER),
    )  # fmt: skip
    return render_page(request, "surveys/paper.html", context, status=422 if wrong else 200)


def _enter(request: SignedRequest, loaded: LoadedSurvey, form: PaperForm, given: dict[str, str]) -> dict[str, str]:
    """Write the sheet down; what is wrong with it by field, empty when it was written."""
    survey = loaded.survey
    answers = read_answers(asked_by(survey), given)
    if not form.is_valid() or answers.faults:
        return {**answers.faults, **{name: " ".join(map(str, texts)) for name, texts in form.errors.items()}}
    done = enter_paper(
        by=request.actor, now=request.now, survey_id=survey.id, sheet_id=_sheet_id(given.get("sekali", ""), survey.id),
        paper=form.cleaned_data["nomor"], answers=answers,
    )  # fmt: skip
    return {} if not isinstance(done, Refusal) else faults(done) or {"": sentence(done)}


def _sheet_id(text: str, survey: uuid.UUID) -> uuid.UUID:
    """The id drawn when the form was shown, so that Enter pressed twice is one sheet."""
    try:
        of, drawn = signing.loads(text, salt=PAPER)
        return uuid.UUID(drawn) if of == survey.hex else uuid.uuid4()
    except (signing.BadSignature, ValueError, TypeError):
        return uuid.uuid4()


@page(needs="surveys.collect", subject=the_survey)
def held(request: SignedRequest, loaded: LoadedSurvey) -> HttpResponse:
    """What was held back, with why; the team lets it count or not, with a reason."""
    survey = loaded.survey
    form = JudgeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        judged = judge_sheets(
            by=request.actor, now=request.now, survey_id=survey.id, sheets=form.chosen,
            accept=form.cleaned_data["putusan"] == "hitung", reason=form.cleaned_data["alasan"],
        )  # fmt: skip
        if tell(request, judged, _("Putusan tersimpan.")):
            return redirect("surveys.held", survey.id)
    asked = asked_by(survey)
    shown = Paginator(held_sheets(survey), AT_A_TIME).get_page(request.GET.get("halaman"))
    context = framed(
        request, loaded, "surveys.held", form=form, page=shown, asked=asked,
        rows=[_held_row(sheet, asked) for sheet in shown], chosen={str(key) for key in form.chosen},
    )  # fmt: skip
    return render_page(request, "surveys/held.html", context, status=422 if form.errors else 200)


def _held_row(sheet: Sheet, asked: Any) -> dict[str, Any]:
    groups = {row.number: row.title for row in asked.groups}
    services = {row.number: row.title for row in asked.services}
    return {
        "sheet": sheet, "key": str(sheet.id), "group": groups.get(sheet.group, ""),
        "service": services.get(sheet.service, ""),
        "scores": " ".join(str(getattr(sheet, one.key) or "–") for one in asked.elements),
        "why": [spoken(REASONS[code]) for code in sheet.held_for if code in REASONS],
    }  # fmt: skip
