"""Opening cases, by a person or by a step of another case that calls their SOP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from lajur.casework.cases.actions.people import unknown_persons
from lajur.casework.cases.permissions import StartSubject
from lajur.casework.cases.shell import Moved, move
from lajur.casework.cases.store import Held, encode_state
from lajur.casework.documents.actions import Given, KeptFile, NewRecords
from lajur.casework.documents.models import Record
from lajur.casework.documents.queries import numbers_in
from lajur.engine import events as ev
from lajur.engine.commands import Start
from lajur.engine.definition import Sop
from lajur.engine.refusal import Refusal
from lajur.engine.state import State
from lajur.registers.authority import prepared
from lajur.registers.authority.actions import action
from lajur.registers.authority.chain import genesis
from lajur.registers.authority.ids import new_id, uuid7
from lajur.registers.authority.journal import record as journal
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency
from lajur.registers.organisation.prepared import agency_by_id
from lajur.registers.packages.models import Package
from lajur.registers.procedures.queries import in_force, sop_of

BEGUN = Refusal("sudah-dimulai", "Pelaksanaan ini sudah dimulai.")


@dataclass(frozen=True, slots=True)
class Started:
    """The case that was opened, and the key of its first task (None when the first row called another SOP)."""

    case: UUID
    number: str
    task: str | None


@action(needs="cases.start")
def start_case(
    *,
    procedure: str,
    subject: str,
    by: Actor,
    now: datetime,
    appointments: Mapping[str, tuple[str, ...]] | None = None,
    case_id: UUID | None = None,
    package: UUID | None = None,
) -> Started | Refusal:
    """Open a case of the agency's procedure in force. `appointments` binds per-case lanes to persons from the start.
    `case_id` is the id it shall get: asking twice for the same one starts one case. `package` is the package of the
    register that it is for: conflicts of interest are then matched by it.

    A per-case lane of the first row is bound to the one who starts, unless `appointments` says otherwise.
    """
    agency = agency_by_id(by.agency)
    edition = in_force(by.agency, procedure)
    if edition is None:
        may(by, "cases.start", StartSubject(procedure, ""))
        return Refusal("sop-belum-berlaku", "SOP ini tidak ada atau belum diberlakukan di instansi Anda.")
    sop = sop_of(edition)
    lane = sop.lanes[sop.first.lane]
    allowed = may(by, "cases.start", StartSubject(procedure, lane.key))
    if not allowed:
        return allowed
    if not subject.strip():
        return Refusal("hal-kosong", "Tuliskan pelaksanaan ini tentang apa.", fields={"hal": "Isi hal pelaksanaan."})
    if package is not None and not Package.objects.filter(agency=agency, id=package).exists():
        return Refusal("paket-tidak-ada", "Paket ini tidak ada pada daftar paket.")
    bound = {name: tuple(persons) for name, persons in (appointments or {}).items() if persons}
    if (refusal := _cannot_be_bound(sop, bound, by)) is not None:
        return refusal
    if lane.per_case and by.person and lane.key not in bound:
        bound[lane.key] = (allowed.stands_for or by.person,)
    held = _new_case(agency, edition, procedure, subject.strip(), by, now, case_id=case_id, package=package)
    if held is None:
        return BEGUN
    if package is not None:
        event = {"case": str(held.id), "package": str(package)}
        journal(agency=by.agency, kind="pelaksanaan-untuk-paket", at=now, by=by.person, event=event)
    command = Start(by.person or "", {}, bound)
    moved = move(held, sop, command, by=by, now=now, stands_for=allowed.stands_for, then=call_children)
    if isinstance(moved, Refusal):
        return moved
    waiting = moved.outcome.state.open
    first = next((key for key, token in waiting.items() if not token.waits_for_child), None)
    return Started(held.id, held.number, first)


def _cannot_be_bound(sop: Sop, bound: Mapping[str, tuple[str, ...]], by: Actor) -> Refusal | None:
    """Only lanes that are filled for each case are bound by whoever starts; the others belong to positions."""
    for name, persons in bound.items():
        if name not in sop.lanes:
            return Refusal("pelaksana-tidak-dikenal", "Pelaksana “{lane}” tidak ada pada SOP ini.", {"lane": name})
        if not sop.lanes[name].per_case:
            return Refusal(
                "pelaksana-menurut-jabatan",
                "Pelaksana “{lane}” diisi menurut jabatan, tidak ditunjuk saat memulai.",
                {"lane": sop.lanes[name].title},
            )
        if (refusal := unknown_persons(by, persons)) is not None:
            return refusal
    return None


_OPEN = (
    "INSERT INTO cases_case (id, agency_id, edition_id, procedure, number, subject, status, state, journal_head,"
    " journal_length, record_count, started_by_id, started_at, parent_id, parent_task,"
    " package_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, $10, $11, $12, $13,"
    " coalesce($14, (SELECT package_id FROM cases_case WHERE id = $12))) ON CONFLICT (id) DO NOTHING RETURNING id"
)
_COUNT = (
    "INSERT INTO cases_casecounter (id, agency_id, year, last) VALUES ($1, $2, $3, 1)"
    " ON CONFLICT (agency_id, year) DO UPDATE SET last = cases_casecounter.last + 1 RETURNING last"
)


def _new_case(
    agency: Agency,
    edition: str,
    procedure: str,
    subject: str,
    by: Actor,
    now: datetime,
    parent: Held | None = None,
    parent_task: str = "",
    case_id: UUID | None = None,
    package: UUID | None = None,
) -> Held | None:
    """The case's row under lock, for its parent's package unless another is named; None when a case `case_id` is there
    already, were it another agency's: then the caller's transaction must be undone, and the number with it."""
    number = _next_number(agency, now)
    case_id = case_id or uuid7()
    head = genesis(str(agency.id), str(case_id))
    state = State()
    values = [
        case_id, agency.id, edition, procedure, number, subject[:300], state.status, encode_state(state), head,
        by.person, now, parent.id if parent else None, parent_task, package,
    ]  # fmt: skip
    if prepared.run(_OPEN, values) is None:
        return None
    return Held(
        case_id,
        agency,
        edition,
        procedure,
        number,
        subject,
        state,
        head,
        0,
        0,
        str(parent.id) if parent else None,
        parent_task,
        by.person,
    )


def _next_number(agency: Agency, now: datetime) -> str:
    """The agency's next case number of the year, such as 2026-00017; the counter's row is locked until commit."""
    year = now.astimezone(ZoneInfo(agency.zone)).year
    row = prepared.run(_COUNT, (new_id(), agency.id, year))
    assert row is not None
    return f"{year}-{int(row[0] or 0):05d}"


def call_children(moved: Moved, by: Actor, now: datetime) -> Refusal | None:
    """Start the case of every SOP that this move has called, inside the same transaction."""
    for event in moved.outcome.events:
        if not isinstance(event, ev.ChildCalled):
            continue
        key = event.sop.rpartition("/")[2]
        edition = in_force(moved.held.agency.id, key)
        if edition is None:
            return Refusal("sop-belum-berlaku", "SOP “{sop}” yang dipanggil belum diberlakukan.", {"sop": key})
        parent, child_sop = moved.held, sop_of(edition)
        child = _new_case(parent.agency, edition, key, parent.subject, by, now, parent, event.task)
        assert child is not None  # only an id that somebody gave may be taken
        records = NewRecords(agency=parent.agency.id, case=child.id, last=0, task="", by=by.person, at=now)
        documents = records.add(documents_of(parent, event.documents))
        appointments = {lane: persons for lane, persons in parent.state.appointments.items() if lane in child_sop.lanes}
        command = Start(by.person or "", documents, appointments)
        opened = move(child, child_sop, command, by=by, now=now, records=records, then=call_children)
        if isinstance(opened, Refusal):
            return opened
    return None


def documents_of(giver: Held, documents: Mapping[str, str]) -> list[Given]:
    """The records that `documents` (kind → reference) name in a case, to be taken over into another: the same content
    under the kind given, pointing at its source."""
    wanted = {number: kind for kind, reference in documents.items() for number in numbers_in(reference)}
    given: list[Given] = []
    for record in Record.objects.filter(case_id=giver.id, number__in=wanted).order_by("number"):
        file = KeptFile(record.name, record.media_type, record.size, record.sha256) if record.name else None
        given.append(Given(wanted[record.number], file, record.text, record.id))
    return given
