"""Opening cases, by a person or by a step of another case that calls their SOP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, connection

from lajur.casework.cases.actions.people import unknown_persons
from lajur.casework.cases.models import Case
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
from lajur.registers.authority.actions import Refused, action
from lajur.registers.authority.chain import genesis
from lajur.registers.authority.ids import uuid7
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency
from lajur.registers.procedures.queries import procedure_of, sop_of

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
) -> Started | Refusal:
    """Open a case of the agency's procedure in force. `appointments` binds per-case lanes to persons from the start.
    `case_id` is the id it shall get: asking twice for the same one starts one case.

    A per-case lane of the first row is bound to the one who starts, unless `appointments` says otherwise.
    """
    agency = Agency.objects.get(id=by.agency)
    found = procedure_of(agency, procedure)
    if found is None or found.in_force_id is None:
        may(by, "cases.start", StartSubject(procedure, ""))
        return Refusal("sop-belum-berlaku", "SOP ini tidak ada atau belum diberlakukan di instansi Anda.")
    sop = sop_of(found.in_force_id)
    lane = sop.lanes[sop.first.lane]
    allowed = may(by, "cases.start", StartSubject(procedure, lane.key))
    if not allowed:
        return allowed
    if not subject.strip():
        return Refusal("hal-kosong", "Tuliskan pelaksanaan ini tentang apa.", fields={"hal": "Isi hal pelaksanaan."})
    bound = {name: tuple(persons) for name, persons in (appointments or {}).items() if persons}
    if (refusal := _cannot_be_bound(sop, bound, by)) is not None:
        return refusal
    if lane.per_case and by.person and lane.key not in bound:
        bound[lane.key] = (allowed.stands_for or by.person,)
    held = _new_case(agency, found.in_force_id, procedure, subject.strip(), by, now, case_id=case_id)
    if held is None:
        return BEGUN
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


def _new_case(
    agency: Agency,
    edition: UUID,
    procedure: str,
    subject: str,
    by: Actor,
    now: datetime,
    parent: Held | None = None,
    parent_task: str = "",
    case_id: UUID | None = None,
) -> Held | None:
    """The case's row under lock; None when the case `case_id` is there already, refused when it is another agency's."""
    number = _next_number(agency, now)  # its lock lets one of two equal requests wait for the other
    if case_id is not None and Case.objects.filter(id=case_id).exists():
        return None
    wanted, case_id = case_id, case_id or uuid7()
    head = genesis(str(agency.id), str(case_id))
    state = State()
    row = Case(
        id=case_id,
        agency_id=agency.id,
        edition_id=edition,
        procedure=procedure,
        number=number,
        subject=subject[:300],
        state=encode_state(state),
        journal_head=head,
        journal_length=0,
        started_by_id=by.person,
        started_at=now,
        parent_id=parent.id if parent else None,
        parent_task=parent_task,
    )
    try:
        row.save(force_insert=True)
    except IntegrityError:
        if wanted is None:
            raise
        raise Refused(BEGUN) from None  # the action's transaction is undone with it
    return Held(
        case_id,
        agency,
        str(edition),
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
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_casecounter (id, agency_id, year, last) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (agency_id, year) DO UPDATE SET last = cases_casecounter.last + 1 RETURNING last",
            [uuid7(), agency.id, year],
        )
        return f"{year}-{cursor.fetchone()[0]:05d}"


def call_children(moved: Moved, by: Actor, now: datetime) -> Refusal | None:
    """Start the case of every SOP that this move has called, inside the same transaction."""
    for event in moved.outcome.events:
        if not isinstance(event, ev.ChildCalled):
            continue
        key = event.sop.rpartition("/")[2]
        found = procedure_of(moved.held.agency, key)
        if found is None or found.in_force_id is None:
            return Refusal("sop-belum-berlaku", "SOP “{sop}” yang dipanggil belum diberlakukan.", {"sop": key})
        parent, child_sop = moved.held, sop_of(found.in_force_id)
        child = _new_case(parent.agency, found.in_force_id, key, parent.subject, by, now, parent, event.task)
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
