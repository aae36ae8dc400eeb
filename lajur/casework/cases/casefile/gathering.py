"""Everything of a case as members of an archive. All rows are read at once; files are read when they are written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from lajur.casework.cases.models import Case, Comment, Deviation, Task
from lajur.casework.cases.presentation import answer_text
from lajur.casework.cases.queries import answers_of
from lajur.casework.documents.models import Record
from lajur.casework.documents.queries import file_path
from lajur.casework.documents.zipping import Member, safe_name
from lajur.engine.definition import Sop
from lajur.registers.authority.chain import canonical
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.models import Agency
from lajur.registers.organisation.queries import names_of
from lajur.registers.procedures.models import Edition
from lajur.registers.procedures.queries import sop_of

HERE = Path(__file__).parent
OWN = "berkas.sha256"


@dataclass(frozen=True, slots=True)
class Kept:
    """A document and where it goes in the archive; `there` is False when its file is lost."""

    record: Record
    path: str
    there: bool


@dataclass(frozen=True, slots=True)
class Gathered:
    """A case as it stood at one moment, under `folder` ("" or ending in a slash)."""

    case: Case
    sop: Sop
    edition: Edition
    folder: str
    entries: Sequence[Entry]
    documents: Sequence[Kept]
    tasks: Sequence[Task]
    deviations: Sequence[Deviation]
    comments: Sequence[Comment]
    children: Sequence[Gathered]

    @property
    def head(self) -> str:
        return bytes(self.entries[-1].hash).hex()

    @property
    def at(self) -> datetime:
        return self.entries[-1].at


def gather(agency: Agency, case_id: UUID) -> Gathered:
    """Read a case and all it called under their locks, so that journal, tasks and documents belong together."""
    with transaction.atomic():
        family: dict[UUID, Case] = {}
        wanted = Q(id=case_id)
        while found := list(
            Case.objects.select_for_update(of=("self",))
            .select_related("started_by", "edition")
            .filter(wanted, agency=agency)
            .order_by("started_at", "id")
        ):
            family |= {case.id: case for case in found}
            wanted = Q(parent__in=[case.id for case in found])
        of = {"case__in": list(family)}
        rows = _Rows(
            _by_case(Entry.objects.filter(agency=agency, chain__in=list(family)).order_by("seq"), "chain"),
            _by_case(Record.objects.filter(**of).select_related("by", "source__case").order_by("number")),
            _by_case(Task.objects.filter(**of).select_related("done_by", "done_for").order_by("opened_at", "id")),
            _by_case(Deviation.objects.filter(**of).select_related("person", "judged_by").order_by("number")),
            _by_case(Comment.objects.filter(**of).select_related("by").order_by("at", "id")),
        )
    return _gathered(family[case_id], family, rows, "")


@dataclass(frozen=True, slots=True)
class _Rows:
    """Case id → its rows, in order."""

    entries: Mapping[UUID, list[Entry]]
    records: Mapping[UUID, list[Record]]
    tasks: Mapping[UUID, list[Task]]
    deviations: Mapping[UUID, list[Deviation]]
    comments: Mapping[UUID, list[Comment]]


def _by_case(rows: Iterable[Any], name: str = "case_id") -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


def _gathered(case: Case, family: Mapping[UUID, Case], rows: _Rows, folder: str) -> Gathered:
    sop = sop_of(case.edition_id)
    return Gathered(
        case, sop, case.edition, folder, rows.entries[case.id],
        [_kept(record, sop, folder) for record in rows.records.get(case.id, [])],
        rows.tasks.get(case.id, []), rows.deviations.get(case.id, []), rows.comments.get(case.id, []),
        [
            _gathered(child, family, rows, f"{folder}anak/{safe_name(child.number)}/")
            for child in family.values() if child.parent_id == case.id
        ],
    )  # fmt: skip


def _kept(record: Record, sop: Sop, folder: str) -> Kept:
    key = record.task.rpartition(".")[0]
    step = sop.steps.get(key)
    place = f"{safe_name(step.no, 20)} {key}" if step else "awal"
    kind = sop.documents.get(record.kind)
    name = record.name or f"{kind.title if kind else record.kind}.txt"
    path = f"{folder}dokumen/{safe_name(place)}/{record.number:03d} {safe_name(name)}"
    there = record.destroyed_at is None and (not record.name or file_path(record.agency_id, record.sha256).exists())
    return Kept(record, path, there)


def members(agency: Agency, gathered: Gathered) -> Iterator[Member]:
    """The archive in order: cover, how to check, journals and documents, and the list of digests at the end. A document
    is listed with the digest it was received with, so that the check tells what has been lost or changed since.

    Whatever needs the database is made at once; the iterator reads only files.
    """
    zone = ZoneInfo(agency.zone)
    with translation.override("id"), timezone.override(zone):
        covers = {one.folder: cover(agency, one) for one in walk(gathered)}
    return _members(agency, gathered, covers, zone)


def _members(agency: Agency, gathered: Gathered, covers: Mapping[str, str], zone: ZoneInfo) -> Iterator[Member]:
    at, sums = gathered.at.astimezone(zone), list[tuple[str, str]]()

    def made(path: str, text: str) -> Member:
        content = text.encode()
        sums.append((path, hashlib.sha256(content).hexdigest()))
        return Member(path, at, content)

    yield made("sampul.html", covers[""])
    yield made("PERIKSA.txt", (HERE / "PERIKSA.txt").read_text("utf-8"))
    yield made("periksa.py", (HERE / "periksa.py").read_text("utf-8"))
    for one in walk(gathered):
        if one.folder:
            yield made(f"{one.folder}sampul.html", covers[one.folder])
        yield made(f"{one.folder}jurnal.jsonl", journal_lines(one))
        yield made(f"{one.folder}dokumen.jsonl", document_lines(one))
        for kept in one.documents:
            record = kept.record
            if record.destroyed_at is not None:
                continue
            sums.append((kept.path, record.sha256))
            when = record.at.astimezone(zone)
            if not record.name:
                yield Member(kept.path, when, record.text.encode())
            elif kept.there:
                yield Member(kept.path, when, source=file_path(record.agency_id, record.sha256))
    yield Member(OWN, at, "".join(f"{digest}  {path}\n" for path, digest in sorted(sums)).encode())


def walk(gathered: Gathered) -> Iterator[Gathered]:
    yield gathered
    for child in gathered.children:
        yield from walk(child)


def journal_lines(gathered: Gathered) -> str:
    """One entry per line: what was hashed to the letter, and the private part whose digest stands in it."""
    lines = []
    for entry in gathered.entries:
        lines.append(
            json.dumps(
                {
                    "agency": str(entry.agency_id), "chain": str(entry.chain), "seq": entry.seq, "kind": entry.kind,
                    "at": entry.at.isoformat(), "by": str(entry.by) if entry.by else None, "body": entry.body,
                    "private": canonical(entry.private) if entry.private is not None else None,
                    "hash": bytes(entry.hash).hex(),
                },
                ensure_ascii=False,
            )
        )  # fmt: skip
    return "\n".join(lines) + "\n"


def document_lines(gathered: Gathered) -> str:
    lines = [
        json.dumps(
            {
                "nomor": kept.record.number,
                "jenis": kept.record.kind,
                "sha256": kept.record.sha256,
                "berkas": kept.path,
                **({"dimusnahkan": kept.record.destroyed_at} if kept.record.destroyed_at else {}),
            },
            ensure_ascii=False,
            default=str,
        )
        for kept in gathered.documents
    ]
    return "".join(f"{line}\n" for line in lines)


def cover(agency: Agency, gathered: Gathered) -> str:
    """The cover sheet: everything a person has to know of the case, readable without Lajur and without a network."""
    sop, case = gathered.sop, gathered.case
    by_task: dict[str, list[Kept]] = {}
    for kept in gathered.documents:
        by_task.setdefault(kept.record.task, []).append(kept)
    deviating: dict[str, list[dict[str, object]]] = {}
    for row in gathered.deviations:
        known = sop.documents.get(row.what)
        deviating.setdefault(row.task, []).append({"row": row, "what": known.title if known else row.what})
    assigned = names_of(agency, {str(person) for task in gathered.tasks for person in task.assignees})
    steps = []
    for task in gathered.tasks:
        step, given = sop.steps[task.step], answers_of(task)
        steps.append(
            {
                "task": task, "step": step, "lane": sop.lanes[step.lane].title,
                "assigned": [assigned[str(p)] for p in task.assignees if str(p) in assigned],
                "answers": [(f.label, answer_text(f, given[f.key])) for f in step.fields if f.key in given],
                "documents": [named(kept, sop, gathered.folder) for kept in by_task.pop(task.key, [])],
                "deviations": deviating.pop(task.key, []),
            }
        )  # fmt: skip
    rest = [named(kept, sop, gathered.folder) for group in by_task.values() for kept in group]
    context = {
        "agency": agency, "case": case, "sop": sop, "edition": gathered.edition, "steps": steps, "rest": rest,
        "other_deviations": [row for group in deviating.values() for row in group], "comments": gathered.comments,
        "children": [(child.case, child.sop, child.folder.removeprefix(gathered.folder)) for child in gathered.children],  # noqa: E501
        "zone": agency.zone, "entries": len(gathered.entries), "head": gathered.head, "up": "../" * gathered.folder.count("/"),  # noqa: E501
    }  # fmt: skip
    return render_to_string("cases/casefile/sampul.html", context)


def named(kept: Kept, sop: Sop, folder: str) -> dict[str, object]:
    """A document as the cover names it, with its address beside the cover."""
    kind = sop.documents.get(kept.record.kind)
    return {
        "record": kept.record, "title": kind.title if kind else kept.record.kind, "there": kept.there,
        "path": kept.path.removeprefix(folder),
    }  # fmt: skip
