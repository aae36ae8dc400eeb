"""Retensi arsip: what is kept where and until when, what is due, holds, and lists of what may go."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.casework.documents.retention import actions, destroying, queries
from lajur.casework.documents.retention.forms import DecideForm, DestroyForm, FilingForm, HoldForm, ProposeForm
from lajur.casework.documents.retention.models import Disposal, DisposalState, Filing
from lajur.casework.documents.retention.rules import ACTIVE, DUE, GONE, HELD, INACTIVE, WAITING, Class, state_of
from lajur.engine.refusal import Refusal
from lajur.registers.authority.limits import FILES, limited
from lajur.registers.authority.pages import page
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.sheets import write_csv, write_xlsx
from lajur.ui.pages import render_page

PER_PAGE = 50
LABELS = {
    DUE: gettext_lazy("Jatuh tempo"),
    HELD: gettext_lazy("Ditahan"),
    WAITING: gettext_lazy("Menunggu pemicu"),
    ACTIVE: gettext_lazy("Aktif"),
    INACTIVE: gettext_lazy("Inaktif"),
    GONE: gettext_lazy("Dimusnahkan"),
}
HEADINGS = (
    gettext_lazy("Dokumen"), gettext_lazy("Nomor"), gettext_lazy("Golongan"), gettext_lazy("Tempat simpan"),
    gettext_lazy("Sejak"), gettext_lazy("Aktif sampai"), gettext_lazy("Inaktif sampai"), gettext_lazy("Nasib akhir"),
    gettext_lazy("Alasan ditahan"), gettext_lazy("SHA-256"), gettext_lazy("Dimusnahkan"),
    gettext_lazy("Berita acara pemusnahan"),
)  # fmt: skip


@page(needs="retention.view", verbs=("GET",))
def index(request: SignedRequest) -> HttpResponse:
    """The archive by state; first what is due."""
    agency, today = request.user.agency, request.actor.day.day
    state = request.GET.get("keadaan", DUE)
    if state not in LABELS:
        raise Http404
    counts, known = queries.counts_of(agency, today), queries.classes_on(agency, today)
    pages = Paginator(queries.filings_of(agency, state, today), PER_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "state": state, "pages": pages, "total": counts[state],
        "rows": [(one, queries.title_of(one), queries.number_of(one), _class(known, one)) for one in pages],
        "tabs": [
            {"label": label, "url": f"?keadaan={key}", "current": key == state, "count": counts[key]}
            for key, label in LABELS.items()
        ],
        "is_verified": queries.is_verified(agency, today),
    }  # fmt: skip
    return render_page(request, "retention/index.html", context)


def _class(known: dict[str, Class], filing: Filing) -> str:
    chosen = known.get(filing.classification)
    return chosen.title if chosen else filing.classification


@page(needs="retention.view", verbs=("GET",))
@limited("berkas", FILES)
def download(request: SignedRequest, state: str, kind: str) -> HttpResponse:
    """One state as a table to take along; `kind` is xlsx or csv."""
    if state not in LABELS or kind not in ("xlsx", "csv"):
        raise Http404
    agency, today = request.user.agency, request.actor.day.day
    lines = queries.table_of(queries.filings_of(agency, state, today), queries.classes_on(agency, today))
    return _file([str(one) for one in HEADINGS], lines, f"arsip-{state}-{today}", kind)


def _file(headings: list[str], lines: list[list[Any]], name: str, kind: str) -> HttpResponse:
    if kind == "csv":
        answer = HttpResponse(write_csv(headings, lines), content_type="text/csv; charset=utf-8")
    else:
        media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        answer = HttpResponse(write_xlsx("Arsip", headings, lines), content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def the_filing(request: SignedRequest, filing_id: UUID) -> Filing:
    """Raises Http404."""
    found = queries.filing_of(request.user.agency, filing_id)
    if found is None:
        raise Http404
    return found


@page(needs="retention.view", subject=the_filing, verbs=("GET",))
def filing(request: SignedRequest, row: Filing) -> HttpResponse:
    """One document: how it is kept, and the forms to change that."""
    return _shown(request, row)


def _shown(
    request: SignedRequest, row: Filing, form: FilingForm | None = None, hold: HoldForm | None = None
) -> HttpResponse:
    today = request.actor.day.day
    known = queries.classes_on(request.user.agency, today)
    given = {"golongan": row.classification, "tempat": row.place, "sejak": row.since}
    context = {
        "row": row, "title": queries.title_of(row), "number": queries.number_of(row),
        "chosen": known.get(row.classification), "hold": hold or HoldForm(),
        "form": form or FilingForm(initial=given, known=known.values(), today=today),
        "state": LABELS[
            state_of(
                active_until=row.active_until, inactive_until=row.inactive_until, is_held=row.is_held, today=today,
                is_gone=row.record.destroyed_at is not None,
            )
        ],
        "may_file": bool(may(request.actor, "retention.file")) and row.disposal_id is None,
        "may_hold": bool(may(request.actor, "retention.hold")) and not (row.disposal and row.disposal.is_ordered),
    }  # fmt: skip
    wrong = bool((form and form.errors) or (hold and hold.errors))
    return render_page(request, "retention/filing.html", context, status=422 if wrong else 200)


@page(needs="retention.file", subject=the_filing, verbs=("POST",))
def change(request: SignedRequest, row: Filing) -> HttpResponse:
    today = request.actor.day.day
    form = FilingForm(request.POST, known=queries.classes_on(request.user.agency, today).values(), today=today)
    if form.is_valid():
        given = form.cleaned_data
        outcome = actions.change_filing(
            filing_id=row.id, classification=given["golongan"], place=given["tempat"], since=given["sejak"],
            by=request.actor, now=request.now,
        )  # fmt: skip
        if not isinstance(outcome, Refusal):
            messages.success(request, _("Perubahan disimpan."))
            return redirect("retention.filing", row.id)
        form.add_error(None, sentence(outcome))
    return _shown(request, row, form=form)


@page(needs="retention.hold", subject=the_filing, verbs=("POST",))
def hold(request: SignedRequest, row: Filing) -> HttpResponse:
    """Hold it, or release it when it is held."""
    if row.is_held:
        outcome = actions.release_filing(filing_id=row.id, by=request.actor, now=request.now)
        told = sentence(outcome) if isinstance(outcome, Refusal) else _("Arsip dilepas; masa simpannya berjalan lagi.")
        messages.info(request, told)
        return redirect("retention.filing", row.id)
    form = HoldForm(request.POST)
    if form.is_valid():
        outcome = actions.hold_filing(
            filing_id=row.id, reason=form.cleaned_data["alasan"], by=request.actor, now=request.now
        )
        if not isinstance(outcome, Refusal):
            messages.success(request, _("Arsip ditahan."))
            return redirect("retention.filing", row.id)
        form.add_error(None, sentence(outcome))
    return _shown(request, row, hold=form)


@page(needs="retention.view")
def disposals(request: SignedRequest) -> HttpResponse:
    """Lists of what may go; an administrator makes the next one of everything that is due."""
    agency, today = request.user.agency, request.actor.day.day
    form = ProposeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        outcome = actions.propose_disposal(
            agency=agency, note=form.cleaned_data["catatan"], by=request.actor, now=request.now
        )
        if isinstance(outcome, Disposal):
            return redirect("retention.disposal", outcome.id)
        form.add_error(None, sentence(outcome))
    due = queries.filings_of(agency, DUE, today).filter(fate="musnah", disposal=None).count()
    context = {
        "form": form, "rows": queries.disposals_of(agency), "due": due,
        "may_propose": bool(may(request.actor, "retention.propose")),
    }  # fmt: skip
    return render_page(request, "retention/disposals.html", context, status=422 if form.errors else 200)


def the_disposal(request: SignedRequest, disposal_id: UUID) -> Disposal:
    """Raises Http404."""
    rows = Disposal.objects.filter(agency=request.user.agency, id=disposal_id)
    found = rows.select_related("proposed_by", "decided_by", "ordered_by").first()
    if found is None:
        raise Http404
    return found


@page(needs="retention.view", subject=the_disposal)
def disposal(request: SignedRequest, row: Disposal) -> HttpResponse:
    """One list, and its decision."""
    form = DecideForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        outcome = actions.decide_disposal(
            disposal_id=row.id, approved=given["putusan"] == "setuju", note=given["catatan"], by=request.actor,
            now=request.now,
        )  # fmt: skip
        if not isinstance(outcome, Refusal):
            messages.success(request, _("Putusan disimpan."))
            return redirect("retention.disposal", row.id)
        form.add_error(None, sentence(outcome))
    return _listed(request, row, form, DestroyForm())


@page(needs="retention.destroy", subject=the_disposal, verbs=("POST",))
def destroy(request: SignedRequest, row: Disposal) -> HttpResponse:
    """Destroy what an approved list names; a long list goes on by a job."""
    form = DestroyForm(request.POST)
    if form.is_valid():
        outcome = destroying.order_destruction(
            disposal_id=row.id, minutes=form.cleaned_data["berita_acara"], by=request.actor, now=request.now
        )
        if not isinstance(outcome, Refusal):
            left = destroying.destroy_some(request.user.agency, row.id, request.now)
            told = _("Sisanya dimusnahkan dalam beberapa menit.") if left else _("Arsip dalam daftar ini dimusnahkan.")
            messages.success(request, told)
            return redirect("retention.disposal", row.id)
        form.add_error("berita_acara", sentence(outcome))
    return _listed(request, row, DecideForm(), form)


def _listed(request: SignedRequest, row: Disposal, form: DecideForm, last: DestroyForm) -> HttpResponse:
    known = queries.classes_on(request.user.agency, request.actor.day.day)
    found = row.filings.select_related(*queries.SHOWN).order_by("inactive_until", "id")
    allowed = may(request.actor, "retention.decide", str(row.proposed_by_id))
    context = {
        "row": row, "form": form, "destroy": last, "is_open": row.state == DisposalState.PROPOSED,
        "may_decide": bool(allowed), "why_not": "" if allowed else sentence(allowed),
        "may_destroy": row.state == DisposalState.APPROVED and bool(may(request.actor, "retention.destroy", row)),
        "rows": [(one, queries.title_of(one), queries.number_of(one), _class(known, one)) for one in found],
    }  # fmt: skip
    wrong = bool(form.errors or last.errors)
    return render_page(request, "retention/disposal.html", context, status=422 if wrong else 200)


@page(needs="retention.view", subject=the_disposal, verbs=("GET",))
@limited("berkas", FILES)
def disposal_file(request: SignedRequest, row: Disposal) -> HttpResponse:
    """The list as a workbook: the annex of the minutes."""
    found = row.filings.select_related(*queries.SHOWN).order_by("inactive_until", "id")
    lines = queries.table_of(found, queries.classes_on(request.user.agency, request.actor.day.day))
    return _file([str(one) for one in HEADINGS], lines, f"usul-musnah-{row.proposed_at:%Y-%m-%d}", "xlsx")
