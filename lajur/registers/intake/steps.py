"""The way of a list: sent → its columns matched, once → looked at → taken over. Each register puts its own permission
before these steps (`@page`); the file waits with its ticket meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.engine.refusal import Refusal
from lajur.registers.authority.words import sentence, spoken
from lajur.registers.intake.actions import remember_columns
from lajur.registers.intake.cells import tidy
from lajur.registers.intake.columns import MOST_COLUMNS, REASONS, Column, guess, headings_of
from lajur.registers.intake.queries import remembered
from lajur.registers.intake.reading import Row, Sorted, read_rows
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.parking import park, parked
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.sheets import MAX_BYTES, MAX_ROWS, Table, read_table, write_xlsx
from lajur.registers.organisation.views.importing import XLSX, download
from lajur.ui.forms import FilesField, Form
from lajur.ui.pages import render_page

SHOWN_FAULTS, SHOWN_CELLS = 200, 2
SALT = "lajur.registers.intake."


@dataclass(frozen=True)
class Subject:
    """A kind of list. `sort` finds out what readable rows would do; `apply` is the action that does it, and gets the
    table with its match. `name` is the beginning of its addresses' names ("packages.import")."""

    key: str
    name: str
    title: str | Promise
    up: str | Promise
    up_name: str
    columns: Sequence[Column]
    sort: Callable[[Actor, list[Row], Sorted], Sorted]
    apply: Callable[..., Sorted | Refusal]

    def sorted(self, by: Actor, table: Sequence[Sequence[Any]], match: Sequence[str]) -> Sorted:
        rows, outcome = read_rows(table, self.columns, match)
        return self.sort(by, rows, outcome)


class ListForm(Form):
    berkas = FilesField(
        label=gettext_lazy("Berkas XLSX atau CSV"),
        several=False,
        max_bytes=MAX_BYTES,
        help_text=gettext_lazy("Paling besar 8 MB dan 20.000 baris; judul kolom pada baris pertama."),
    )


def upload(request: SignedRequest, subject: Subject) -> HttpResponse:
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if form.is_valid():
        data = form.cleaned_data["berkas"][0].read()
        table = read_table(data)
        if isinstance(table, Refusal):
            form.add_error("berkas", sentence(table))
        elif not headings_of(table) or len(headings_of(table)) > MOST_COLUMNS:
            form.add_error("berkas", _("Baris pertama berkas ini tidak berisi judul kolom."))
        else:
            ticket = park(data, by=request.actor, now=request.now, salt=SALT + subject.key)
            return redirect(address(subject, "check", ticket))
    context = {"subject": subject, "form": form, **links(subject)}
    return render_page(request, "intake/upload.html", context, status=422 if form.errors else 200)


def check(request: SignedRequest, subject: Subject) -> HttpResponse:
    """What the list would do; before that, what its columns are, when nobody has said so yet."""
    ticket = request.GET.get("berkas", "")
    found = opened(request, subject, ticket)
    if isinstance(found, HttpResponse):
        return found
    table, _headings, match, _data = found
    if match is None:
        return columns(request, subject)
    return shown(request, subject, ticket, subject.sorted(request.actor, table, match))


def shown(request: SignedRequest, subject: Subject, ticket: str, outcome: Sorted) -> HttpResponse:
    context = {
        "subject": subject,
        "ticket": ticket,
        "outcome": outcome,
        "faults": [
            (fault.row, spoken(fault.column), spoken(fault.what), spoken(fault.mend))
            for fault in outcome.faults[:SHOWN_FAULTS]
        ],
        "hidden": max(0, len(outcome.faults) - SHOWN_FAULTS),
        "again": address(subject, "columns", ticket),
        "rejected": address(subject, "rejected", ticket),
        **links(subject),
    }
    return render_page(request, "intake/check.html", context)


def columns(request: SignedRequest, subject: Subject) -> HttpResponse:
    """A person says which heading means what: what we believe is chosen already."""
    ticket = request.POST.get("berkas", "") or request.GET.get("berkas", "")
    found = opened(request, subject, ticket)
    if isinstance(found, HttpResponse):
        return found
    table, headings, match, _data = found
    refusal = None
    if request.method == "POST":
        match = [request.POST.get(f"kolom-{place}", "") for place in range(len(headings))]
        result = remember_columns(
            by=request.actor, now=request.now, subject=subject.key, headings=headings, columns=subject.columns,
            match=match,
        )  # fmt: skip
        if not isinstance(result, Refusal):
            return redirect(address(subject, "check", ticket))
        refusal = sentence(result)
    chosen = match or guess(headings, subject.columns)
    lines = [(place, heading, chosen[place], examples(table, place)) for place, heading in enumerate(headings)]
    context = {
        "subject": subject,
        "ticket": ticket,
        "lines": lines,
        "options": [(column.key, spoken(column.title), column.needed) for column in subject.columns],
        "refusal": refusal,
        **links(subject),
    }
    return render_page(request, "intake/columns.html", context, status=422 if refusal else 200)


def examples(table: Table, place: int) -> list[str]:
    """The first few different things in a column."""
    cells = (tidy(row[place])[:36] for row in table[1:200] if place < len(row))
    return list(dict.fromkeys(cell for cell in cells if cell))[:SHOWN_CELLS]


def apply(request: SignedRequest, subject: Subject) -> HttpResponse:
    """Take the good rows over, all of them or none, found out again from what is there now. The file stays for its
    hour: the same page tells what is left."""
    ticket = request.POST.get("berkas", "")
    if request.method != "POST":
        return redirect(subject.name)
    found = opened(request, subject, ticket)
    if isinstance(found, HttpResponse):
        return found
    table, _headings, match, data = found
    if match is None:
        return redirect(address(subject, "columns", ticket))
    digest = hashlib.sha256(data).hexdigest()
    result = subject.apply(by=request.actor, now=request.now, table=table, match=match, sha256=digest)
    if isinstance(result, Refusal):
        messages.error(request, sentence(result))
    else:
        facts = {"new": result.new, "changed": result.changed, "bad": result.bad}
        told = _("Impor selesai: %(new)d baru, %(changed)d berubah, %(bad)d baris ditolak.")
        messages.success(request, told % facts)
    return redirect(address(subject, "check", ticket))


def rejected(request: SignedRequest, subject: Subject) -> HttpResponse:
    """The bad rows as they came, with what is wrong: mended, the file can be sent as it is."""
    found = opened(request, subject, request.GET.get("berkas", ""))
    if isinstance(found, HttpResponse):
        return found
    table, headings, match, _data = found
    if match is None:
        raise Http404
    outcome = subject.sorted(request.actor, table, match)
    rows = outcome.returned(len(headings), spoken)
    return download(write_xlsx("Ditolak", [*headings, *REASONS], rows), XLSX, f"{subject.key}-ditolak.xlsx")


def template(request: SignedRequest, subject: Subject) -> HttpResponse:
    """An empty list with our own headings, and on a second sheet what to write where."""
    titles = [str(column.title) for column in subject.columns]
    notes = [(str(column.title), spoken(column.about)) for column in subject.columns if column.about]
    return download(write_xlsx("Daftar", titles, [], notes=notes), XLSX, f"templat-{subject.key}.xlsx")


Opened = tuple[Table, tuple[str, ...], list[str] | None, bytes]


def opened(request: SignedRequest, subject: Subject, ticket: str) -> Opened | HttpResponse:
    """The table that waits, its headings, and what they mean."""
    data = parked(ticket, by=request.actor, salt=SALT + subject.key)
    table = read_table(data) if data is not None else None
    if data is None or table is None or isinstance(table, Refusal):
        messages.error(request, _("Berkasnya terlalu lama menunggu; unggah sekali lagi."))
        return redirect(subject.name)
    headings = headings_of(table)
    return table, headings, remembered(subject.key, headings, subject.columns), data


def address(subject: Subject, step: str, ticket: str) -> str:
    return f"{reverse(f'{subject.name}_{step}')}?{urlencode({'berkas': ticket})}"


def links(subject: Subject) -> dict[str, Any]:
    names = ("columns", "check", "apply", "template")
    own: dict[str, str] = {f"{step}_url": reverse(f"{subject.name}_{step}") for step in names}
    return {**own, "upload_url": reverse(subject.name), "up_url": reverse(subject.up_name), "limit": MAX_ROWS}
