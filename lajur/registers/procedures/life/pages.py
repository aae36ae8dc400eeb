"""Review of a draft, its approval, and the history of a procedure's editions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.catalogue.outline import rows_of
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import faults, sentence
from lajur.registers.organisation.queries import persons_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.drafts.judging import judged
from lajur.registers.procedures.drafts.loading import the_draft, version_of
from lajur.registers.procedures.laws.register import laws_of
from lajur.registers.procedures.life import approving, reviewing
from lajur.registers.procedures.life.queries import coming, comments_of, history, reviews_of
from lajur.registers.procedures.models import DraftComment, DraftReview, Edition, Procedure, SopDraft, Verdict
from lajur.registers.procedures.queries import procedure_of
from lajur.ui.forms import DateField, Form, Select, Textarea, TextInput
from lajur.ui.pages import render_page
from lajur.ui.sheet import sheet_of


class AskForm(Form):
    orang = forms.ChoiceField(label=gettext_lazy("Minta telaah kepada"), widget=Select())

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["orang"].choices = choices  # type: ignore[attr-defined]


class CommentForm(Form):
    baris = forms.ChoiceField(label=gettext_lazy("Tentang"), required=False, widget=Select())
    catatan = forms.CharField(label=gettext_lazy("Catatan"), max_length=2000, widget=Textarea({"rows": 3}))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["baris"].choices = choices  # type: ignore[attr-defined]


@page(needs="procedures.review", subject=the_draft)
def review(request: SignedRequest, found: SopDraft) -> HttpResponse:
    """The sheet as it would be, who was asked, and what was said of it."""
    if found.published_id is not None:
        raise Http404
    chosen = request.POST.get("aksi", "")
    people = [("", ""), *((str(one.id), one.name) for one in persons_of(found.agency, outside=False))]
    rows = [(row.key, f"{row.content.get('no', '')}. {row.content['kegiatan']}"[:90]) for row in rows_of(found.content)]
    rows = [("", _("Seluruh SOP")), *rows]
    asking = AskForm(request.POST if chosen == "minta" else None, choices=people)
    saying = CommentForm(
        request.POST if chosen == "catat" else None, choices=rows, initial={"baris": request.GET.get("baris", "")}
    )
    form = asking if chosen == "minta" else saying
    if request.method == "POST" and (chosen not in ("minta", "catat") or form.is_valid()):
        outcome = _reviewed(request, found, chosen, form.cleaned_data if form.is_bound else {})
        if not isinstance(outcome, Refusal):
            return redirect("procedures.draft_review", found.id)
        if form.is_bound:
            form.add_error(None, sentence(outcome))
        else:
            messages.error(request, sentence(outcome))
            return redirect("procedures.draft_review", found.id)
    told, settled = comments_of(found)
    reviews = reviews_of(found)
    context = {
        "draft": found, "sheet": sheet_of(judged(found).sop), "reviews": reviews, "told": told, "settled": settled,
        "form": form, "asking": asking, "saying": saying, "can_write": bool(may(request.actor, "procedures.write")),
        "mine": next((row for row in reviews if row.person_id == request.user.id), None), "verdicts": Verdict.choices,
        "edition": found.base, "can_approve": bool(may(request.actor, "procedures.approve", found)),
    }  # fmt: skip
    return render_page(request, "procedures/draft_review.html", context, status=422 if form.errors else 200)


def _reviewed(
    request: SignedRequest, found: SopDraft, chosen: str, given: dict[str, Any]
) -> list[DraftReview] | DraftReview | DraftComment | Refusal:
    by, now = request.actor, request.now
    if chosen == "minta":
        return reviewing.ask_review(by=by, now=now, draft_id=found.id, persons=[UUID(given["orang"])])
    if chosen == "catat":
        return reviewing.write_comment(by=by, now=now, draft_id=found.id, text=given["catatan"], row=given["baris"])
    if chosen in ("beres", "buka"):
        try:
            comment = UUID(request.POST.get("nomor", ""))
        except ValueError:
            raise Http404 from None
        return reviewing.resolve_comment(
            by=by, now=now, draft_id=found.id, comment_id=comment, resolved=chosen == "beres"
        )
    return reviewing.give_verdict(by=by, now=now, draft_id=found.id, version=version_of(request), verdict=chosen)


class ApproveForm(Form):
    nomor = forms.CharField(label=gettext_lazy("Nomor SOP"), max_length=100, widget=TextInput())
    berlaku = DateField(
        label=gettext_lazy("Berlaku mulai"),
        help_text=gettext_lazy("Bila tanggalnya nanti, edisi sebelumnya tetap berlaku sampai hari itu."),
    )


@page(needs="procedures.approve", subject=the_draft)
def approve(request: SignedRequest, found: SopDraft) -> HttpResponse:
    """Who signs, the number, the day; what stands in the way."""
    if found.published_id is not None:
        raise Http404
    today = request.actor.day.day
    started = {"nomor": found.content.get("nomor", ""), "berlaku": today}
    form = ApproveForm(request.POST if request.method == "POST" else None, initial=started)
    if request.method == "POST" and form.is_valid():
        outcome = approving.approve_draft(
            by=request.actor, now=request.now, draft_id=found.id, version=version_of(request),
            number=form.cleaned_data["nomor"], effective=form.cleaned_data["berlaku"],
        )  # fmt: skip
        if isinstance(outcome, Edition):
            told = _("“%(title)s” disahkan dan sudah berlaku.") if outcome.waits_for is None else _(
                "“%(title)s” disahkan dan menunggu tanggal berlakunya."
            )  # fmt: skip
            messages.success(request, told % {"title": found.title})
            return redirect("procedures.history", found.key)
        for name, text in faults(outcome).items():
            form.add_error(name, text)
        if not form.errors:
            form.add_error(None, sentence(outcome))
    hindrance = approving.hindrance(found, found.content.get("nomor") or "?", today, today)
    context = {
        "draft": found, "form": form, "signer": approving.signer_of(request.actor), "reviews": reviews_of(found),
        "hindrance": sentence(hindrance) if hindrance is not None else "",
        "laws": laws_of(found.agency, found.content.get("dasar_hukum", ())),
        "replaces": procedure_of(found.agency, found.key),
    }  # fmt: skip
    return render_page(request, "procedures/draft_approve.html", context, status=422 if form.errors else 200)


def the_procedure(request: SignedRequest, key: str) -> Procedure:
    """The agency's procedure, in force or approved for a later day. Raises Http404."""
    found = Procedure.objects.filter(agency=request.user.agency, key=key, editions__isnull=False).distinct().first()
    if found is None:
        raise Http404
    found.agency = request.user.agency
    return found


@page(needs="procedures.read", subject=the_procedure, verbs=("GET",))
def editions(request: SignedRequest, procedure: Procedure) -> HttpResponse:
    """Every edition: who approved it, when it ran, what runs next."""
    context = {
        "procedure": procedure, "rows": history(procedure), "coming": coming(procedure),
        "can_approve": bool(may(request.actor, "procedures.approve")),
        "can_move": bool(may(request.actor, "procedures.publish")) and procedure.in_force_id is not None,
    }  # fmt: skip
    return render_page(request, "procedures/history.html", context)


@page(needs="procedures.approve", subject=the_procedure, verbs=("POST",))
def withdraw(request: SignedRequest, procedure: Procedure) -> HttpResponse:
    """Let an approved edition not come into force after all."""
    number = request.POST.get("edisi", "")
    wanted = number if number.isascii() and number.isdecimal() and len(number) < 7 else "0"
    edition = Edition.objects.filter(procedure=procedure, number=int(wanted)).first()
    if edition is None:
        raise Http404
    outcome = approving.withdraw_edition(by=request.actor, now=request.now, edition_id=edition.id)
    if isinstance(outcome, Refusal):
        messages.error(request, sentence(outcome))
    else:
        messages.success(request, _("Edisi %(n)d tidak jadi diberlakukan.") % {"n": outcome.number})
    return redirect("procedures.history", procedure.key)


@page(needs="procedures.rule", verbs=("POST",))
def rule(request: SignedRequest) -> HttpResponse:
    """Say whether editions need an approval."""
    needed = request.POST.get("sahkan") == "ya"
    outcome = approving.set_approval_rule(by=request.actor, now=request.now, needed=needed)
    if isinstance(outcome, Refusal):
        messages.error(request, sentence(outcome))
    elif needed:
        messages.success(request, _("Mulai sekarang edisi SOP hanya berlaku sesudah disahkan."))
    else:
        messages.success(request, _("Edisi SOP boleh lagi diberlakukan tanpa pengesahan."))
    return redirect("procedures.drafts")
