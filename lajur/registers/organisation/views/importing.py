"""Lists of people in and out: template, dry run, taking over, export."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.engine.refusal import Refusal
from lajur.registers.authority.limits import FILES, limited
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import sentence, spoken
from lajur.registers.organisation.actions import import_people
from lajur.registers.organisation.actions.importing import known_people
from lajur.registers.organisation.exporting import exported, instructions
from lajur.registers.organisation.listing import STATES, people
from lajur.registers.organisation.parking import drop, park, parked
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.roll import COLUMNS, Plan
from lajur.registers.organisation.roll_reading import plan_roll
from lajur.registers.organisation.sheets import MAX_BYTES, MAX_ROWS, read_table, write_csv, write_xlsx
from lajur.ui.forms import FilesField, Form
from lajur.ui.pages import render_page

SHOWN_FAULTS = 200
SALT = "lajur.registers.organisation.import"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportForm(Form):
    berkas = FilesField(
        label=gettext_lazy("Berkas XLSX atau CSV"),
        several=False,
        max_bytes=MAX_BYTES,
        help_text=gettext_lazy("Paling besar 8 MB dan 20.000 baris."),
    )


@page(needs="organisation.manage")
def upload(request: SignedRequest) -> HttpResponse:
    """The dry run: what the file would change, or every fault with its row and column. Nothing is changed yet."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    context: dict[str, Any] = {"form": form, "limit": MAX_ROWS}
    if form.is_valid():
        file = form.cleaned_data["berkas"][0]
        data = file.read()
        table = read_table(data)
        if isinstance(table, Refusal):
            form.add_error("berkas", sentence(table))
        else:
            plan = plan_roll(table, known_people(request.actor.agency, table))
            context |= shown_plan(plan) | {"file_name": file.name}
            if not plan.faults and not plan.is_empty:
                context["ticket"] = park(data, by=request.actor, now=request.now, salt=SALT)
    wrong = bool(form.errors) or bool(context.get("faults"))
    return render_page(request, "organisation/import.html", context, status=422 if wrong else 200)


def shown_plan(plan: Plan) -> dict[str, Any]:
    return {
        "plan": plan,
        "faults": [(fault, spoken(fault.what), spoken(fault.mend)) for fault in plan.faults[:SHOWN_FAULTS]],
        "hidden": max(0, len(plan.faults) - SHOWN_FAULTS),
        "titles": list(plan.positions)[:50],
        "units": plan.units[:50],
    }


@page(needs="organisation.manage")
def apply(request: SignedRequest) -> HttpResponse:
    """Take the file over that the dry run has shown; compared again with what is there now."""
    if request.method != "POST":
        return redirect("organisation.import")
    ticket = request.POST.get("berkas", "")
    data = parked(ticket, by=request.actor, salt=SALT)
    if data is None:
        messages.error(request, _("Berkasnya sudah diterapkan atau terlalu lama menunggu; unggah sekali lagi."))
        return redirect("organisation.import")
    table = read_table(data)
    result = (
        table
        if isinstance(table, Refusal)
        else import_people(by=request.actor, now=request.now, table=table, sha256=hashlib.sha256(data).hexdigest())
    )
    drop(ticket, by=request.actor, salt=SALT)
    if isinstance(result, Refusal):
        messages.error(request, sentence(result))
        return redirect("organisation.import")
    facts = {"new": len(result.new), "changed": len(result.changed), "held": len(result.holdings)}
    told = _("Impor selesai: %(new)d pegawai baru, %(changed)d berubah, %(held)d masa jabatan dicatat.")
    messages.success(request, told % facts)
    return redirect("organisation.people")


@page(needs="organisation.manage", verbs=("GET",))
def template(request: SignedRequest) -> HttpResponse:
    """An empty list with its headings, and on a second sheet what to write where."""
    return download(write_xlsx("Pegawai", COLUMNS, [], notes=instructions()), XLSX, "templat-pegawai.xlsx")


@page(needs="organisation.manage", verbs=("GET",))
@limited("pegawai", FILES)
def export(request: SignedRequest, kind: str) -> HttpResponse:
    """The list as filtered (`cari`, `keadaan`; else everybody), with every position held so far."""
    state = request.GET.get("keadaan", "semua")
    if state not in STATES or kind not in ("xlsx", "csv"):
        raise Http404
    rows = exported(people(request.GET.get("cari", "").strip()[:100], state, request.actor.day))
    name = f"pegawai-{request.user.agency.slug}-{request.actor.day.day.isoformat()}.{kind}"
    if kind == "csv":
        return download(write_csv(COLUMNS, rows), "text/csv; charset=utf-8", name)
    return download(write_xlsx("Pegawai", COLUMNS, rows), XLSX, name)


def download(data: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
