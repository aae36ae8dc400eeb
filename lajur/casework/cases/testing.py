"""Small SOPs, an office that works by them, and acts of its people. Use inside `scope(agency=…)`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from lajur.casework.cases import actions
from lajur.casework.cases.models import Case, Task, TaskStatus
from lajur.casework.cases.queries import case_state
from lajur.casework.cases.shell import Moved
from lajur.casework.documents.actions import Given
from lajur.catalogue.reader import Document, canonical, load, parse
from lajur.engine.refusal import Refusal
from lajur.registers.organisation import actions as organise
from lajur.registers.organisation.models import Agency, Person, Position, Role
from lajur.registers.organisation.testing import NOW, as_actor, clock, done, make_agency, make_person, make_position
from lajur.registers.procedures.actions import publish
from lajur.registers.procedures.models import Edition
from lajur.registers.procedures.queries import sop_of


def make_row(
    key: str,
    lane: str = "petugas",
    *,
    needs: Sequence[str] = (),
    yields: Sequence[str] = (),
    time: str | None = None,
    **given: Any,
) -> dict[str, Any]:
    """A row of a SOP file; `given` are its other keys (keputusan, panggil, menunjuk, isian, payung, sub …)."""
    standard: dict[str, Any] = {"kelengkapan": list(needs), "output": list(yields)}
    if time:
        standard["waktu"] = time
    row = {"kunci": key, "kegiatan": f"Mengerjakan {key}", "pelaksana": lane, "mutu_baku": standard, **given}
    if given.get("payung"):
        del row["pelaksana"]
    return row


def make_content(
    rows: Sequence[Mapping[str, Any]],
    *,
    title: str = "SOP uji",
    outside: Sequence[str] = (),
    per_case: Sequence[str] = (),
    more_documents: Sequence[str] = (),
) -> dict[str, Any]:
    """Canonical content of a SOP file with these rows; kinds in `outside` come from outside the procedure."""
    flat = list(_flatten(rows))
    lanes = dict.fromkeys(lane for row in flat for lane in (row.get("pelaksana"), *row.get("menunjuk", ())) if lane)
    kinds = dict.fromkeys(
        kind for row in flat for part in ("kelengkapan", "output") for kind in row["mutu_baku"].get(part, ())
    )
    document = parse(
        json.dumps(
            {
                "judul": title,
                "nomor": "UJI/1",
                "tanggal": {"pembuatan": "2026-01-02", "revisi": None, "efektif": "2026-01-02"},
                "pelaksana": {
                    lane: {"nama": lane.title(), "kualifikasi": ["Memahami tugas"], "per_kasus": lane in per_case}
                    for lane in lanes
                },
                "dokumen": {
                    kind: {"nama": f"Dokumen {kind}", "luar": kind in outside} for kind in (*kinds, *more_documents)
                },
                "langkah": [{"no": str(n), **row} for n, row in enumerate(rows, start=1)],
            }
        ),
        "sop.yaml",
    )
    assert isinstance(document, Document), document
    return canonical(document)


def _flatten(rows: Sequence[Any]) -> list[dict[str, Any]]:
    flat: list[dict[str, Any]] = []
    for row in rows:
        if isinstance(row, list):
            flat += _flatten(row)
        else:
            flat.append(row)
            flat += _flatten(row.get("sub", {}).get("langkah", []))
    return flat


@dataclass
class Office:
    """An agency with a head, a coordinator under him, officers under her, an administrator and somebody else.

    Every lane is held by the position of its name: kepala, koordinator, petugas (Ani and Budi).
    """

    agency: Agency
    positions: dict[str, Position] = field(default_factory=dict)
    kepala: Person = field(init=False)
    koordinator: Person = field(init=False)
    ani: Person = field(init=False)
    budi: Person = field(init=False)
    admin: Person = field(init=False)
    staf: Person = field(init=False)

    def publish(self, key: str, rows: Sequence[Mapping[str, Any]], **given: Any) -> Edition:
        """Put a SOP of these rows in force and let the positions of the same name act in its lanes."""
        edition = done(publish(by=clock(self.agency), now=NOW, key=key, content=make_content(rows, **given)))
        for lane in sop_of(edition.id).lanes:
            if lane in self.positions:
                bound = [self.positions[lane]]
                done(organise.bind_lane(by=clock(self.agency), now=NOW, procedure=key, lane=lane, positions=bound))
        return edition

    def publish_shipped(self, *sop_ids: str) -> None:
        """Put SOPs of the catalogue in force here; the officers act in every lane."""
        for sop_id in sop_ids:
            key, content = sop_id.partition("/")[2], canonical(load(sop_id))
            edition = done(publish(by=clock(self.agency), now=NOW, key=key, content=content))
            for lane in sop_of(edition.id).lanes:
                bound = [self.positions["petugas"]]
                done(organise.bind_lane(by=clock(self.agency), now=NOW, procedure=key, lane=lane, positions=bound))

    def start(self, procedure: str = "surat", by: Person | None = None, now: datetime = NOW, **given: Any) -> Case:
        started = done(
            actions.start_case(
                procedure=procedure, subject="Uji coba", by=as_actor(by or self.ani, now), now=now, **given
            )
        )
        return Case.objects.get(id=started.case)


def make_office(slug: str = "") -> Office:
    """An office with the SOP "surat": buat → periksa (setuju, perbaiki) → sahkan."""
    agency = make_agency(slug)
    office = Office(agency)
    places = office.positions
    places["kepala"] = make_position(agency, "Kepala", roles=[Role.HEAD])
    places["koordinator"] = make_position(agency, "Koordinator", superior=places["kepala"])
    places["petugas"] = make_position(agency, "Petugas", superior=places["koordinator"])
    places["admin"] = make_position(agency, "Administrator", superior=places["kepala"], roles=[Role.ADMINISTRATOR])
    places["staf"] = make_position(agency, "Staf", superior=places["kepala"])
    office.kepala = make_person(agency, "Kartini", places["kepala"])
    office.koordinator = make_person(agency, "Kusno", places["koordinator"])
    office.ani = make_person(agency, "Ani", places["petugas"])
    office.budi = make_person(agency, "Budi", places["petugas"])
    office.admin = make_person(agency, "Admira", places["admin"])
    office.staf = make_person(agency, "Siti", places["staf"])
    office.publish(
        "surat",
        [
            make_row("buat", needs=["permintaan"], yields=["konsep"], time="1 jam"),
            make_row(
                "periksa",
                "koordinator",
                needs=["konsep"],
                time="2 jam",
                keputusan={"setuju": "sahkan", "perbaiki": "buat"},
            ),
            make_row("sahkan", "kepala", needs=["konsep"], yields=["surat"], time="1 hari"),
        ],
        outside=["permintaan"],
    )
    return office


def text(kind: str, words: str = "Isi dokumen") -> Given:
    return Given(kind, text=words)


def complete(
    case: Case | UUID,
    task: str,
    by: Person,
    *,
    now: datetime = NOW,
    outputs: Sequence[str] = (),
    attachments: Sequence[str] = (),
    **given: Any,
) -> Moved | Refusal:
    """Complete a task with written texts as documents."""
    return actions.complete_step(
        case_id=case.id if isinstance(case, Case) else case,
        task=task,
        by=as_actor(by, now),
        now=now,
        outputs=[text(kind) for kind in outputs],
        attachments=[text(kind) for kind in attachments],
        **given,
    )


def open_tasks(case: Case | UUID) -> list[str]:
    """Keys of the open tasks: as the case's state has them, which must be as its rows have them."""
    row = Case.objects.get(id=case.id if isinstance(case, Case) else case)
    keys = sorted(case_state(row).open)
    rows = Task.objects.filter(case=row, status=TaskStatus.OPEN).order_by("key").values_list("key", flat=True)
    assert list(rows) == keys
    return keys
