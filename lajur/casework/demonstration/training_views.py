"""The training room: who can be who there, coming and going, and starting anew."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.casework.demonstration.actions import NEEDS, close_training, open_training, reset_training
from lajur.casework.demonstration.training import people_of, room_of
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page, refused
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.models import Agency, Person, Role
from lajur.registers.organisation.queries import roster_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.signin.begin import go_on
from lajur.ui.forms import Form, RadioSelect
from lajur.ui.pages import render_page

ORIGIN = "latihan_asal"
"""Session: who came into the room from the real agency, and the mark of his password then."""


class RateForm(Form):
    laju = forms.TypedChoiceField(
        label=gettext_lazy("Laju jam"),
        coerce=int,
        initial=60,
        widget=RadioSelect,
        choices=[
            (1, gettext_lazy("Biasa: seperti jam dinding")),
            (10, gettext_lazy("10 kali: satu jam lewat dalam enam menit")),
            (60, gettext_lazy("60 kali: satu jam lewat dalam satu menit")),
            (480, gettext_lazy("480 kali: satu hari kerja lewat dalam satu menit")),
            (1440, gettext_lazy("1.440 kali: satu hari lewat dalam satu menit")),
        ],
    )


@page(needs="demonstration.training")
def training(request: SignedRequest) -> HttpResponse:
    """The room and its people; for administrators, making it."""
    agency = request.user.agency
    room = room_of(agency)
    manages = bool(may(request.actor, NEEDS, room or agency))
    form = RateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = open_training(by=request.actor, now=timezone.now(), agency=agency, rate=form.cleaned_data["laju"])
        if not isinstance(made, Refusal):
            messages.success(request, _("Ruang latihan siap. Pilih siapa Anda di dalamnya."))
            return redirect("demonstration.training")
        if made.code == "bukan-wewenang":
            return refused(request, made)
        form.add_error(None, sentence(made))
    context = {
        "room": room,
        "inside": agency.is_training,
        "people": people_of(room) if room else [],
        "manages": manages,
        "form": form if manages and room is None else None,
        "origin": _origin(request),
        "me": request.user.id,
    }
    return render_page(request, "demonstration/training.html", context, status=422 if form.errors else 200)


@page(needs="demonstration.training")
def enter_room(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Be an invented person of one's own agency's room; from inside, another one."""
    room = room_of(request.user.agency)
    person = Person.objects.anywhere(id=person_id, agency=room)
    if request.method != "POST" or room is None or person is None:
        raise Http404
    origin = request.session.get(ORIGIN)
    if not request.user.agency.is_training:
        origin = [str(request.user.id), request.user.get_session_auth_hash()]
    go_on(request, person)
    if origin:
        request.session[ORIGIN] = origin
    return redirect("/tugas/")


@page(needs="demonstration.training")
def leave_room(request: SignedRequest) -> HttpResponse:
    """Back to the real agency, as whom one came."""
    origin = _origin(request)
    if request.method != "POST" or origin is None:
        raise Http404
    go_on(request, origin)
    messages.success(request, _("Anda kembali di %(agency)s; latihan berakhir.") % {"agency": origin.agency.name})
    return redirect("/tugas/")


@page(needs="demonstration.training")
def reset(request: SignedRequest) -> HttpResponse:
    """Ask, then start anew."""
    return _renew(request, close=False)


@page(needs="demonstration.training")
def close(request: SignedRequest) -> HttpResponse:
    return _renew(request, close=True)


def _renew(request: SignedRequest, *, close: bool) -> HttpResponse:
    found = room_of(request.user.agency)
    room = Agency.objects.select_related("training_of").get(id=found.id) if found else None
    if room is None or (close and request.user.agency.is_training):
        raise Http404
    if not (allowed := may(request.actor, NEEDS, room)):
        return refused(request, allowed)
    if request.method != "POST":
        return render_page(request, "demonstration/renew.html", {"room": room, "close": close})
    origin, inside = request.session.get(ORIGIN), request.user.agency.is_training
    act = close_training if close else reset_training
    made = act(by=request.actor, now=timezone.now(), room=room)
    if isinstance(made, Refusal):
        return refused(request, made)
    if inside:
        go_on(request, _administrator_of(made))
        request.session[ORIGIN] = origin
    messages.success(
        request, _("Ruang latihan ditutup.") if close else _("Ruang latihan disetel ulang ke keadaan awalnya.")
    )
    return redirect("demonstration.training")


def _administrator_of(room: Agency) -> Person:
    roster = roster_of(room)
    chosen = next(seat.person for seat in roster.seats if Role.ADMINISTRATOR.value in roster.posts[seat.position].roles)
    person = Person.objects.anywhere(id=chosen)
    assert person is not None
    return person


def _origin(request: SignedRequest) -> Person | None:
    """Who came in, if he is still here and his password is the one it was."""
    key, mark = request.session.get(ORIGIN) or ("", "")
    person = Person.objects.anywhere(id=key) if key else None
    if person is None or not constant_time_compare(person.get_session_auth_hash(), mark):
        return None
    return person
