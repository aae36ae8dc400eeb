"""Signing: what waits for me, one paper with its signatures, and the newest version to read."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from lajur.casework.documents.queries import file_path
from lajur.casework.documents.signing import queries
from lajur.casework.documents.signing.actions import is_open, mark_unsigned
from lajur.casework.documents.signing.backends import Secret
from lajur.casework.documents.signing.forms import BroughtForm, BsreForm, FileForm, MarkForm
from lajur.casework.documents.signing.models import Signature, State, Way
from lajur.casework.documents.signing.permissions import SignSubject
from lajur.casework.documents.signing.queries import Signable
from lajur.casework.documents.signing.settling import bring_signed
from lajur.casework.documents.signing.words import fault
from lajur.casework.documents.signing.work import sign_record
from lajur.engine.refusal import Refusal
from lajur.registers.authority.limits import FILES, limited
from lajur.registers.authority.pages import page
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.pages import render_page


@dataclass(frozen=True, slots=True)
class LoadedPaper(SignSubject):
    """The subject of the permission, with the paper it was found for."""

    found: Signable = field(kw_only=True)


def the_paper(request: SignedRequest, pdf_id: UUID) -> LoadedPaper:
    """Raises Http404 for what is no PDF of the agency."""
    found = queries.signable(request.user.agency_id, pdf_id)
    if found is None:
        raise Http404
    return LoadedPaper(found.subject.signer, found.subject.persons, found=found)


@page(needs="signing.list", verbs=("GET",))
def mine(request: SignedRequest) -> HttpResponse:
    """Papers that wait for my signature, and what became of those I asked for."""
    context = {"papers": queries.waiting_for(request.user), "rows": queries.signed_by(request.user)}
    return render_page(request, "signing/mine.html", context)


@sensitive_post_parameters()
@sensitive_variables("form", "secret")
@page(needs="signing.view", subject=the_paper)
@limited("tanda-tangan", FILES)
def paper(request: SignedRequest, loaded: LoadedPaper) -> HttpResponse:
    """One paper: its signatures, and the form to sign it, for who signs."""
    found = loaded.found
    way = Way.BSRE if settings.BSRE_URL and request.GET.get("cara") == Way.BSRE else Way.FILE
    form_class = BsreForm if way == Way.BSRE else FileForm
    form = form_class(request.POST, request.FILES) if request.method == "POST" else form_class()
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        file = given["sertifikat"][0].read() if way == Way.FILE else b""
        secret = Secret(given["frasa"], file, given.get("nik", ""))
        root = settings.PUBLIC_URL or request.build_absolute_uri("/")
        outcome = sign_record(
            found=found, way=way, secret=secret, person=request.user, root=root, by=request.actor, now=request.now
        )
        if isinstance(outcome, Signature) and outcome.state != State.FAILED:
            if outcome.state == State.DONE:
                messages.success(request, _("Naskah sudah ditandatangani."))
            return redirect("signing.paper", found.record.id)
        form.add_error(None, sentence(outcome if isinstance(outcome, Refusal) else fault(outcome.code)))
        found = queries.signable(request.user.agency_id, found.record.id) or found
    return _shown(request, found, form, way, status=422 if form.errors else 200)


def _shown(
    request: SignedRequest,
    found: Signable,
    form: object,
    way: str,
    status: int,
    mark: MarkForm | None = None,
    brought: BroughtForm | None = None,
) -> HttpResponse:
    allowed = may(request.actor, "signing.sign", found.subject)
    pending = found.pending()
    open_ones = {one.id for one in found.signatures if is_open(one, request.now)}
    # one form at a time: the next open one comes when this is settled
    marked = next((one.id for one in reversed(found.signatures) if one.id in open_ones), None)
    void = found.paper is not None and found.paper.is_void
    waits = bool(allowed) and found.signed_by(request.actor.person) is None and not void
    context = {
        "found": found, "paper": found.paper, "form": form, "way": way, "mark": mark or MarkForm(),
        "brought": brought or BroughtForm(),
        "rows": [(one, _said(one), one.id == marked) for one in reversed(found.signatures)],
        "may_sign": waits and (pending is None or pending.id in open_ones),
        "why_not": "" if allowed else sentence(allowed),
        "is_signer": bool(allowed), "is_unknown": bool(open_ones),
        "ways": [
            {"label": _("Berkas sertifikat"), "url": f"?cara={Way.FILE}#tanda-tangani", "current": way == Way.FILE},
            {"label": "BSrE", "url": f"?cara={Way.BSRE}#tanda-tangani", "current": way == Way.BSRE},
        ] if settings.BSRE_URL else [],
    }  # fmt: skip
    return render_page(request, "signing/paper.html", context, status=status)


def _said(row: Signature) -> str:
    return sentence(fault(row.code)) if row.code else ""


def _named(request: SignedRequest, loaded: LoadedPaper) -> Signature:
    """The signature of this paper that the form means: `tanda-tangan`. Raises Http404."""
    found = next((one for one in loaded.found.signatures if str(one.id) == request.POST.get("tanda-tangan")), None)
    if found is None:
        raise Http404
    return found


@page(needs="signing.sign", subject=the_paper, verbs=("POST",))
def mark(request: SignedRequest, loaded: LoadedPaper) -> HttpResponse:
    """Settle an unknown signature by hand: it was not made."""
    form, row = MarkForm(request.POST), _named(request, loaded)
    if form.is_valid():
        reason = form.cleaned_data["alasan"]
        outcome = mark_unsigned(signature_id=row.id, reason=reason, by=request.actor, now=request.now)
        if not isinstance(outcome, Refusal):
            messages.success(request, _("Ditandai tidak ditandatangani. Naskah dapat ditandatangani lagi."))
            return redirect("signing.paper", loaded.found.record.id)
        form.add_error(None, sentence(outcome))
    return _shown(request, loaded.found, FileForm(), Way.FILE, 422, mark=form)


@page(needs="signing.sign", subject=the_paper, verbs=("POST",))
@limited("tanda-tangan", FILES)
def bring(request: SignedRequest, loaded: LoadedPaper) -> HttpResponse:
    """Settle an unknown signature by the signed file itself."""
    form, row = BroughtForm(request.POST, request.FILES), _named(request, loaded)
    if form.is_valid():
        outcome = bring_signed(
            found=loaded.found, signature=row, data=form.cleaned_data["berkas"][0].read(), person=request.user,
            by=request.actor, now=request.now,
        )  # fmt: skip
        if not isinstance(outcome, Refusal):
            messages.success(request, _("PDF diterima: naskah sudah ditandatangani."))
            return redirect("signing.paper", loaded.found.record.id)
        form.add_error("berkas", sentence(outcome))
    return _shown(request, loaded.found, FileForm(), Way.FILE, 422, brought=form)


@page(needs="signing.view", subject=the_paper, verbs=("GET",))
@limited("berkas", FILES)
def newest(request: HttpRequest, loaded: LoadedPaper) -> HttpResponseBase:
    """The newest version as a file: signed, once somebody has signed it."""
    version = loaded.found.version
    path = file_path(version.agency_id, version.sha256)
    if not path.exists():
        raise Http404
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=version.name, content_type=queries.PDF)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
