"""The register of papers, a paper, its files, and voiding it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.casework.documents.papers import actions
from lajur.casework.documents.papers.forms import VoidForm
from lajur.casework.documents.papers.models import Paper, PaperKind, PaperState
from lajur.casework.documents.papers.permissions import PaperSubject
from lajur.casework.documents.papers.queries import HEADINGS, find_paper, hands_of, listed, table_of
from lajur.casework.documents.queries import file_path
from lajur.engine.refusal import Refusal
from lajur.registers.authority.limits import FILES, limited
from lajur.registers.authority.pages import page
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import faults, sentence
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.sheets import write_csv, write_xlsx
from lajur.registers.reference.letterheads import find_letterhead
from lajur.ui.pages import render_page

PER_PAGE = 50
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; plugin-types application/pdf"
SEALED_OFF = "default-src 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class LoadedPaper(PaperSubject):
    """A paper with the persons it concerns."""

    row: Paper


def the_paper(request: SignedRequest, paper_id: UUID) -> LoadedPaper:
    """Http404 for what is not in the person's agency."""
    row = find_paper(request.user.agency, paper_id)
    if row is None:
        raise Http404
    concerned = actions.subject_of(row)
    return LoadedPaper(concerned.signer, concerned.persons, row)


def _chosen(request: SignedRequest) -> dict[str, str]:
    names = ("cari", "jenis", "keadaan", "bagian", "pelaksanaan")
    return {name: request.GET.get(name, "").strip() for name in names}


@page(needs="papers.list", verbs=("GET",))
def register(request: SignedRequest) -> HttpResponse:
    """Papers the person may open, the latest first."""
    chosen = _chosen(request)
    pages = Paginator(listed(request.actor, chosen), PER_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "page": pages, "rows": list(pages.object_list), "chosen": chosen, "kinds": PaperKind.choices,
        "states": PaperState.choices, "filtered": any(chosen.values()), "may_write": not request.actor.outside,
        "query": urlencode({name: value for name, value in chosen.items() if value}),
    }  # fmt: skip
    return render_page(request, "papers/register.html", context)


@page(needs="papers.list", verbs=("GET",))
@limited("berkas", FILES)
def exported(request: SignedRequest, kind: str) -> HttpResponse:
    """The register as it is filtered, as a table to take along; `kind` is xlsx or csv."""
    if kind not in MEDIA:
        raise Http404
    lines = table_of(listed(request.actor, _chosen(request)))
    headings = [str(one) for one in HEADINGS]
    made = write_csv(headings, lines) if kind == "csv" else write_xlsx(_("Naskah"), headings, lines)
    answer = HttpResponse(made, content_type=MEDIA[kind])
    answer["Content-Disposition"] = f'attachment; filename="naskah-{request.actor.day.day}.{kind}"'
    return answer


@page(needs="papers.view", subject=the_paper, verbs=("GET",))
def paper(request: SignedRequest, loaded: LoadedPaper) -> HttpResponse:
    """What it is, who signed it, who has it and has read it."""
    row = loaded.row
    actions.note_opened(paper=row, by=_really(request), now=request.now)
    signatures = [one for one in row.record.signatures.select_related("person").order_by("asked_at") if one.result_id]
    mine = str(request.user.id) == loaded.signer and not any(str(one.person_id) == loaded.signer for one in signatures)
    context = {
        "signatures": signatures, "waits_for_me": mine and not row.is_void, "paper": row, "hands": hands_of(row),
        "lines": row.signer_title.split("\n"),
        "may_void": not row.is_void and bool(may(request.actor, "papers.void", loaded)),
    }  # fmt: skip
    return render_page(request, "papers/paper.html", context)


@page(needs="papers.view", subject=the_paper, verbs=("GET",))
def pdf(request: SignedRequest, loaded: LoadedPaper) -> HttpResponseBase:
    """The file as it was issued, shown by the browser; `?unduh` downloads it."""
    kept = loaded.row.record
    try:
        file = file_path(kept.agency_id, kept.sha256).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    actions.note_opened(paper=loaded.row, by=_really(request), now=request.now)
    download = "unduh" in request.GET
    answer = FileResponse(file, as_attachment=download, filename=kept.name, content_type=actions.PDF)
    return _guarded(answer, SEALED_OFF if download else PDF_POLICY)


@page(needs="papers.view", subject=the_paper, verbs=("GET",))
def docx(request: SignedRequest, loaded: LoadedPaper) -> HttpResponseBase:
    """An editable copy, made from what the paper was set from; it says of itself that it is none."""
    from lajur.casework.documents.papers.docx import paper_docx

    row = loaded.row
    if row.record.destroyed_at is not None:
        raise Http404
    kop = row.body.get("letterhead") or {}
    letterhead = find_letterhead(UUID(kop["id"])) if kop.get("id") else None
    note = _("Salinan untuk disunting, bukan naskah resmi")
    content = paper_docx(row.body, crest=bytes(letterhead.crest) if letterhead else b"", note=note)
    answer = HttpResponse(content, content_type=DOCX)
    answer["Content-Disposition"] = f'attachment; filename="salinan-{row.kind}-{row.series}-{row.serial}.docx"'
    return _guarded(answer, SEALED_OFF)


def _guarded(answer: Any, policy: str) -> HttpResponseBase:
    answer["Content-Security-Policy"] = policy
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    found: HttpResponseBase = answer
    return found


def _really(request: SignedRequest) -> Any:
    """Who really sits there, also when an administrator looks as somebody else: his reading is no receipt."""
    return getattr(request, "administrator", None) or request.actor


@page(needs="papers.void", subject=the_paper)
def void(request: SignedRequest, loaded: LoadedPaper) -> HttpResponse:
    """Withdraw a paper, with the reason; its number stays used."""
    row = loaded.row
    form = VoidForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        outcome = actions.void_paper(
            paper_id=row.id, reason=form.cleaned_data["alasan"], by=request.actor, now=request.now
        )
        if not isinstance(outcome, Refusal):
            messages.success(request, _("Naskah dibatalkan. Nomornya tetap terpakai."))
            return redirect("papers.paper", row.id)
        put_on(form, outcome, {})
    return render_page(request, "papers/void.html", {"form": form, "paper": row}, status=422 if form.errors else 200)


def as_pictures(data: dict[str, Any]) -> list[str]:
    """The first pages as pictures that stand in the page."""
    from base64 import b64encode

    from lajur.casework.documents.papers.setting import pictures

    return [f"data:image/png;base64,{b64encode(one).decode()}" for one in pictures(data)[:4]]


def put_on(form: Any, refusal: Refusal, names: dict[str, str]) -> None:
    """Show a refusal at the fields it names, else over the form."""
    told: Sequence[tuple[str, str]] = list(faults(refusal).items())
    for field, text in told:
        form.add_error(names.get(field, field), text)
    if not told:
        form.add_error(None, sentence(refusal))
