"""SOPs in force, and one SOP as its sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from lajur.engine.definition import END, Identity, Sop, Step
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.queries import names_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.rules import Standing
from lajur.registers.procedures.checks.queries import watched, watcher
from lajur.registers.procedures.laws.register import laws_of
from lajur.registers.procedures.life.queries import coming
from lajur.registers.procedures.models import Procedure
from lajur.registers.procedures.queries import procedure_of, sop_of, titles_of
from lajur.ui.pages import render_page
from lajur.ui.sheet import sheet_of


@dataclass(frozen=True, slots=True)
class Listed:
    """A procedure in the list. `why_not` tells why the person may not start it; `by` who begins, when it is others."""

    procedure: Procedure
    sop: Sop
    why_not: str


@page(needs="procedures.read", verbs=("GET",))
def procedures(request: SignedRequest) -> HttpResponse:
    """All SOPs in force; first those I may start."""
    words = request.GET.get("cari", "").strip().lower()
    rows = []
    for procedure in titles_of(request.user.agency):
        sop = sop_of(str(procedure.in_force_id))
        if all(word in f"{procedure.title} {sop.identity.number}".lower() for word in words.split()):
            rows.append(Listed(procedure, sop, why_not(request, procedure.key, sop)))
    context = {
        "mine": [row for row in rows if not row.why_not],
        "others": [row for row in rows if row.why_not],
        "words": request.GET.get("cari", ""),
        "can_write": bool(may(request.actor, "procedures.write")),
        "can_watch": bool(may(request.actor, "procedures.watch")),
    }
    return render_page(request, "procedures/procedures.html", context)


def why_not(request: SignedRequest, key: str, sop: Sop) -> str:
    """Empty when the person acts in the first row, else why he cannot start the SOP."""
    standing: Standing | Refusal = request.actor.day.standing(str(request.user.id), key, sop.first.lane, ())
    if isinstance(standing, Standing):
        return ""
    if standing.code == "pelaksana-kosong":
        return sentence(standing)
    return _("Dimulai oleh %(lane)s") % {"lane": sop.lanes[sop.first.lane].title}


@page(needs="procedures.read", verbs=("GET",))
def procedure(request: SignedRequest, key: str) -> HttpResponse:
    """The identity page and the sheet, with who acts in each lane today."""
    agency = request.user.agency
    found = procedure_of(agency, key)
    if found is None or found.in_force is None:
        raise Http404
    sop = sop_of(found.in_force.id)
    holders = {lane: request.actor.day.lane_holders(key, lane) for lane in sop.lanes}
    today = request.actor.day.day
    nexts = watched(agency, today, key)[0].nexts if may(request.actor, "procedures.watch") else ()
    names = names_of(agency, [person for persons in holders.values() for person in persons])
    context = {
        "procedure": found, "edition": found.in_force, "sop": sop, "identity": sop.identity,
        "dates": dates_of(sop.identity),
        "lanes": [(lane, [names[p] for p in holders[lane.key] if p in names]) for lane in sop.lanes.values()],
        "sheet": sheet_of(sop),
        "remarks": [(step, facts_of(sop, step)) for step in sop.steps.values() if facts_of(sop, step)],
        "lists": lists_of(sop.identity), "laws": laws_of(agency, sop.identity.legal_bases),
        "nexts": [(due, due.is_late(today), due.is_soon(today)) for due in nexts], "coming": coming(found),
        "watcher": watcher(request.actor.day, found) if nexts else "",
        "can_show": bool(may(request.actor, "procedures.show")),
        "why_not": why_not(request, key, sop), "can_write": bool(may(request.actor, "procedures.write")),
    }  # fmt: skip
    return render_page(request, "procedures/procedure.html", context)


def dates_of(identity: Identity) -> list[tuple[str, date]]:
    """(label, day) of those that the identity page has."""
    dates = ((_("Dibuat"), identity.created), (_("Direvisi"), identity.revised), (_("Berlaku"), identity.effective))
    return [(label, date.fromisoformat(text)) for label, text in dates if text]


def lists_of(identity: Identity) -> list[tuple[str, Sequence[str]]]:
    """(heading, lines) of those parts of the identity page that have any."""
    parts = (
        (_("Dasar hukum"), identity.legal_bases), (_("Keterkaitan"), identity.related),
        (_("Peralatan dan perlengkapan"), identity.equipment), (_("Peringatan"), identity.warnings),
        (_("Pencatatan dan pendataan"), identity.records), (_("Ringkasan"), identity.summary),
        (_("Tujuan"), identity.purpose), (_("Pengertian"), identity.definitions),
    )  # fmt: skip
    return [(title, lines) for title, lines in parts if lines]


def facts_of(sop: Sop, step: Step) -> list[str]:
    """What the table alone does not tell of a row: branches, calls, appointments, who helps, our reading."""
    found = []
    if step.fork:
        heads = ", ".join(sop.steps[head].no for head in step.fork)
        found.append(_("Cabang berjalan berdampingan: %(heads)s.") % {"heads": heads})
        if step.next != END:
            found.append(_("Sesudah semua cabang selesai: langkah %(no)s.") % {"no": sop.steps[step.next].no})
    if step.call:
        found.append(_("Memanggil SOP lain: %(sop)s.") % {"sop": step.call.sop.rpartition("/")[2]})
    if step.appoints:
        lanes = ", ".join(sop.lanes[lane].title for lane in step.appoints)
        found.append(_("Menunjuk pelaksana: %(lanes)s.") % {"lanes": lanes})
    if step.with_lanes:
        lanes = ", ".join(sop.lanes[lane].title for lane in step.with_lanes)
        found.append(_("Bersama %(lanes)s.") % {"lanes": lanes})
    if step.added:
        found.append(_("Baris ini ditambahkan karena lembar aslinya terpotong."))
    if step.note:
        found.append(step.note)
    return found
