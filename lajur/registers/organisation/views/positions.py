"""Administration of units, positions and who holds them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.actions import (
    add_position,
    add_unit,
    cancel_holding,
    change_position,
    change_unit,
    seat,
    unseat,
)
from lajur.registers.organisation.administration_forms import PositionForm, SeatForm, UnitForm
from lajur.registers.organisation.listing import (
    definitive_beside,
    find_person,
    holdings_on,
    positions,
    units,
)
from lajur.registers.organisation.models import Holding, HoldingKind, Person, Position, Role, Unit
from lajur.registers.organisation.queries import names_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.taking import one_by_one, taken_along
from lajur.registers.organisation.views.people import loaded as loaded_person
from lajur.registers.organisation.views.people import put_errors, shown_person
from lajur.ui.forms import DateField, Form
from lajur.ui.pages import render_page

PER_PAGE = 50


def loaded(request: SignedRequest, position_id: UUID) -> Position:
    position = Position.objects.select_related("unit", "superior").filter(id=position_id).first()
    if position is None:
        raise Http404
    return position


@page(needs="organisation.manage", verbs=("GET",))
def position_list(request: SignedRequest) -> HttpResponse:
    """Positions with who holds them today; `kosong=1` only those that nobody holds."""
    words = request.GET.get("cari", "").strip()[:100]
    empty = request.GET.get("kosong") == "1"
    day = request.actor.day
    rows = positions(words)
    if empty:
        rows = rows.exclude(id__in=list(day.holders))

    def lines() -> list[list[Any]]:
        known = names_of(request.user.agency, [person for persons in day.holders.values() for person in persons])
        return [
            [
                row.title,
                ", ".join(known[person] for person in day.holders.get(str(row.id), ()) if person in known),
                row.superior.title if row.superior else "",
                row.unit.name if row.unit else "",
            ]
            for row in one_by_one(rows)
        ]

    headings = [_("Jabatan"), _("Pemegang hari ini"), _("Atasan"), _("Unit kerja")]
    if (file := taken_along(request, _("Jabatan"), headings, lines)) is not None:
        return file
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("halaman"))
    holders = {position.id: day.holders.get(str(position.id), ()) for position in shown}
    names = names_of(request.user.agency, [person for persons in holders.values() for person in persons])
    labels = dict(Role.choices)
    context = {
        "page": shown,
        "rows": [
            (position, [names[p] for p in holders[position.id] if p in names], [labels[r] for r in position.roles])
            for position in shown
        ],
        "words": words,
        "empty": empty,
    }
    return render_page(request, "organisation/positions.html", context)


@page(needs="organisation.manage")
def position_added(request: SignedRequest) -> HttpResponse:
    return _position_form(request, None)


@page(needs="organisation.manage", subject=loaded)
def position_changed(request: SignedRequest, position: Position) -> HttpResponse:
    return _position_form(request, position)


def _position_form(request: SignedRequest, position: Position | None) -> HttpResponse:
    known_positions = {str(row.id): row for row in positions()}
    known_units = {str(row.id): row for row in units()}
    initial = position and {
        "nama": position.title,
        "unit": position.unit_id and str(position.unit_id),
        "atasan": position.superior_id and str(position.superior_id),
        "peran": position.roles,
        "luar": position.is_outside,
    }
    form = PositionForm(
        request.POST if request.method == "POST" else None,
        positions=known_positions.values(),
        units=known_units.values(),
        position=position,
        initial=initial,
    )
    if form.is_valid():
        given = form.cleaned_data
        values: dict[str, Any] = {
            "title": given["nama"],
            "unit": known_units.get(given["unit"]),
            "superior": known_positions.get(given["atasan"]),
            "roles": [Role(role) for role in given["peran"]],
            "is_outside": given["luar"],
        }
        if position is None and Position.objects.filter(title=given["nama"]).exists():
            form.add_error("nama", _("Sudah ada jabatan dengan nama ini."))
        else:
            result = (
                add_position(by=request.actor, now=request.now, **values)
                if position is None
                else change_position(by=request.actor, now=request.now, position=position, **values)
            )
            if not isinstance(result, Refusal):
                messages.success(request, _("Jabatan “%(title)s” sudah disimpan.") % {"title": result.title})
                return redirect("organisation.position", result.id)
            put_errors(form, result)
    context = {"form": form, "position": position}
    return render_page(request, "organisation/position_form.html", context, status=422 if form.errors else 200)


@page(needs="organisation.manage", subject=loaded, verbs=("GET",))
def position(request: SignedRequest, position: Position) -> HttpResponse:
    """Who holds it, held it and will hold it; letting somebody hold it."""
    return _position(request, position, None)


def _position(request: SignedRequest, position: Position, form: SeatForm | None) -> HttpResponse:
    day = request.actor.day.day
    context = {
        "position": position,
        "lines": holdings_on(position, day),
        "day": day,
        "roles": [dict(Role.choices)[role] for role in position.roles],
        "form": form or SeatForm(initial={"mulai": day}),
        "below": list(Position.objects.filter(superior=position).order_by("title")),
    }
    status = 422 if form is not None and form.errors else 200
    return render_page(request, "organisation/position.html", context, status=status)


@page(needs="organisation.manage", subject=loaded)
def seat_here(request: SignedRequest, position: Position) -> HttpResponse:
    """Let a person, named in words, hold this position."""
    if request.method != "POST":
        return redirect("organisation.position", position.id)
    form = SeatForm(request.POST, overlap="tetap" in request.POST)
    found = find_person(request.POST.get("pegawai", "").strip()) if request.POST.get("pegawai", "").strip() else []
    if form.is_valid() or "pegawai" in form.cleaned_data:
        if not found:
            form.add_error("pegawai", _("Tidak ada pegawai aktif seperti itu. Periksa, atau daftarkan dahulu."))
        elif len(found) > 1:
            names = "; ".join(f"{person.name} ({person.username})" for person in found)
            form.add_error("pegawai", _("Ada beberapa: %(names)s. Tulis nama penggunanya.") % {"names": names})
        elif form.is_valid():
            form = _seated(request, form, found[0], position)
            if not form.errors:
                return redirect("organisation.position", position.id)
    return _position(request, position, form)


@page(needs="organisation.manage", subject=loaded_person)
def seat_person(request: SignedRequest, person: Person) -> HttpResponse:
    """Let this person hold a position chosen from the list."""
    known = {str(row.id): row for row in positions()}
    form = SeatForm(
        request.POST if request.method == "POST" else None,
        positions=known.values(),
        overlap="tetap" in request.POST,
        initial={"mulai": request.actor.day.day},
    )
    if form.is_valid():
        form = _seated(request, form, person, known[form.cleaned_data["jabatan"]], positions=known.values())
        if not form.errors:
            return redirect("organisation.person", person.id)
    context = {**shown_person(request, person), "form": form}
    return render_page(request, "organisation/person_seat.html", context, status=422 if form.errors else 200)


def _seated(request: SignedRequest, form: SeatForm, person: Person, position: Position, **kept: Any) -> SeatForm:
    """The form without errors when the person holds the position now; else with what is wrong or to be confirmed."""
    given = form.cleaned_data
    kind = HoldingKind(given["status"])
    if kind == HoldingKind.DEFINITIVE and not given.get("tetap"):
        beside = definitive_beside(position, person, given["mulai"], given["selesai"])
        if beside:
            form = SeatForm(request.POST, overlap=True, **kept)
            form.is_valid()
            names = ", ".join(holding.person.name for holding in beside)
            warning = _(
                "Jabatan ini sudah dipegang definitif oleh %(names)s pada tanggal itu. Akhiri dahulu jabatannya, atau"
                " beri tanda di sini bila memang dipegang bersama."
            )
            form.errors.pop("tetap", None)
            form.add_error("tetap", warning % {"names": names})
            return form
    result = seat(
        by=request.actor,
        now=request.now,
        person=person,
        position=position,
        since=given["mulai"],
        until=given["selesai"],
        kind=kind,
        decree=given["surat"],
    )
    if isinstance(result, Refusal):
        put_errors(form, result)
    else:
        facts = {"name": person.name, "title": position.title}
        messages.success(request, _("%(name)s tercatat pada jabatan “%(title)s”.") % facts)
    return form


class EndForm(Form):
    sampai = DateField()


def loaded_holding(request: SignedRequest, holding_id: UUID) -> Holding:
    holding = Holding.objects.select_related("person", "position").filter(id=holding_id).first()
    if holding is None:
        raise Http404
    return holding


@page(needs="organisation.manage", subject=loaded_holding)
def end_holding(request: SignedRequest, holding: Holding) -> HttpResponse:
    """End what has begun on the day given; take back what has not."""
    if request.method == "POST":
        if "batal" in request.POST:
            result: Holding | Refusal = cancel_holding(by=request.actor, now=request.now, holding=holding)
        else:
            form = EndForm(request.POST)
            if not form.is_valid():
                messages.error(request, _("Isi hari terakhirnya dengan tanggal."))
                return redirect("organisation.position", holding.position_id)
            result = unseat(by=request.actor, now=request.now, holding=holding, until=form.cleaned_data["sampai"])
        if isinstance(result, Refusal):
            messages.error(request, sentence(result))
        else:
            messages.success(request, _("Jabatan %(name)s sudah diperbarui.") % {"name": holding.person.name})
    return redirect("organisation.position", holding.position_id)


@page(needs="organisation.manage")
def unit_list(request: SignedRequest) -> HttpResponse:
    """Units, and adding one."""
    return _units(request, None)


def loaded_unit(request: SignedRequest, unit_id: UUID) -> Unit:
    unit = Unit.objects.filter(id=unit_id).first()
    if unit is None:
        raise Http404
    return unit


@page(needs="organisation.manage", subject=loaded_unit)
def unit_changed(request: SignedRequest, unit: Unit) -> HttpResponse:
    return _units(request, unit)


def _units(request: SignedRequest, unit: Unit | None) -> HttpResponse:
    known = {str(row.id): row for row in units()}
    initial = unit and {"nama": unit.name, "induk": unit.parent_id and str(unit.parent_id)}
    others = [row for row in known.values() if unit is None or row.id != unit.id]
    form = UnitForm(request.POST if request.method == "POST" else None, units=others, initial=initial)
    if form.is_valid():
        name, parent = form.cleaned_data["nama"], known.get(form.cleaned_data["induk"])
        result: Unit | Refusal
        if unit is not None:
            result = change_unit(by=request.actor, now=request.now, unit=unit, name=name, parent=parent)
        elif any(row.name == name for row in known.values()):
            result = Refusal("unit-sudah-ada", "Sudah ada unit kerja “{name}”.", {"name": name})
        else:
            result = add_unit(by=request.actor, now=request.now, name=name, parent=parent)
        if not isinstance(result, Refusal):
            messages.success(request, _("Unit kerja “%(name)s” sudah disimpan.") % {"name": name})
            return redirect("organisation.units")
        put_errors(form, result)
    context = {"form": form, "unit": unit, "units": known.values()}
    return render_page(request, "organisation/units.html", context, status=422 if form.errors else 200)
