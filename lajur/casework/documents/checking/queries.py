"""What anybody may know of a paper whose code or file he holds, whatever agency issued it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django_scopes import scopes_disabled

from lajur.casework.documents.models import Record
from lajur.casework.documents.papers.models import Paper, Secrecy
from lajur.casework.documents.queries import file_path
from lajur.casework.documents.receipts import digest_now
from lajur.casework.documents.signing.models import Signature, State

FIELD = re.compile(r"Lajur-([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class Told:
    """`paper` None: a document that was signed without being an issued paper; then only its signatures are told.
    `is_whole`: the newest version lies here with the bytes it was kept with."""

    agency: str
    zone: str
    paper: Paper | None
    signatures: tuple[Signature, ...]
    newest: str
    is_whole: bool
    is_destroyed: bool = False

    @property
    def is_open(self) -> bool:
        """Whether what it is about may be told to everybody."""
        return self.paper is not None and self.paper.secrecy == Secrecy.ORDINARY


def normal_token(typed: str) -> str:
    """A code as it was printed, however it was typed: groups of four letters and digits."""
    signs = re.sub(r"[^A-Z2-7]", "", typed.upper().replace("0", "O").replace("1", "I"))
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4)) if len(signs) in (16, 20) else ""


def by_token(token: str) -> Told | None:
    """The paper of a printed code."""
    if not token:
        return None
    with scopes_disabled():
        paper = Paper.objects.select_related("record", "agency").filter(token=token).first()
        if paper is not None:
            return _told(paper.record, paper)
        row = Signature.objects.select_related("record").filter(token=token, state=State.DONE).first()
        return _told(row.record, None) if row else None


def by_digest(digest: str) -> Told | None:
    """The paper of which a file is a version, byte for byte."""
    with scopes_disabled():
        record = (
            Record.objects.filter(sha256=digest)
            .exclude(name="")
            .filter(Q(paper__isnull=False) | Q(signed_by__isnull=False) | Q(signatures__state=State.DONE))
            .select_related("source")
            .order_by("at")
            .first()
        )
        if record is None:
            return None
        first = record.source if getattr(record, "signed_by", None) is not None and record.source else record
        return _told(first, Paper.objects.filter(record=first).first())


def claimed(fields: list[str]) -> Told | None:
    """The paper that a file claims to be by the names of its signature fields, though its bytes differ."""
    keys = [UUID(match[1]) for field in fields if (match := FIELD.fullmatch(field))]
    if not keys:
        return None
    with scopes_disabled():
        row = Signature.objects.select_related("record").filter(id__in=keys).first()
        return _told(row.record, Paper.objects.filter(record=row.record).first()) if row else None


def _told(record: Record, paper: Paper | None) -> Told:
    rows = Signature.objects.filter(record=record, state=State.DONE).select_related("person", "result")
    done = tuple(rows.order_by("asked_at"))
    newest = done[-1].result if done and done[-1].result else record
    found = digest_now(file_path(newest.agency_id, newest.sha256))
    agency = record.agency
    return Told(
        agency.name, agency.zone, paper, done, newest.sha256, found == newest.sha256,
        newest.destroyed_at is not None,
    )  # fmt: skip


def state_of(told: Told) -> str:
    """`dicabut`, `dimusnahkan` (its time was over), `rusak` (the stored file is gone or changed), `ditandatangani`,
    `belum`."""
    if told.paper is not None and told.paper.is_void:
        return "dicabut"
    if told.is_destroyed:
        return "dimusnahkan"
    if not told.is_whole:
        return "rusak"
    return "ditandatangani" if told.signatures else "belum"


def kind_of(told: Told, digest: str) -> str:
    """Which version a file with this digest is: `terbaru`, `lama` (signed once more since), or `lain`."""
    if digest == told.newest:
        return "terbaru"
    known = {one.result.sha256 for one in told.signatures if one.result}
    if told.paper is not None:
        known.add(told.paper.record.sha256)
    return "lama" if digest in known else "lain"
