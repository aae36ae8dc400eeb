"""The archive as members of a ZIP, one after another: tables line by line, SOPs as files, each case as the file that
auditors know, the agency's journal. Nothing is held but one case at a time; the digests are gathered while it streams.

Passwords, keys, drafts, notices and files that never became documents stay out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from lajur.casework.cases.archived import tables_of_capabilities
from lajur.casework.cases.casefile import gathering
from lajur.casework.cases.models import Case
from lajur.casework.documents.models import Reading, Record, Upload
from lajur.casework.documents.papers.models import Paper
from lajur.casework.documents.queries import file_path
from lajur.casework.documents.retention.models import Filing
from lajur.casework.documents.signing.models import Signature
from lajur.casework.documents.zipping import Member, safe_name, stream
from lajur.catalogue.writer import to_yaml
from lajur.registers.authority.chain import canonical
from lajur.registers.authority.models import Entry, Seal
from lajur.registers.organisation.models import Agency, Holding, LaneBinding, Person, Position, Substitution, Unit
from lajur.registers.packages.models import Package
from lajur.registers.procedures.models import Edition
from lajur.registers.reference.models import CalendarDay, DatedValue, Letterhead

HERE = Path(__file__).parent
SUMS = "berkas.sha256"
BATCH = 500

AGENCY = ("id", "slug", "name", "zone", "kind", "contact_email", "contact_phone", "is_demo", "is_training")
PERSON = ("id", "username", "name", "nip", "email", "is_active", "is_outside", "language",
          "business", "npwp", "nib")  # fmt: skip
"""A person's columns are named one by one: what signs him in is nobody else's."""


@dataclass
class Tally:
    """What has gone into the archive so far."""

    cases: int = 0
    members: int = 0
    sums: list[tuple[str, str]] = field(default_factory=list)


def contents(agency: Agency, now: datetime, tally: Tally) -> Iterator[Member]:
    """Every member in order; the list of digests comes last. Each case is read as it stands when its turn comes.
    Use inside `scope(agency=…)`."""
    zone = ZoneInfo(agency.zone)
    at = now.astimezone(zone)

    def member(path: str, made: Callable[[], Iterable[bytes]], when: datetime = at) -> Member:
        tally.members += 1
        return Member(path, when, made=lambda: _digested(path, made(), tally))

    def fixed(path: str, text: str) -> Member:
        return member(path, lambda: [text.encode()])

    yield fixed("PERIKSA.txt", (HERE / "PERIKSA.txt").read_text("utf-8"))
    yield fixed("periksa.py", (HERE / "periksa.py").read_text("utf-8"))
    yield fixed("periksa_pelaksanaan.py", (gathering.HERE / "periksa.py").read_text("utf-8"))
    yield fixed("instansi.json", _text({name: getattr(agency, name) for name in AGENCY}))
    for name, rows in tables(agency):
        yield member(f"{name}.jsonl", lambda rows=rows: _lines(rows))  # type: ignore[misc]
    yield from _letterheads(agency, member)
    yield from _papers(agency, member)
    for edition in Edition.objects.filter(agency=agency).select_related("procedure").order_by("id").iterator():
        path = f"sop/{safe_name(edition.procedure.key)}/edisi-{edition.number}.yaml"
        yield fixed(path, to_yaml(edition.content))
    yield member("jurnal/segel.jsonl", lambda: _seals(agency))  # first: whatever is sealed now is still to come
    for case in roots(agency):
        gathered = gathering.gather(agency, case.id)
        inside = gathering.members(agency, gathered)
        tally.cases += 1
        path = f"pelaksanaan/{case.started_at.astimezone(zone).year}/{safe_name(case.number)}.zip"
        yield member(path, lambda inside=inside: stream(inside), gathered.at.astimezone(zone))  # type: ignore[misc]
    yield member("jurnal/jurnal.jsonl", lambda: _journal(agency))
    yield fixed("sampul.html", cover(agency, at, tally))
    yield Member(SUMS, at, made=lambda: (f"{digest}  {path}\n".encode() for path, digest in tally.sums))


def _digested(path: str, blocks: Iterable[bytes], tally: Tally) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
        yield block
    tally.sums.append((path, digest.hexdigest()))


def tables(agency: Agency) -> list[tuple[str, QuerySet[Any, dict[str, Any]]]]:
    """Name → rows as plain values, in the order in which they were written."""
    mine = {"agency": agency}
    either = Q(agency=agency) | Q(agency=None)
    return [
        ("unit", Unit.objects.filter(**mine).order_by("id").values()),
        ("jabatan", Position.objects.filter(**mine).order_by("id").values()),
        ("pegawai", Person.within.filter(**mine).order_by("id").values(*PERSON)),
        ("masa-jabatan", Holding.objects.filter(**mine).order_by("id").values()),
        ("pengganti", Substitution.objects.filter(**mine).order_by("id").values()),
        ("pelaksana", LaneBinding.objects.filter(**mine).order_by("id").values()),
        ("kalender", CalendarDay.objects.filter(either).order_by("date", "id").values()),
        ("tabel-acuan", DatedValue.objects.filter(either).order_by("name", "valid_from", "id").values()),
        ("sop/edisi", Edition.objects.filter(**mine).order_by("id").values(
            "id", "procedure__key", "procedure__title", "procedure__in_force_id", "number", "hash", "published_at")),
        ("tanda-terima", Upload.objects.filter(**mine, arrived_at__isnull=False).order_by("id").values(
            "id", "code", "case__number", "task", "kind", "person_id", "name", "size", "sha256", "arrived_at")),
        ("naskah", Paper.objects.filter(**mine).order_by("id").values()),
        ("tanda-tangan", Signature.objects.filter(**mine).order_by("id").values()),
        ("retensi", Filing.objects.filter(**mine).order_by("id").values()),
        ("pembacaan", Reading.objects.filter(**mine).order_by("id").values()),
        ("paket", Package.objects.filter(**mine).order_by("id").values()),
        *tables_of_capabilities(agency),
    ]  # fmt: skip


def _letterheads(agency: Agency, member: Callable[..., Member]) -> Iterator[Member]:
    rows = list(Letterhead.objects.filter(agency=agency).order_by("valid_from", "id"))
    plain = [
        {"id": row.id, "valid_from": row.valid_from, "lines": row.lines, "address": row.address, "city": row.city,
         "contact": row.contact, "crest": f"kop-surat/{row.id}" if row.crest else ""}
        for row in rows
    ]  # fmt: skip
    yield member("kop-surat.jsonl", lambda: [f"{_text(row)}\n".encode() for row in plain])
    for row in rows:
        if row.crest:
            yield member(f"kop-surat/{row.id}", lambda row=row: [bytes(row.crest)])


def _papers(agency: Agency, member: Callable[..., Member]) -> Iterator[Member]:
    """Files of documents that belong to no case: papers as issued, and as signed. Their rows: naskah, tanda-tangan."""
    digests = Record.objects.filter(agency=agency, case=None).exclude(name="").order_by("sha256").distinct()
    for digest in digests.values_list("sha256", flat=True):
        path = file_path(agency.id, digest)
        if path.exists():
            yield member(f"naskah/{digest}.pdf", lambda path=path: _blocks(path))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            yield block


def roots(agency: Agency) -> Iterator[Case]:
    """Cases that no other one called, oldest first; those they called come inside them."""
    last = None
    while True:
        rows = Case.objects.filter(agency=agency, parent=None).order_by("id").only("id", "number", "started_at")
        batch = list((rows.filter(id__gt=last) if last else rows)[:BATCH])
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1].id


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def _lines(rows: QuerySet[Any, dict[str, Any]]) -> Iterator[bytes]:
    for row in rows.iterator(chunk_size=BATCH):
        yield f"{_text(row)}\n".encode()


def _journal(agency: Agency) -> Iterator[bytes]:
    """The agency's own chain, as the case files have theirs."""
    rows = Entry.objects.filter(agency=agency, chain=agency.id).order_by("seq")
    for entry in rows.iterator(chunk_size=BATCH):
        line = {
            "agency": str(entry.agency_id), "chain": str(entry.chain), "seq": entry.seq, "kind": entry.kind,
            "at": entry.at.isoformat(), "by": str(entry.by) if entry.by else None, "body": entry.body,
            "private": canonical(entry.private) if entry.private is not None else None,
            "hash": bytes(entry.hash).hex(),
        }  # fmt: skip
        yield f"{json.dumps(line, ensure_ascii=False)}\n".encode()


def _seals(agency: Agency) -> Iterator[bytes]:
    """The chained seals over all heads; `heads` is the text that was hashed."""
    for row in Seal.objects.filter(agency=agency).order_by("number").iterator(chunk_size=20):
        line = {"number": row.number, "at": row.at.isoformat(), "heads": row.heads, "hash": bytes(row.hash).hex()}
        yield f"{json.dumps(line, ensure_ascii=False)}\n".encode()


def cover(agency: Agency, at: datetime, tally: Tally) -> str:
    with translation.override("id"), timezone.override(at.tzinfo):
        context = {"agency": agency, "at": at, "zone": agency.zone, "cases": tally.cases, "members": tally.members}
        return render_to_string("archive/cover.html", context)
