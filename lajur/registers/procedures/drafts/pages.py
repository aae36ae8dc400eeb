"""Drafts of an agency: which there are, a new one, what it changes, its file, and how it comes into force or goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.catalogue.comparing import Comparison, compare
from lajur.catalogue.editing import empty
from lajur.catalogue.writer import to_yaml
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import sentence, spoken
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.actions import APPROVAL_FIRST, needs_approval
from lajur.registers.procedures.drafts import actions
from lajur.registers.procedures.drafts.judging import judged
from lajur.registers.procedures.drafts.loading import the_draft, version_of
from lajur.registers.procedures.laws.register import laws_of
from lajur.registers.procedures.models import Edition, SopDraft
from lajur.registers.procedures.queries import procedure_of, sop_of, titles_of
from lajur.registers.procedures.work import standing_cases
from lajur.ui.forms import Form, Select, Textarea, TextInput
from lajur.ui.pages import render_page


@page(needs="procedures.write")
def drafts(request: SignedRequest) -> HttpResponse:
    """Drafts that are not in force, the one changed last first."""
    rows = SopDraft.objects.filter(agency=request.user.agency, published=None).select_related("changed_by", "base")
    context = {
        "rows": rows.order_by("-changed_at").defer("content"), "needs_approval": needs_approval(request.user.agency_id),
        "can_rule": bool(may(request.actor, "procedures.rule")),
    }  # fmt: skip
    return render_page(request, "procedures/drafts.html", context)


class NewForm(Form):
    judul = forms.CharField(label=gettext_lazy("Judul SOP"), max_length=300, widget=TextInput())
    nomor = forms.CharField(label=gettext_lazy("Nomor"), max_length=100, required=False, widget=TextInput())
    pelaksana = forms.CharField(
        label=gettext_lazy("Pelaksana, satu per baris"),
        help_text=gettext_lazy("Kolom-kolom lembar SOP dari kiri ke kanan, misalnya Kepala, Tim, Sekretaris."),
        widget=Textarea({"rows": 4}),
    )

    def clean_pelaksana(self) -> list[str]:
        names = list(dict.fromkeys(" ".join(line.split()) for line in self.cleaned_data["pelaksana"].splitlines()))
        names = [name for name in names if name]
        if len(names) > 40 or any(len(name) > 300 for name in names):
            raise forms.ValidationError(_("Tulis paling banyak 40 pelaksana, masing-masing paling panjang 300 huruf."))
        return names


class FromForm(Form):
    sop = forms.ChoiceField(label=gettext_lazy("SOP yang berlaku"), widget=Select())

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sop"].choices = choices  # type: ignore[attr-defined]


@page(needs="procedures.write")
def new(request: SignedRequest) -> HttpResponse:
    """An empty draft, or one that begins from an edition in force."""
    agency = request.user.agency
    choices = [(row.key, row.title) for row in titles_of(agency)]
    from_sop = request.method == "POST" and "sop" in request.POST
    blank = NewForm(request.POST if request.method == "POST" and not from_sop else None)
    existing = FromForm(request.POST if from_sop else None, choices=choices, initial={"sop": request.GET.get("sop")})
    outcome: SopDraft | Refusal | None = None
    if from_sop and existing.is_valid():
        procedure = procedure_of(agency, existing.cleaned_data["sop"])
        assert procedure is not None
        assert procedure.in_force is not None
        outcome = actions.create_draft(
            by=request.actor, now=request.now, key=procedure.key, content=procedure.in_force.content,
            base=procedure.in_force,
        )  # fmt: skip
    elif not from_sop and blank.is_valid():
        title, day = blank.cleaned_data["judul"], request.now.astimezone(ZoneInfo(agency.zone)).date()
        content = empty(title, blank.cleaned_data["pelaksana"], day.isoformat(), blank.cleaned_data["nomor"])
        content["instansi"] = agency.name
        key = actions.free_key(title)
        outcome = actions.create_draft(by=request.actor, now=request.now, key=key, content=content)
    if isinstance(outcome, SopDraft):
        return redirect("procedures.draft", outcome.id)
    form = existing if from_sop else blank
    if isinstance(outcome, Refusal):
        form.add_error(None, sentence(outcome))
    context = {"form": form, "blank": blank, "existing": existing, "has_choices": bool(choices)}
    return render_page(request, "procedures/draft_new.html", context, status=422 if form.errors else 200)


@page(needs="procedures.write", subject=the_draft)
def file(request: SignedRequest, found: SopDraft) -> HttpResponse:
    """The draft as a SOP file."""
    response = HttpResponse(to_yaml(found.content), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(found.key)}.sop.yaml"'
    return response


@page(needs="procedures.write", subject=the_draft)
def discard(request: SignedRequest, found: SopDraft) -> HttpResponse:
    if request.method != "POST":
        return render_page(request, "procedures/draft_discard.html", {"draft": found})
    outcome = actions.discard_draft(by=request.actor, now=request.now, draft_id=found.id)
    if isinstance(outcome, Refusal):
        messages.error(request, sentence(outcome))
    else:
        messages.success(request, _("Draf “%(title)s” sudah dihapus.") % {"title": found.title})
    return redirect("procedures.drafts")


@dataclass(frozen=True, slots=True)
class Moving:
    """Running cases of an older edition that stand at the same steps: how many, where, and why they could not go on by
    the draft ("" when they could)."""

    count: int
    edition: int
    steps: tuple[str, ...]
    why_not: str


@page(needs="procedures.review", subject=the_draft)
def comparison(request: SignedRequest, found: SopDraft) -> HttpResponse:
    """What the draft changes in the edition in force, and which running cases could move over."""
    procedure = procedure_of(found.agency, found.key)
    edition = procedure.in_force if procedure else None
    differing: Comparison | None = compare(edition.content, found.content) if edition else None
    context = {
        "draft": found, "edition": edition, "compared": differing, "moving": moving(found),
        "counts": counted(differing) if differing else [],
    }  # fmt: skip
    return render_page(request, "procedures/draft_compare.html", context)


def counted(differing: Comparison) -> list[tuple[str, int]]:
    return [
        (_("ditambah"), differing.count("ditambah")),
        (_("diubah"), differing.count("diubah")),
        (_("dipindah"), differing.count("dipindah")),
        (_("dihapus"), differing.count("dihapus")),
    ]


def moving(found: SopDraft) -> list[Moving]:
    """Running cases by edition and place, those that could not move over first."""
    standing = standing_cases(found.agency, found.key, judged(found).sop)
    if not standing:
        return []
    numbers = dict(Edition.objects.filter(id__in={one.edition for one in standing}).values_list("id", "number"))
    told = {str(key): number for key, number in numbers.items()}
    rows = []
    for one in standing:
        old = sop_of(one.edition)
        steps = tuple(f"{old.steps[key].no}. {old.steps[key].title}" for key in one.steps if key in old.steps)
        why = spoken(one.why_not) if one.why_not is not None else ""
        rows.append(Moving(one.count, told.get(one.edition, 0), steps, why))
    return sorted(rows, key=lambda row: (not row.why_not, -row.count))


@page(needs="procedures.write", subject=the_draft)
def put_in_force(request: SignedRequest, found: SopDraft) -> HttpResponse:
    """What has to be done before, then the button."""
    if found.published_id is not None:
        raise Http404
    allowed = may(request.actor, "procedures.publish", found.key)
    if allowed and needs_approval(found.agency_id):
        allowed = APPROVAL_FIRST
    if request.method == "POST":
        outcome = actions.publish_draft(
            by=request.actor, now=request.now, draft_id=found.id, version=version_of(request)
        )
        if isinstance(outcome, Edition):
            messages.success(request, _("“%(title)s” sudah berlaku.") % {"title": found.title})
            # Heads may publish, but only administrators map lanes.
            is_administrator = "administrator" in request.actor.roles
            return redirect("procedures.lanes" if is_administrator else "procedures.read", found.key)
        messages.error(request, sentence(outcome))
        return redirect("procedures.draft_publish", found.id)
    procedure = procedure_of(found.agency, found.key)
    judgement = judged(found)
    context = {
        "draft": found, "judged": judgement, "errors": [one for one in judgement.told if one.is_error],
        "procedure": procedure, "overtaken": bool(procedure and found.base_id != procedure.in_force_id),
        "why_not": "" if allowed else sentence(allowed),
        "laws": laws_of(found.agency, found.content.get("dasar_hukum", ())),
    }  # fmt: skip
    return render_page(request, "procedures/draft_publish.html", context)
