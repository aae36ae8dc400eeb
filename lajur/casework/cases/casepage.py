"""What the case page asks, in few prepared statements: its records, journal, open tasks and calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from lajur.casework.cases.models import Case, CaseStatus
from lajur.casework.cases.permissions import READERS
from lajur.casework.cases.queries import visible_cases
from lajur.casework.documents.papers.models import PaperState
from lajur.registers.authority import prepared
from lajur.registers.authority.chain import follows, genesis
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.rules import Day
from lajur.registers.procedures.queries import sop_of

_RECORDS = (
    "SELECT r.id, r.number, r.kind, r.task, r.name, r.size, r.sha256, p.name, r.at, o.number, n.state"
    " FROM documents_record r"
    " LEFT JOIN organisation_person p ON p.id = r.by_id LEFT JOIN documents_record s ON s.id = r.source_id"
    " LEFT JOIN papers_paper n ON n.record_id = r.source_id LEFT JOIN cases_case o ON o.id = s.case_id"
    " WHERE r.case_id = $1 AND r.agency_id = $2 ORDER BY r.number"
)
_ENTRIES = (
    "SELECT seq, at, kind, body, private, hash FROM authority_entry"
    " WHERE chain = $1 AND agency_id = $2 AND seq < $3 ORDER BY seq DESC LIMIT $4"
)
_CALLS = (
    "SELECT id, number, subject, status, edition_id, parent_task FROM cases_case"
    " WHERE parent_id = $1 AND agency_id = $2 ORDER BY started_at"
)
_VISITS = (
    "SELECT t.key, t.step, t.after, t.done_at, p.name, (t.is_late OR t.overdue > 0)::int FROM cases_task t"
    " LEFT JOIN organisation_person p ON p.id = t.done_by_id"
    " WHERE t.case_id = $1 AND t.agency_id = $2 ORDER BY t.opened_at, t.id"
)
LAST = 2_147_483_647
"""Beyond every entry's number."""


@dataclass(frozen=True, slots=True)
class PageRecord:
    """A document of the case as its page tells it. `name` is empty for written texts; `came_from` is the number of the
    case it was taken over from; `is_void`: an issued paper that was withdrawn."""

    id: str
    number: int
    kind: str
    task: str
    name: str
    size: int
    sha256: str
    by: str
    at: datetime
    came_from: str
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A journal entry. `holds`: its hash is that of its content behind the entry before, worked out just now."""

    seq: int
    at: datetime
    kind: str
    body: str
    private: dict[str, Any] | None
    hash: bytes
    holds: bool


@dataclass(frozen=True, slots=True)
class Call:
    """Another case that this one called, or that called it. `path` is empty where the reader may not open it."""

    number: str
    title: str
    status: str
    task: str
    path: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A task of the case, open or closed. `after` is the task it came from; `late`: over its standard."""

    key: str
    step: str
    after: str
    done_at: datetime | None
    done_by: str
    late: bool


def visits_of(case: Case) -> list[Visit]:
    """Every task of the case, in the order in which they were opened."""
    return [
        Visit(_text(key), _text(step), _text(after), prepared.moment(done_at), _text(by), _text(late) == "1")
        for key, step, after, done_at, by, late in prepared.rows(_VISITS, (case.id, case.agency_id))
    ]


def records_of_page(case: Case) -> dict[int, PageRecord]:
    """Every record of the case by its number."""
    found = {}
    for key, number, kind, task, name, size, digest, by, at, source, state in prepared.rows(
        _RECORDS, (case.id, case.agency_id)
    ):
        found[int(_text(number))] = PageRecord(
            _text(key), int(_text(number)), _text(kind), _text(task), _text(name), int(_text(size)), _text(digest),
            _text(by), _moment(at), _text(source), _text(state) == PaperState.VOID,
        )  # fmt: skip
    return found


def _text(value: bytes | None) -> str:
    return value.decode() if value is not None else ""


def _moment(value: bytes | None) -> datetime:
    found = prepared.moment(value)
    assert found is not None  # of columns that are never empty
    return found


def entries_of_page(case: Case, *, before: int | None, limit: int) -> tuple[list[PageEntry], int | None]:
    """The latest journal entries (those before number `before`), latest first, and the number to go on from."""
    rows = prepared.rows(_ENTRIES, (case.id, case.agency_id, before or LAST, limit + 1))
    digests = [bytes.fromhex(_text(row[5])[2:]) for row in rows]
    first = genesis(str(case.agency_id), str(case.id))
    entries = []
    for place, (seq, at, kind, body, private, _hash) in enumerate(rows[:limit]):
        earlier = digests[place + 1] if place + 1 < len(rows) else first
        text = _text(body)
        entries.append(
            PageEntry(
                int(_text(seq)), _moment(at), _text(kind), text, orjson.loads(private) if private else None,
                digests[place], follows(earlier, text, digests[place]),
            )
        )  # fmt: skip
    return entries, entries[-1].seq if len(rows) > limit else None


def calls_of(case: Case, actor: Actor) -> tuple[list[Call], Call | None]:
    """The cases this one called in order, and the one that called it; links only where the actor may read."""
    rows = prepared.rows(_CALLS, (case.id, case.agency_id))
    wanted = [UUID(_text(row[0])) for row in rows] + ([case.parent_id] if case.parent_id else [])
    if not wanted:
        return [], None
    everything = actor.person is None or bool(actor.roles & READERS)
    open_to = (
        set(wanted) if everything else set(visible_cases(actor).filter(id__in=wanted).values_list("id", flat=True))
    )

    def path(key: UUID) -> str:
        return f"/pelaksanaan/{key}/" if key in open_to else ""

    called = [
        Call(_text(number), sop_of(_text(edition)).identity.title, _text(status), _text(task), path(UUID(_text(key))))
        for key, number, _subject, status, edition, task in rows
    ]
    parent = case.parent
    if parent is None:
        return called, None
    title = parent.subject if parent.id in open_to else ""
    return called, Call(parent.number, title, parent.status, case.parent_task, path(parent.id))


def status_word(status: str) -> str:
    return str(CaseStatus(status).label)


def likely_readers(day: Day, procedure: str, lanes: Iterable[str], others: Iterable[str]) -> list[str]:
    """Persons who may see a case of the procedure on the day: overseers by their role, officers of its lanes, and
    `others` who are known to take part."""
    found = [person for person in day.positions if day.roles_of(person) & READERS]
    for lane in lanes:
        found += day.lane_holders(procedure, lane)
    found += [person for person in others if person in day.positions]
    return list(dict.fromkeys(found))
