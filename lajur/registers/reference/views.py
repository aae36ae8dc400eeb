"""Dated tables with their sources, and the agency's letterhead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page, refused
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import faults, sentence
from lajur.registers.organisation.models import Agency
from lajur.registers.organisation.queries import names_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.reference.actions import TABLES, set_value
from lajur.registers.reference.forms import LetterheadForm, written
from lajur.registers.reference.letterheads import (
    NEEDS as LETTERHEAD,
)
from lajur.registers.reference.letterheads import (
    find_letterhead,
    letterhead_for,
    letterheads_of,
    set_letterhead,
)
from lajur.registers.reference.queries import rows_of
from lajur.registers.reference.rules import HOURS, RAMADAN, DatedRow, in_force
from lajur.registers.reference.shipped import Table, tables
from lajur.registers.reference.showing import shown
from lajur.registers.reference.valueforms import PartsForm
from lajur.ui.pages import render_page


@dataclass(frozen=True, slots=True)
class Shelf:
    """A table as the page shows it: its rows latest first, the one in force, and who recorded what."""

    table: Table
    rows: list[DatedRow]
    current: DatedRow | None
    names: dict[str, str]

    @property
    def versions(self) -> list[dict[str, Any]]:
        return [
            {
                "row": row,
                "value": None if row.value is None else shown(row.name, row.value),
                "current": row is self.current,
                "who": self.names.get(row.recorded_by or "", ""),
            }
            for row in self.rows
        ]


def shelf(table: Table, agency: Agency, today: date) -> Shelf:
    rows = rows_of(table.name, agency)
    names = names_of(agency, {row.recorded_by for row in rows if row.recorded_by})
    ordered = sorted(enumerate(rows), key=lambda pair: (pair[1].valid_from, pair[0]), reverse=True)
    return Shelf(table, [row for _, row in ordered], in_force(rows, today), names)


def agency_of(request: HttpRequest, **kwargs: Any) -> UUID:
    """Tables and letterheads are asked about for the person's own agency."""
    return request.user.agency_id  # type: ignore[union-attr]


def table_of(name: str) -> Table:
    found = tables().get(name)
    if found is None:
        raise Http404
    return found


@page(needs="reference.read_tables", verbs=("GET",))
def table_list(request: SignedRequest) -> HttpResponse:
    """Every dated table with what holds today."""
    today = request.actor.day.day
    rows = [
        {"table": table, "current": in_force(rows, today), "count": len(rows)}
        for table in sorted(tables().values(), key=lambda one: one.title)
        for rows in [rows_of(table.name, request.user.agency)]
    ]
    return render_page(request, "reference/tables.html", {"rows": rows})


@page(needs="reference.read_tables", verbs=("GET",))
def table(request: SignedRequest, name: str) -> HttpResponse:
    """One table: what holds, and every version before and after, with where it comes from."""
    found = shelf(table_of(name), request.user.agency, request.actor.day.day)
    context = {"shelf": found, "table": found.table, "keeps": bool(may(request.actor, TABLES, request.user.agency_id))}
    return render_page(request, "reference/table.html", context)


@page(needs="reference.read_tables")
def add_version(request: SignedRequest, name: str) -> HttpResponse:
    """Record a new version; those before stay."""
    agency, found = request.user.agency, table_of(name)
    if not (allowed := may(request.actor, TABLES, agency.id)):
        return refused(request, allowed)
    if not found.per_agency:
        told = Refusal("tabel-nasional", "Tabel “{title}” berlaku sama bagi semua instansi.", {"title": found.title})
        return refused(request, told)
    held = shelf(found, agency, request.actor.day.day)
    like = held.current.value if held.current else found.rows[-1].value
    started = {"berlaku": request.actor.day.day, "nilai": written(like)}
    form = PartsForm(request.POST if request.method == "POST" else None, table=name, value=like, initial=started)
    back = request.POST.get("langkah") == "nasional"
    if back:
        form.without_value()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        result = set_value(
            by=request.actor,
            now=request.now,
            name=name,
            valid_from=given["berlaku"],
            value=None if back else given["nilai"],
            legal_basis=given["dasar_hukum"],
            source=given["sumber"],
            is_verified=given["terverifikasi"] == "ya",
            agency=agency,
        )
        if not isinstance(result, Refusal):
            messages.success(request, _("Versi baru tercatat; versi sebelumnya tetap tersimpan."))
            if name in (HOURS, RAMADAN):
                messages.info(request, _("Tenggat yang terbuka dihitung ulang dalam satu menit."))
            return redirect("reference.table", name)
        for field, text in faults(result).items():
            at = {"value": "nilai", "legal_basis": "dasar_hukum"}.get(field)
            form.add_error(at if at in form.fields else None, text)
        if not form.errors:
            form.add_error(None, sentence(result))
    own = any(row.agency and row.value is not None for row in held.rows)
    context = {"form": form, "shelf": held, "table": found, "own": own}
    return render_page(request, "reference/new_value.html", context, status=422 if form.errors else 200)


@page(needs=LETTERHEAD, subject=agency_of)
def letterhead(request: SignedRequest, agency_id: UUID) -> HttpResponse:
    """The letterhead of today as it is printed, a new one, and those before."""
    agency, today = request.user.agency, request.actor.day.day
    current = letterhead_for(agency, today)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = LetterheadForm(*sent, initial=LetterheadForm.starting(current, today))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        crest = given["lambang"][0].read() if given["lambang"] else None
        result = set_letterhead(
            by=request.actor,
            now=request.now,
            agency=agency,
            valid_from=given["berlaku"],
            lines=given["baris"],
            address=given["alamat"],
            contact=given["kontak"],
            city=given["kota"],
            crest=b"" if request.POST.get("tanpa_lambang") else crest,
        )
        if not isinstance(result, Refusal):
            messages.success(request, _("Kop surat disimpan."))
            return redirect("reference.letterhead")
        form.add_error({"lines": "baris", "crest": "lambang"}.get(next(iter(result.fields), "")), sentence(result))
    history = letterheads_of(agency)
    names = names_of(agency, {str(row.recorded_by) for row in history if row.recorded_by})
    rows = [(row, names.get(str(row.recorded_by), "")) for row in history]
    context = {"form": form, "current": current, "rows": rows, "today": today}
    return render_page(request, "reference/letterhead.html", context, status=422 if form.errors else 200)


@page(needs="organisation.own_account", verbs=("GET",))
def crest(request: SignedRequest, key: UUID) -> HttpResponse:
    """The picture of a letterhead of one's own agency."""
    found = find_letterhead(key)
    if found is None or not found.crest:
        raise Http404
    answer = HttpResponse(bytes(found.crest), content_type=found.crest_type)
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer
