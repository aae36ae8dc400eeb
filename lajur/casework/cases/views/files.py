"""Sending files for an open task: in parts that a broken line can repeat, spoken in JSON; moving and taking back also
by plain forms."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.casework.cases.actions import uploads as actions
from lajur.casework.cases.shell import TaskSubject
from lajur.casework.cases.views.loading import LoadedTask, tell, the_task
from lajur.casework.documents.actions import KeptFile
from lajur.casework.documents.arriving import NOT_HERE, at_hand, kept
from lajur.casework.documents.models import Upload
from lajur.casework.documents.rules import CHUNK
from lajur.casework.documents.uploads import keep_upload, reference
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.rules import Day

STATUS = {
    "unggahan-tidak-ada": 404, "tugas-tidak-terbuka": 409, "bagian-melompat": 409, "bagian-berbeda": 409,
    "belum-lengkap": 409, "sidik-berbeda": 409, "sudah-di-sana": 409, "berkas-besar": 413, "disk-penuh": 507,
}  # fmt: skip
CUT = Refusal("bagian-terputus", "Sambungan terputus di tengah kiriman; bagian itu dikirim ulang.")
GARBLED = Refusal("permintaan-keliru", "Permintaan unggah tidak terbaca. Muat ulang halaman ini.")


@dataclass(frozen=True, slots=True)
class LoadedUpload:
    """An upload of a task, with what permissions on the task look at."""

    task: LoadedTask
    upload_id: UUID

    @property
    def procedure(self) -> str:
        return self.task.procedure

    @property
    def lane(self) -> str:
        return self.task.lane

    @property
    def assignees(self) -> tuple[str, ...]:
        return self.task.assignees

    @property
    def day(self) -> Day:
        return self.task.day

    def find(self, request: SignedRequest) -> Upload | None:
        """The person's own upload for this task, unless it was taken back; others' do not exist for him."""
        found = Upload.objects.filter(
            id=self.upload_id, agency=request.user.agency, case_id=self.task.case.id, task=self.task.row.key,
            person=request.user, dropped_at=None,
        ).first()  # fmt: skip
        return at_hand(found) if found else None


def the_upload(request: SignedRequest, case_id: UUID, task: str, upload_id: UUID) -> LoadedUpload:
    """Http404 for what is not in the person's agency."""
    return LoadedUpload(the_task(request, case_id, task), upload_id)


def place_of(loaded: LoadedTask) -> actions.Place:
    """The task as files are sent to it."""
    subject = TaskSubject(loaded.procedure, loaded.lane, loaded.assignees, loaded.day) if loaded.is_open else None
    return actions.Place(loaded.case.id, loaded.row.key, subject, frozenset(slots_of(loaded)))


def slots_of(loaded: LoadedTask) -> dict[str, str]:
    """Document kind → title of every slot that the open task has."""
    sop, step = loaded.sop, loaded.step
    lacking = [kind for kind in sop.needs_of(step) if kind not in loaded.state.documents]
    return {kind: sop.documents[kind].title for kind in (*lacking, *sop.yields_of(step))}


def purpose_of(loaded: LoadedTask, kind: str) -> str:
    """What a reference to a stored file is good for: this document of this task."""
    return f"{loaded.case.id}:{loaded.row.key}:{kind}"


def receive(request: SignedRequest, loaded: LoadedTask, kind: str, file: UploadedFile) -> KeptFile:
    """A file that came whole with the form: safe on disk, with a receipt."""
    stored = keep_upload(request.actor.agency, file)
    arrived = actions.receive_file(
        place=place_of(loaded), kind=kind, file=stored, by=request.actor, now=request.now
    )  # fmt: skip
    return stored if isinstance(arrived, Refusal) else kept(arrived)


def refused(refusal: Refusal, status: int | None = None) -> JsonResponse:
    """What went wrong in words, with how much of the file has arrived where that is known."""
    told: dict[str, Any] = {"kode": refusal.code, "pesan": sentence(refusal)}
    if "offset" in refusal.params:
        told["diterima"] = refusal.params["offset"]
    return JsonResponse(told, status=status or STATUS.get(refusal.code, 422))


def told(loaded: LoadedTask, upload: Upload, status: int = 200) -> JsonResponse:
    """How far an upload is; of a whole one also its receipt and the reference that the form sends along."""
    facts: dict[str, Any] = {
        "id": str(upload.id), "jenis": upload.kind, "nama": upload.name, "ukuran": upload.size,
        "diterima": upload.received, "selesai": upload.is_whole, "bagian": CHUNK,
    }  # fmt: skip
    if upload.is_whole:
        facts |= {"sidik": upload.sha256, "tanda_terima": f"/unggahan/{upload.id}/"}
        facts["acuan"] = reference(kept(upload), purpose_of(loaded, upload.kind))
    return JsonResponse(facts, status=status)


def answer(loaded: LoadedTask, outcome: Upload | Refusal, status: int = 200) -> JsonResponse:
    return refused(outcome) if isinstance(outcome, Refusal) else told(loaded, outcome, status)


@page(needs="cases.complete_step", subject=the_task, verbs=("POST",))
def begin(request: SignedRequest, loaded: LoadedTask) -> HttpResponse:
    """Announce a file: {jenis, nama, tipe, ukuran, tanda}; → how much of it is here already."""
    try:
        given = json.loads(request.body)
        kind, name, mark = str(given["jenis"]), str(given["nama"]), str(given["tanda"])[:64]
        size, media_type = int(given["ukuran"]), str(given.get("tipe") or "application/octet-stream")
    except (ValueError, KeyError, TypeError, UnreadablePostError):
        return refused(GARBLED, 400)
    outcome = actions.begin_upload(
        place=place_of(loaded), kind=kind, name=name, media_type=clean(media_type), size=size, mark=clean(mark),
        by=request.actor, now=request.now,
    )  # fmt: skip
    return answer(loaded, outcome, 201)


def clean(text: str) -> str:
    """Without what no column takes."""
    return "".join(sign for sign in text.encode("ascii", "ignore").decode() if sign.isprintable())


@page(needs="cases.complete_step", subject=the_upload, verbs=("GET", "PUT"))
def part(request: SignedRequest, loaded: LoadedUpload) -> HttpResponse:
    """GET: how far is it. PUT: one part, its place in the header Upload-Offset."""
    if request.method == "GET":
        found = loaded.find(request)
        return told(loaded.task, found) if found else refused(NOT_HERE)
    try:
        offset, length = int(request.headers["Upload-Offset"]), int(request.headers.get("Content-Length") or 0)
        if length > CHUNK:
            return refused(GARBLED, 413)
        data = request.body
    except (KeyError, ValueError):
        return refused(GARBLED, 400)
    except UnreadablePostError:
        return refused(CUT, 400)
    if len(data) != length:
        return refused(CUT, 400)
    outcome = actions.put_part(
        place=place_of(loaded.task), upload_id=loaded.upload_id, offset=offset, data=data, by=request.actor,
        now=request.now,
    )  # fmt: skip
    return answer(loaded.task, outcome)


@page(needs="cases.complete_step", subject=the_upload, verbs=("POST",))
def finish(request: SignedRequest, loaded: LoadedUpload) -> HttpResponse:
    """All parts are sent: {sidik} is the SHA-256 that the browser computed, or empty."""
    try:
        claimed = str(json.loads(request.body or b"{}").get("sidik") or "")
    except (ValueError, AttributeError, UnreadablePostError):
        return refused(GARBLED, 400)
    outcome = actions.finish_upload(
        place=place_of(loaded.task), upload_id=loaded.upload_id, claimed=claimed, by=request.actor, now=request.now
    )  # fmt: skip
    return answer(loaded.task, outcome)


def in_json(request: SignedRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


@page(needs="cases.complete_step", subject=the_upload, verbs=("POST",))
def move(request: SignedRequest, loaded: LoadedUpload) -> HttpResponse:
    """Into another slot of the same task."""
    kind = request.POST.get("jenis", "")
    outcome = actions.move_upload(
        place=place_of(loaded.task), upload_id=loaded.upload_id, kind=kind, by=request.actor, now=request.now
    )  # fmt: skip
    if in_json(request):
        return answer(loaded.task, outcome)
    tell(request, outcome, _("Berkas dipindahkan ke “%(title)s”.") % {"title": slots_of(loaded.task).get(kind, "")})
    return redirect(loaded.task.path)


@page(needs="cases.complete_step", subject=the_upload, verbs=("POST",))
def drop(request: SignedRequest, loaded: LoadedUpload) -> HttpResponse:
    """Take it back."""
    outcome = actions.drop_upload(
        place=place_of(loaded.task), upload_id=loaded.upload_id, by=request.actor, now=request.now
    )  # fmt: skip
    if in_json(request):
        return answer(loaded.task, outcome)
    tell(request, outcome, _("Berkas tidak jadi dipakai."))
    return redirect(loaded.task.path)
