"""Writing a paper by hand: its kind's form, tried as pictures, then issued once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.casework.documents.papers import actions
from lajur.casework.documents.papers.drafting import Asked, described, try_paper
from lajur.casework.documents.papers.models import Paper, PaperKind
from lajur.casework.documents.papers.permissions import IssueSubject
from lajur.casework.documents.papers.queries import recipients
from lajur.casework.documents.papers.views import as_pictures, put_on
from lajur.casework.documents.papers.writing import FORMS, MOST_CHAPTERS, PaperForm, ReportForm, Writer
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import Refused
from lajur.registers.authority.ids import new_id
from lajur.registers.authority.pages import page
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.pages import render_page


@page(needs="papers.list")
def write(request: SignedRequest) -> HttpResponse:
    """`jenis` names the kind. One more chapter is asked for by `tambah`; `kunci` makes a form sent twice one paper."""
    sent = request.POST if request.method == "POST" else None
    kind = (sent or request.GET).get("jenis", "")
    kind = kind if kind in FORMS else PaperKind.LETTER.value
    signers = signers_for(request)
    is_longer = sent is not None and "tambah" in sent
    form = _form(request, kind, signers, bound=sent is not None and not is_longer)
    shown: list[str] = []
    if form.is_bound and form.is_valid():
        outcome = _outcome(request, kind, form)
        if isinstance(outcome, Paper):
            messages.success(request, _("Naskah terbit dengan nomor %(number)s.") % {"number": outcome.number})
            return redirect("papers.paper", outcome.id)
        if isinstance(outcome, Refusal):
            put_on(form, outcome, {})
        else:
            shown = as_pictures(outcome)
    context = {
        "form": form, "pictures": shown, "signers": signers, "kind": kind, "title": form.title,
        "key": str(_key(sent) if sent else new_id()),
        "chapters": form.chapters if isinstance(form, ReportForm) else 0, "most": MOST_CHAPTERS,
        "tabs": [{"label": PaperKind(one).label, "url": f"?jenis={one}", "current": one == kind} for one in FORMS],
    }  # fmt: skip
    return render_page(request, "papers/write.html", context, status=422 if form.errors else 200)


def _form(request: SignedRequest, kind: str, signers: list[tuple[str, str]], *, bound: bool) -> PaperForm:
    """The kind's form: bound, new, or, while it is made longer, with what was typed and no complaints yet."""
    more: dict[str, Any] = {}
    if kind == PaperKind.REPORT:
        typed = request.POST.get("bab", "")
        chapters = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else len(ReportForm.titles)
        more["chapters"] = max(1, min(chapters + ("tambah" in request.POST), MOST_CHAPTERS))
    if bound:
        return FORMS[kind](request.POST, signers=signers, **more)
    start = {"penandatangan": str(request.user.id), **request.POST.dict()}
    return FORMS[kind](initial=start, signers=signers, **more)


def _key(sent: Any) -> UUID:
    try:
        return UUID(sent.get("kunci", ""))
    except ValueError:
        return UUID(new_id())


def _outcome(request: SignedRequest, kind: str, form: PaperForm) -> Paper | dict[str, Any] | Refusal:
    try:
        asked = asked_by(request, kind, form)
    except Refused as why:
        return why.refusal
    if "coba" in request.POST:
        return try_paper(asked, request.now)
    said: dict[str, Any] = {name: getattr(asked, name) for name in asked.__slots__}
    return actions.issue_paper(**said, key=_key(request.POST), by=request.actor, now=request.now)


def asked_by(request: SignedRequest, kind: str, form: PaperForm) -> Asked:
    """What the filled form asks for."""
    agency, day, given = request.user.agency, request.actor.day, form.cleaned_data
    written = form.written(Writer(day.day, lambda text: described(agency, request.now, recipients(agency, text, day))))
    return Asked(
        agency, kind, given["hal"], f"umum.{kind}", written.data,
        Person.within.get(agency=agency, id=given["penandatangan"]), recipients(agency, written.addressees, day),
        recipients(agency, given["tembusan"], day), None, given["klasifikasi"], given["sifat"], written.where,
    )  # fmt: skip


def signers_for(request: SignedRequest) -> list[tuple[str, str]]:
    """Persons for whom the actor may issue: himself, and all who hold an office for who does the office's post."""
    day, actor = request.actor.day, request.actor
    everybody = bool(may(actor, "papers.issue", IssueSubject("", False)))
    wanted = list(day.positions) if everybody else [str(actor.person)]
    people = Person.within.filter(agency=request.user.agency, id__in=wanted, is_active=True, is_outside=False)
    found = []
    for one in people.order_by("name"):
        held = day.positions.get(str(one.id), ())
        if held:
            found.append((str(one.id), f"{one.name} – {day.roster.posts[held[0]].title}"))
    return found
