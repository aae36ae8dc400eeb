"""My notices, and which of them come by mail."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from lajur.casework.notices.actions import choose_mail, mark_read
from lajur.casework.notices.forms import MailForm
from lajur.casework.notices.queries import (
    choice_of,
    count_unread,
    failed_mails,
    mail_health,
    mail_is_set_up,
    mails_from,
    notice_of,
    notices_of,
)
from lajur.casework.notices.words import icon_of, sentence_of
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.pages import render_page

PER_PAGE = 50


@page(needs="notices.read", verbs=("GET",))
def notices(request: SignedRequest) -> HttpResponse:
    """By day, the latest first; all of them, or those not read yet."""
    mine, only_new = notices_of(request.actor), request.GET.get("bagian") == "baru"
    if only_new:
        mine = mine.filter(read_at__isnull=True)
    pages = Paginator(mine, PER_PAGE).get_page(request.GET.get("halaman"))
    zone = ZoneInfo(request.user.agency.zone)
    rows: list[dict[str, Any]] = [
        {"notice": row, "text": sentence_of(row), "icon": icon_of(row)} for row in pages.object_list
    ]
    days = [
        (day, list(group)) for day, group in groupby(rows, key=lambda row: row["notice"].at.astimezone(zone).date())
    ]
    unread = count_unread(request.actor)
    tabs = [
        {"label": _("Semua"), "url": "?", "current": not only_new},
        {"label": _("Belum dibaca"), "url": "?bagian=baru", "current": only_new, "count": unread},
    ]
    context = {
        "days": days, "page": pages, "unread": unread, "tabs": tabs, "only_new": only_new,
        "today": request.actor.day.day,
    }  # fmt: skip
    return render_page(request, "notices/notices.html", context)


@page(needs="notices.read")
def read(request: SignedRequest) -> HttpResponse:
    """Mark all as read."""
    if request.method == "POST":
        mark_read(by=request.actor, now=request.now)
    return redirect("notices.list")


@page(needs="notices.read")
def follow(request: SignedRequest, notice_id: UUID) -> HttpResponse:
    """Where links in mails and in the list lead: on to what the notice is about. A post only marks it as read."""
    notice = notice_of(request.actor, notice_id)
    if notice is None:
        raise Http404
    mark_read(by=request.actor, now=request.now, notice_id=notice.id)
    if request.method == "POST" or not url_has_allowed_host_and_scheme(notice.link, allowed_hosts=None):
        return redirect("notices.list")
    return redirect(notice.link)


@page(needs="notices.choose")
def choose(request: SignedRequest) -> HttpResponse:
    """Which notices come by mail, and when none does."""
    person, agency = request.user, request.user.agency
    form = MailForm(request.POST if request.method == "POST" else None, choice=choice_of(person.id))
    if form.is_valid():
        result = choose_mail(choice=form.chosen(), by=request.actor, now=request.now)
        if not isinstance(result, Refusal):
            messages.success(request, _("Pilihan surel Anda tersimpan."))
            return redirect("notices.choose")
        form.add_error(None, sentence(result))
    context = {
        "form": form,
        "address": person.email,
        "is_on": mails_from(agency),
        "is_set_up": mail_is_set_up(),
        "failed": failed_mails(person.id, request.now),
        "health": mail_health(agency, request.now) if Role.ADMINISTRATOR.value in request.actor.roles else None,
    }
    return render_page(request, "notices/choose.html", context, status=422 if form.errors else 200)
