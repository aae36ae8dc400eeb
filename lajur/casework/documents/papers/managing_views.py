"""For administrators: the agency's wordings and number patterns."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.casework.documents.papers.actions import PDF
from lajur.casework.documents.papers.forms import PatternForm, WordingForm
from lajur.casework.documents.papers.managing import counted, sample_of, save_wording, set_pattern
from lajur.casework.documents.papers.models import NumberPattern, PaperKind, WordingEdition
from lajur.casework.documents.papers.numbering import pattern_of
from lajur.casework.documents.papers.sandbox import FILTERS
from lajur.casework.documents.papers.views import PDF_POLICY, as_pictures, put_on
from lajur.casework.documents.papers.wordings import COMMON, WORDINGS, Wording, editions_of
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import sentence, spoken
from lajur.registers.organisation.queries import names_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.pages import render_page


@page(needs="papers.manage", verbs=("GET",))
def hub(request: SignedRequest) -> HttpResponse:
    """Every kind with its number, every wording with its edition."""
    day = request.actor.day.day
    counts = counted(day.year)
    kinds = []
    for kind in PaperKind:
        held = pattern_of(kind)
        last = counts.get(held.series, 0)
        following = held.number(last + 1, day)
        kinds.append({"kind": kind, "held": held, "last": last, "next": following})
    latest: dict[str, WordingEdition] = {}
    for row in WordingEdition.objects.defer("text").order_by("number"):
        latest[row.key] = row
    wordings = [
        {"wording": one, "title": spoken(one.title), "edition": latest.get(one.key)}
        for one in sorted(WORDINGS.values(), key=lambda one: one.key)
    ]
    return render_page(request, "papers/hub.html", {"kinds": kinds, "wordings": wordings, "year": day.year})


def the_wording(key: str) -> Wording:
    found = WORDINGS.get(key)
    if found is None:
        raise Http404
    return found


@page(needs="papers.manage")
def wording(request: SignedRequest, key: str) -> HttpResponse:
    """The words of a paper: edit, try, keep; every edition before stays."""
    found, agency = the_wording(key), request.user.agency
    editions = editions_of(key)
    text = (editions[0].text if editions else "") or found.shipped
    start = {"teks": text, "dasar": editions[0].number if editions else 0}
    form = WordingForm(request.POST if request.method == "POST" else None, initial=start)
    shown: list[str] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if "coba" in request.POST:
            tried = sample_of(agency, found, given["teks"], request.now)
            if isinstance(tried, Refusal):
                form.add_error("teks", sentence(tried))
            else:
                shown = as_pictures(tried)
        else:
            restored = "bawaan" in request.POST
            outcome = save_wording(
                agency=agency, key=key, text="" if restored else given["teks"], note=given["catatan"],
                based_on=given["dasar"], by=request.actor, now=request.now,
            )  # fmt: skip
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Edisi %(n)d disimpan dan langsung berlaku.") % {"n": outcome.number})
                return redirect("papers.wording", key)
            form.add_error("teks" if outcome.code == "templat-keliru" else None, sentence(outcome))
    names = names_of(agency, {str(row.recorded_by) for row in editions if row.recorded_by})
    context = {
        "wording": found, "title": spoken(found.title), "form": form, "pictures": shown,
        "blanks": [(name, spoken(text)) for name, text in {**found.blanks, **COMMON}.items()], "filters": FILTERS,
        "editions": history(editions, found.shipped, names),
    }  # fmt: skip
    return render_page(request, "papers/wording.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class Past:
    """An edition with what it changed: lines, each with "+" or "-" before it."""

    row: WordingEdition
    who: str
    changes: tuple[str, ...]


def history(editions: list[WordingEdition], shipped: str, names: dict[str, str]) -> list[Past]:
    texts = [row.text or shipped for row in editions] + [shipped]
    found = []
    for at, row in enumerate(editions[:50]):
        lines = unified_diff(texts[at + 1].splitlines(), texts[at].splitlines(), lineterm="", n=0)
        changes = tuple(line for line in lines if not line.startswith(("---", "+++", "@@")))[:60]
        found.append(Past(row, names.get(str(row.recorded_by), ""), changes))
    return found


@page(needs="papers.manage")
def sample(request: SignedRequest, key: str) -> HttpResponse:
    """The words in force, or those sent along, filled with the sample, as PDF."""
    from lajur.casework.documents.papers.setting import set_paper

    found = the_wording(key)
    editions = editions_of(key)
    text = request.POST.get("teks") or (editions[0].text if editions else "") or found.shipped
    tried = sample_of(request.user.agency, found, text, request.now)
    if isinstance(tried, Refusal):
        return render_page(request, "papers/faulty.html", {"reason": sentence(tried), "key": key}, status=422)
    answer = HttpResponse(set_paper(tried).pdf, content_type=PDF)
    answer["Content-Security-Policy"] = PDF_POLICY
    answer["Content-Disposition"] = f'inline; filename="contoh-{key}.pdf"'
    return answer


@page(needs="papers.manage")
def pattern(request: SignedRequest, kind: str) -> HttpResponse:
    """How papers of a kind are numbered."""
    if kind not in PaperKind.values:
        raise Http404
    agency, day = request.user.agency, request.actor.day.day
    held = pattern_of(kind)
    start = {
        "pola": held.pattern, "deret": held.series, "unit": held.unit_code, "klasifikasi": held.classification,
    }  # fmt: skip
    form = PatternForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        outcome = set_pattern(
            agency=agency, kind=kind, pattern=given["pola"], series=given["deret"], unit_code=given["unit"],
            classification=given["klasifikasi"], used=given["terpakai"], by=request.actor, now=request.now,
        )  # fmt: skip
        if not isinstance(outcome, Refusal):
            messages.success(request, _("Pola nomor disimpan."))
            return redirect("papers.hub")
        put_on(form, outcome, {})
    rows = list(NumberPattern.objects.filter(kind=kind).order_by("-recorded_at", "-id"))
    names = names_of(agency, {str(row.recorded_by) for row in rows if row.recorded_by})
    last = counted(day.year).get(held.series, 0)
    context = {
        "form": form, "kind": PaperKind(kind), "last": last, "next": held.number(last + 1, day),
        "rows": [(row, names.get(str(row.recorded_by), "")) for row in rows], "year": day.year,
    }  # fmt: skip
    return render_page(request, "papers/pattern.html", context, status=422 if form.errors else 200)
