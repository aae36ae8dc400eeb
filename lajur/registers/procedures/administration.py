"""Pengelolaan: shipped SOPs into force, lanes to positions, and the gaps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.catalogue.reader import canonical, catalogue_ids, load
from lajur.engine.definition import Lane, Sop
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import sentence, spoken
from lajur.registers.organisation.actions import bind_lane
from lajur.registers.organisation.actions import fill_lanes as bind_empty_lanes
from lajur.registers.organisation.listing import positions
from lajur.registers.organisation.queries import names_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.actions import publish
from lajur.registers.procedures.gaps import Gap, gaps_of, lanes_at_work
from lajur.registers.procedures.models import Procedure
from lajur.registers.procedures.queries import procedure_of, sop_of, titles_of
from lajur.registers.procedures.shipped import shipped
from lajur.ui.forms import CheckboxSelectMultiple, Form
from lajur.ui.pages import render_page


@page(needs="procedures.publish", verbs=("GET",))
def shipped_sops(request: SignedRequest) -> HttpResponse:
    """What comes with Lajur, and whether it is in force here."""
    rows = shipped(request.user.agency)
    return render_page(request, "procedures/shipped.html", {"rows": rows})


@page(needs="procedures.publish")
def put_in_force(request: SignedRequest) -> HttpResponse:
    """Take a shipped SOP into force; next its lanes are to be mapped."""
    sop_id = request.POST.get("sop", "")
    if request.method != "POST" or sop_id not in catalogue_ids():
        raise Http404
    key = sop_id.rpartition("/")[2]
    result = publish(by=request.actor, now=request.now, key=key, content=canonical(load(sop_id)))
    if isinstance(result, Refusal):
        messages.error(request, sentence(result))
        return redirect("procedures.shipped")
    messages.success(request, _("“%(title)s” sudah berlaku.") % {"title": load(sop_id).identity.title})
    # Heads may publish, but only administrators map lanes.
    return (
        redirect("procedures.lanes", key) if request.actor.roles & {"administrator"} else redirect("procedures.shipped")
    )


@page(needs="organisation.manage")
def lanes_of_all(request: SignedRequest) -> HttpResponse:
    """The gaps first, then every SOP in force."""
    gaps = gaps_of(request.user.agency, request.actor.day)
    holed = {gap.procedure.key for gap in gaps}
    rows = []
    for row in titles_of(request.user.agency):
        lanes = lanes_at_work(sop_of(str(row.in_force_id)))
        mapped = sum(bool(request.actor.day.roster.lanes.get((row.key, lane.key))) for lane, _steps in lanes)
        rows.append((row, len(lanes), mapped, row.key in holed))
    context = {"gaps": told(gaps), "rows": rows}
    return render_page(request, "procedures/lanes_of_all.html", context)


def told(gaps: list[Gap]) -> list[tuple[Gap, str]]:
    return [(gap, spoken(gap.why)) for gap in gaps]


def loaded(request: SignedRequest, key: str, lane: str = "") -> tuple[Procedure, Sop, Lane | None]:
    found = procedure_of(request.user.agency, key)
    if found is None:
        raise Http404
    sop = sop_of(str(found.in_force_id))
    if lane and (lane not in sop.lanes or sop.lanes[lane].per_case):
        raise Http404
    return found, sop, sop.lanes.get(lane)


@page(needs="organisation.manage", subject=loaded)
def lanes(request: SignedRequest, found: tuple[Procedure, Sop, Lane | None]) -> HttpResponse:
    """Each lane of a SOP: its positions, who acts today, and the gap if there is one."""
    procedure, sop, _lane = found
    day = request.actor.day
    gaps = {
        gap.lane.key: (gap, why) for gap, why in told(gaps_of(request.user.agency, day)) if gap.procedure == procedure
    }
    holders = {lane: day.lane_holders(procedure.key, lane) for lane in sop.lanes}
    names = names_of(request.user.agency, [person for persons in holders.values() for person in persons])
    rows = []
    for lane in sop.lanes.values():
        bound = day.roster.lanes.get((procedure.key, lane.key), ())
        titles = [(position, day.roster.posts[position].title) for position in bound]
        acting = [names[person] for person in holders[lane.key] if person in names]
        rows.append({"lane": lane, "positions": titles, "people": acting, "gap": gaps.get(lane.key)})
    missing = [lane.title for lane, _steps in lanes_at_work(sop) if not day.roster.lanes.get((procedure.key, lane.key))]
    context = {"procedure": procedure, "rows": rows, "missing": missing}
    return render_page(request, "procedures/lanes.html", context)


class LaneForm(Form):
    jabatan = forms.MultipleChoiceField(
        label=gettext_lazy("Jabatan yang bertindak"), required=False, widget=CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jabatan"].choices = choices  # type: ignore[attr-defined]


@page(needs="organisation.manage", subject=loaded)
def lane(request: SignedRequest, found: tuple[Procedure, Sop, Lane | None]) -> HttpResponse:
    """Choose the positions of one lane; those bound already come first."""
    procedure, _sop, lane = found
    assert lane is not None  # its key is in the address
    bound = request.actor.day.roster.lanes.get((procedure.key, lane.key), ())
    known = {str(row.id): row for row in positions()}
    order = sorted(known, key=lambda key: key not in bound)
    form = LaneForm(
        request.POST if request.method == "POST" else None,
        choices=[(key, known[key].title) for key in order],
        initial={"jabatan": list(bound)},
    )
    if form.is_valid():
        chosen = [known[key] for key in form.cleaned_data["jabatan"]]
        result = bind_lane(by=request.actor, now=request.now, procedure=procedure.key, lane=lane.key, positions=chosen)
        if not isinstance(result, Refusal):
            messages.success(request, _("Pelaksana “%(title)s” sudah dipetakan.") % {"title": lane.title})
            return redirect("procedures.lanes", procedure.key)
        form.add_error(None, sentence(result))
    context = {"procedure": procedure, "lane": lane, "form": form}
    return render_page(request, "procedures/lane.html", context, status=422 if form.errors else 200)


@page(needs="organisation.manage", subject=loaded)
def fill_lanes(request: SignedRequest, found: tuple[Procedure, Sop, Lane | None]) -> HttpResponse:
    """For lanes without a position: a position of the lane's name, made where there is none."""
    procedure, sop, _lane = found
    if request.method == "POST":
        titles = {lane.key: lane.title for lane, _steps in lanes_at_work(sop)}
        result = bind_empty_lanes(by=request.actor, now=request.now, procedure=procedure.key, titles=titles)
        if isinstance(result, Refusal):
            messages.error(request, sentence(result))
        else:
            messages.success(request, _("%(n)d pelaksana sudah dipetakan ke jabatan.") % {"n": len(result)})
    return redirect("procedures.lanes", procedure.key)
