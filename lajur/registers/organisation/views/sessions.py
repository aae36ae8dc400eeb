"""Where I am signed in, and ending it; an administrator ends the sessions of one person or of everybody."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.models import Person, Session
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.signin.actions import end_sessions, end_sessions_of
from lajur.registers.organisation.views.people import loaded
from lajur.ui.pages import render_page


@page(needs="organisation.own_account")
def sessions(request: SignedRequest) -> HttpResponse:
    """All of them, the latest first; one or all can be ended."""
    now, here = timezone.now(), request.session.session_key
    rows = list(Session.objects.filter(person=request.user, expire_date__gt=now).order_by("-seen_at"))
    marked = {mark_of(row.session_key): row.session_key for row in rows}
    if request.method == "POST":
        mark = request.POST.get("sesi", "")
        only = marked.get(mark, "")
        if mark and not only:
            return redirect("organisation.sessions")
        ended = end_sessions(by=request.actor, now=now, person=request.user, only=only)
        if isinstance(ended, Refusal):
            messages.error(request, sentence(ended))
            return redirect("organisation.sessions")
        if not only or only == here:
            logout(request)
            messages.success(request, _("Anda sudah keluar."))
            return redirect(settings.LOGIN_URL)
        messages.success(request, _("Perangkat itu sudah keluar."))
        return redirect("organisation.sessions")
    context = {
        "rows": [(row, mark_of(row.session_key), row.session_key == here) for row in rows],
        "idle": settings.SESSION_IDLE // 60,
        "whole": settings.SESSION_COOKIE_AGE // 60,
    }
    return render_page(request, "organisation/sessions.html", context)


@page(needs="organisation.end_sessions", subject=loaded, verbs=("POST",))
def person_sessions(request: SignedRequest, person: Person) -> HttpResponse:
    """End all of a person's; an administrator's own present one stays, which he ends by signing out."""
    tell_ended(request, person)
    return redirect("organisation.person", person.id)


@page(needs="organisation.end_sessions", verbs=("POST",))
def agency_sessions(request: SignedRequest) -> HttpResponse:
    """End everybody's but the present one."""
    tell_ended(request, None)
    return redirect("organisation.signing_rules")


def tell_ended(request: SignedRequest, person: Person | None) -> None:
    keep = request.session.session_key or ""
    ended = end_sessions_of(by=request.actor, now=timezone.now(), person=person, keep=keep)
    if isinstance(ended, Refusal):
        messages.error(request, sentence(ended))
        return
    told = ngettext("%(n)s sesi sudah diakhiri.", "%(n)s sesi sudah diakhiri.", ended)
    messages.success(request, told % {"n": ended})


def mark_of(session_key: str) -> str:
    """What names a session in a page; the key itself would open it."""
    return sha256(session_key.encode()).hexdigest()[:24]
