"""Administration of people: list, adding, changing, leaving, password links."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import faults, sentence
from lajur.registers.organisation.actions import (
    add_person,
    change_person,
    deactivate,
    issue_password_link,
    reactivate,
)
from lajur.registers.organisation.administration_forms import LeavingForm, PersonForm
from lajur.registers.organisation.listing import STATES, holdings_of_person, people, titles_held
from lajur.registers.organisation.models import Person, Session
from lajur.registers.organisation.passwords import LINK_SENDERS
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.work import tasks_by_name
from lajur.ui.pages import render_page

PER_PAGE = 50


def loaded(request: SignedRequest, person_id: UUID) -> Person:
    person = Person.within.filter(id=person_id).first()
    if person is None:
        raise Http404
    return person


@page(needs="organisation.manage", verbs=("GET",))
def people_list(request: SignedRequest) -> HttpResponse:
    """Search, filter, and pages of `PER_PAGE`."""
    words = request.GET.get("cari", "").strip()[:100]
    state = request.GET.get("keadaan", "aktif")
    state = state if state in STATES else "aktif"
    day = request.actor.day
    shown = Paginator(people(words, state, day), PER_PAGE).get_page(request.GET.get("halaman"))
    labels = {
        "aktif": _("Aktif"),
        "tanpa-jabatan": _("Aktif, tanpa jabatan"),
        "tanpa-sandi": _("Aktif, belum punya kata sandi"),
        "luar": _("Pihak luar"),
        "nonaktif": _("Nonaktif"),
        "semua": _("Semua"),
    }
    context = {
        "page": shown,
        "rows": [(person, titles_held(person, day)) for person in shown],
        "words": words,
        "state": state,
        "states": list(labels.items()),
        "query": f"cari={words}&keadaan={state}",
    }
    return render_page(request, "organisation/people.html", context)


@page(needs="organisation.manage")
def person_added(request: SignedRequest) -> HttpResponse:
    form = PersonForm(request.POST if request.method == "POST" else None, added=True)
    if form.is_valid():
        given = form.cleaned_data
        result = add_person(
            by=request.actor,
            now=request.now,
            username=given["nama_pengguna"],
            name=given["nama"],
            nip=given["nip"],
            email=given["surel"],
            is_outside=given["luar"],
            business=given["usaha"],
            npwp=given["npwp"],
            nib=given["nib"],
        )
        if not isinstance(result, Refusal):
            messages.success(request, _("%(name)s sudah didaftarkan.") % {"name": result.name})
            return redirect("organisation.person", result.id)
        put_errors(form, result, {"username": "nama_pengguna", "business": "usaha"})
    context = {"form": form, "person": None}
    return render_page(request, "organisation/person_form.html", context, status=422 if form.errors else 200)


@page(needs="organisation.manage", subject=loaded, verbs=("GET",))
def person(request: SignedRequest, person: Person) -> HttpResponse:
    return render_page(request, "organisation/person.html", shown_person(request, person))


def shown_person(request: SignedRequest, person: Person) -> dict[str, Any]:
    day = request.actor.day.day
    return {
        "shown": person,
        "lines": holdings_of_person(person, day),
        "day": day,
        "has_password": person.has_usable_password(),
        "is_self": person.id == request.user.id,
        "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
        "sessions": Session.objects.filter(person=person, expire_date__gt=timezone.now()).count(),
    }


@page(needs="organisation.manage", subject=loaded)
def person_changed(request: SignedRequest, person: Person) -> HttpResponse:
    now_known = {
        "nama": person.name, "nip": person.nip, "surel": person.email, "luar": person.is_outside,
        "usaha": person.business, "npwp": person.npwp_as_written, "nib": person.nib,
    }  # fmt: skip
    form = PersonForm(request.POST if request.method == "POST" else None, added=False, initial=now_known)
    if form.is_valid():
        given = form.cleaned_data
        result = change_person(
            by=request.actor,
            now=request.now,
            person=person,
            name=given["nama"],
            nip=given["nip"],
            email=given["surel"],
            is_outside=given["luar"],
            business=given["usaha"],
            npwp=given["npwp"],
            nib=given["nib"],
        )
        if not isinstance(result, Refusal):
            messages.success(request, _("Data %(name)s sudah disimpan.") % {"name": result.name})
            return redirect("organisation.person", person.id)
        put_errors(form, result, {"business": "usaha"})
    context = {"form": form, "person": person}
    return render_page(request, "organisation/person_form.html", context, status=422 if form.errors else 200)


@page(needs="organisation.manage", subject=loaded)
def person_leaves(request: SignedRequest, person: Person) -> HttpResponse:
    """First what waits for him by name: who takes it over?"""
    tasks = tasks_by_name(person)
    form = LeavingForm(request.POST if request.method == "POST" else None, tasks=bool(tasks))
    if form.is_valid():
        result = deactivate(by=request.actor, now=request.now, person=person, end_holdings=form.cleaned_data["akhiri"])
        if not isinstance(result, Refusal):
            messages.success(request, _("%(name)s sudah nonaktif dan keluar dari Lajur.") % {"name": person.name})
            return redirect("organisation.person", person.id)
        put_errors(form, result)
    context = {**shown_person(request, person), "form": form, "tasks": tasks}
    return render_page(request, "organisation/person_leaves.html", context, status=422 if form.errors else 200)


@page(needs="organisation.manage", subject=loaded)
def person_returns(request: SignedRequest, person: Person) -> HttpResponse:
    if request.method == "POST":
        result = reactivate(by=request.actor, now=request.now, person=person)
        if isinstance(result, Refusal):
            messages.error(request, sentence(result))
        else:
            messages.success(request, _("%(name)s sudah aktif kembali.") % {"name": person.name})
    return redirect("organisation.person", person.id)


@page(needs="organisation.manage", subject=loaded)
def person_link(request: SignedRequest, person: Person) -> HttpResponse:
    """Make a link and show it once, to be handed over; it is mailed besides where mail is set up."""
    if request.method != "POST":
        return redirect("organisation.person", person.id)
    result = issue_password_link(by=request.actor, now=request.now, person=person)
    if isinstance(result, Refusal):
        messages.error(request, sentence(result))
        return redirect("organisation.person", person.id)
    address = request.build_absolute_uri(result)
    mailed = bool(person.email) and any(send(person, address, request.now) for send in LINK_SENDERS)
    context = {"shown": person, "address": address, "mailed": mailed, "days": settings.PASSWORD_RESET_TIMEOUT // 86400}
    answer = render_page(request, "organisation/person_link.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def put_errors(form: Any, refusal: Refusal, names: dict[str, str] | None = None) -> None:
    """A refusal's words at their fields (renamed by `names`), and its sentence where it names none of the form."""
    told = {(names or {}).get(field, field): text for field, text in faults(refusal).items()}
    here = {field: text for field, text in told.items() if field in form.fields}
    for field, text in here.items():
        form.add_error(field, sentence(refusal) if len(here) == 1 else text)
    if not here:
        form.add_error(None, sentence(refusal))
