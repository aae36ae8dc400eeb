"""Pemeriksaan naskah: open to everybody, and nothing of what is handed over is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from lajur.casework.documents.checking import queries
from lajur.casework.documents.checking.forms import MOST_BYTES, CodeForm, FileForm
from lajur.casework.documents.checking.queries import Told
from lajur.casework.documents.signing import apart
from lajur.casework.documents.signing.trust import trust_in
from lajur.registers.authority.limits import MINUTE, PUBLIC, limited, too_often
from lajur.registers.authority.pages import page
from lajur.registers.authority.throttle import address_of, allow
from lajur.ui.pages import render_page

TRIES, TRIES_OF_ALL = 10, 60
"""Files that one address, and all together, may have checked in a minute: each costs a process."""
BODY = MOST_BYTES + 100_000
"""Bytes of a request with a file; more is not even read."""


@page(public=True)
@limited("periksa", PUBLIC)
def ask(request: HttpRequest) -> HttpResponse:
    """Type the code, or choose the file."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return redirect("checking.paper", check_code=form.cleaned_data["kode"])
    return _asking(request, form, FileForm())


def _asking(request: HttpRequest, form: CodeForm, file: FileForm, status: int = 0) -> HttpResponse:
    wrong = bool(form.errors or file.errors)
    return render_page(
        request, "checking/ask.html", {"form": form, "file": file}, status=status or (422 if wrong else 200)
    )


@page(public=True, verbs=("GET",))
@limited("periksa", PUBLIC)
def paper(request: HttpRequest, check_code: str) -> HttpResponse:
    """What the QR code on a paper leads to."""
    told = queries.by_token(queries.normal_token(check_code))
    if told is None:
        raise Http404
    context = {"told": told, "state": queries.state_of(told), "file": FileForm(), "now": timezone.now()}
    answer = render_page(request, "checking/paper.html", context)
    answer["X-Robots-Tag"] = "noindex"
    return answer


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a file. `state`: `asli`, `lama` (a version since signed once more), `berubah` (claims to be a
    paper of ours and is not), `luar` (signatures of others), `tanpa` (neither known nor signed)."""

    state: str
    told: Told | None
    paper: str
    found: list[dict[str, Any]]


@csrf_exempt  # changes nothing, and the check would read a body of any size before we could refuse it
@page(public=True, verbs=("POST",))
def file(request: HttpRequest) -> HttpResponse:
    """Check a file: by its digest, and every signature in it."""
    form = FileForm()
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY:
        form = FileForm({}, {})
        form.is_valid()
        form.errors.clear()
        form.add_error("naskah", _("Berkas ini terlalu besar; batasnya 20 MB."))
        answer = _asking(request, CodeForm(), form, status=413)
        answer["Connection"] = "close"
        return answer
    now = timezone.now()
    for key, limit in ((f"periksa-berkas:{address_of(request)}", TRIES), ("periksa-berkas:*", TRIES_OF_ALL)):
        often = allow(key, limit=limit, window=MINUTE, now=now)
        if often is not None:
            return too_often(request, often)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _asking(request, CodeForm(), form)
    data = form.cleaned_data["naskah"][0].read()
    digest = hashlib.sha256(data).hexdigest()
    told = queries.by_digest(digest)
    try:
        found = apart.check(data, trust_in(settings.SIGN_TRUST), now).found
    except (apart.Broke, ValueError) as why:
        if told is None:
            broke = isinstance(why, apart.Broke)
            form.add_error(
                "naskah",
                _("Berkas ini terlalu rumit untuk diperiksa.")
                if broke
                else _("Berkas ini bukan PDF yang dapat dibaca."),
            )
            return _asking(request, CodeForm(), form)
        found = []
    context = {"verdict": _judged(told, found, digest), "digest": digest, "file": FileForm(), "now": now}
    answer = render_page(request, "checking/file.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _judged(told: Told | None, found: list[dict[str, Any]], digest: str) -> Verdict:
    if told is not None:
        state = "asli" if queries.kind_of(told, digest) == "terbaru" else "lama"
        return Verdict(state, told, queries.state_of(told), found)
    like = queries.claimed([one["field"] for one in found])
    if like is not None:
        return Verdict("berubah", like, queries.state_of(like), found)
    return Verdict("luar" if found else "tanpa", None, "", found)
