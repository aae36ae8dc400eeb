"""What the operations take and answer. Enum values are Indonesian codes, as in the interface and on the sheet."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from lajur.entrypoints.api.door import Answer, Given

Short = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Long = Annotated[str, StringConstraints(min_length=1, max_length=5000)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00]+$")]
PersonId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
People = Annotated[list[PersonId], Field(min_length=1, max_length=100)]
Next = Field(description="Give it as `cursor` to read on; null at the end.")

CaseState = Literal["berjalan", "selesai", "dibatalkan"]


class Me(Answer):
    """Whom the token acts for, and what it may be used for."""

    person: UUID
    name: str
    agency: str
    agency_name: str
    zone: str
    scopes: list[str]
    expires_at: datetime


class Procedure(Answer):
    """A SOP in force. `may_start`: whether the person acts in its first row."""

    key: str
    title: str
    number: str
    edition: int
    hash: str
    may_start: bool
    why_not: str


class Procedures(Answer):
    items: list[Procedure]


class Edition(Answer):
    """An approved version; `sop` is the SOP file in its canonical form, `hash` the SHA-256 of that."""

    procedure: str
    number: int
    hash: str
    published_at: datetime
    in_force: bool
    sop: dict[str, Any]


class EditionLine(Answer):
    number: int
    hash: str
    published_at: datetime
    in_force: bool


class Editions(Answer):
    items: list[EditionLine]


class OpenTask(Answer):
    key: str
    step: str
    no: str
    title: str
    lane: str
    opened_at: datetime
    due_at: datetime | None
    late: bool
    waits_for_child: bool
    actors: list[UUID] = Field(description="Those for whom it waits.")


class CaseLine(Answer):
    id: UUID
    number: str
    procedure: str
    edition: UUID
    subject: str
    status: CaseState
    started_at: datetime
    started_by: UUID | None
    ended_at: datetime | None
    parent: UUID | None


class Cases(Answer):
    items: list[CaseLine]
    next: str | None = Next


class Case(CaseLine):
    """A case: who, since when, waiting for what. `documents`: kind → numbers of its records."""

    open: list[OpenTask]
    documents: dict[str, list[int]]
    appointments: dict[str, list[UUID]]
    children: list[UUID]
    deviations: int
    journal_length: int


class StartCase(Given):
    procedure: Key
    subject: Short
    appointments: dict[Key, People] = Field(default_factory=dict, description="Lane → persons, for per-case lanes.")


class StartedCase(Answer):
    id: UUID
    number: str
    task: str | None = Field(description="Key of the first task; null when the first row called another SOP.")


class Appoint(Given):
    lane: Key
    persons: People
    reason: Reason


class GivenReason(Given):
    reason: Reason


class GivenText(Given):
    text: Long


class Comment(Answer):
    id: UUID
    at: datetime
    by: UUID
    text: str


class Comments(Answer):
    items: list[Comment]


class Happened(Answer):
    """An entry of the case's story, in words."""

    number: int
    at: datetime
    by: UUID | None
    who: str
    text: str
    reason: str
    details: list[str]


class Timeline(Answer):
    items: list[Happened]
    next: str | None = Next


class TaskLine(Answer):
    case: UUID
    number: str
    procedure: str
    subject: str
    key: str
    step: str
    no: str
    title: str
    opened_at: datetime
    due_at: datetime | None
    late: bool
    missing: list[str] = Field(description="Kinds of kelengkapan that the case does not hold yet.")


class Tasks(Answer):
    items: list[TaskLine]
    next: str | None = Next


class Need(Answer):
    kind: str
    title: str
    records: list[UUID] = Field(description="What the case holds of it; empty: attach it or say why not.")


class Yield(Answer):
    kind: str
    title: str


class Asked(Answer):
    """A question of the step's form."""

    key: str
    label: str
    kind: str
    required: bool
    help: str
    options: list[tuple[str, str]]
    minimum: float | None
    maximum: float | None


class Way(Answer):
    exit: str
    target: str | None = Field(description="Key of the step it leads to; null: the end.")
    is_return: bool


class Missing(Answer):
    """Why a plug does not let its step be completed yet; `passable`: a reason given as `passing` goes on all the
    same, which is a deviation."""

    code: str
    detail: str
    passable: bool


class Plug(Answer):
    """The form of a capability in the place of the generic one. Where it `leads`, it brings the outputs that it `makes`
    and answers some questions itself; where not, the step is completed as if it were not there."""

    name: str
    meaning: str
    leads: bool
    makes: list[str]
    missing: Missing | None


class Task(Answer):
    """A task with its standard: what it needs, what it yields, how long it may take, what its form asks."""

    case: UUID
    key: str
    step: str
    no: str
    title: str
    lane: str
    status: Literal["terbuka", "selesai", "dikembalikan", "dilewati", "dibatalkan"]
    actors: list[UUID]
    may_complete: bool
    opened_at: datetime
    due_at: datetime | None
    done_at: datetime | None
    done_by: UUID | None
    done_for: UUID | None
    exit: str | None
    waits_for_child: bool
    time: str
    needs: list[Need]
    yields: list[Yield]
    plug: Plug | None
    form: list[Asked]
    exits: list[Way]
    appoints: list[str]
    returns_to: list[str]
    answers: dict[str, Any]


class Document(Given):
    """A document handed in: `file`, the reference that uploading gave, or written `text`."""

    kind: Key
    file: Annotated[str, StringConstraints(min_length=1, max_length=2000)] | None = None
    text: Annotated[str, StringConstraints(min_length=1, max_length=20_000)] | None = None


Documents = Annotated[list[Document], Field(max_length=100)]


class CompleteTask(Given):
    exit: Key | None = Field(None, description="The way out, of a decision.")
    answers: dict[Key, Any] = Field(default_factory=dict, description="Key of a question → answer.")
    outputs: Documents = Field(default_factory=list)
    attachments: Documents = Field(default_factory=list, description="Kelengkapan that the case does not hold yet.")
    without: dict[Key, Reason] = Field(
        default_factory=dict, description="Kind → why one goes on without it. A deviation."
    )
    appoints: dict[Key, People] = Field(default_factory=dict, description="Lane → persons.")
    passing: Reason | Literal[""] = Field(
        "", description="Why one goes on although the task's plug tells that something is missing. A deviation."
    )
    note: Annotated[str, StringConstraints(max_length=20_000)] = ""


class ReturnTask(Given):
    target: Key
    reason: Reason


class HandOver(Given):
    persons: People
    reason: Reason


class Moved(Answer):
    """How the case stands after the move."""

    case: UUID
    status: CaseState
    open: list[str] = Field(description="Keys of the tasks that are open now.")


class Upload(Answer):
    """The receipt of a file. It belongs to the task and kind it was uploaded for, and to nothing else."""

    file: str = Field(description="Give it as `file` when completing the task, within 30 days.")
    name: str
    size: int
    sha256: str
    at: datetime


class AnnounceUpload(Given):
    """A file that will come in parts. Announced again with the same `mark`, it is continued where it broke off."""

    kind: Key
    name: Short
    media_type: Annotated[str, StringConstraints(max_length=100, pattern=r"^[ -~]*$")] = "application/octet-stream"
    size: Annotated[int, Field(strict=True, ge=1, le=2**50)]
    mark: Annotated[str, StringConstraints(max_length=64, pattern=r"^[!-~]*$")] = Field(
        "", description="What tells this file from others of its size: its SHA-256, or name and time."
    )


class FinishUpload(Given):
    sha256: Annotated[str, StringConstraints(pattern=r"^([0-9a-fA-F]{64})?$")] = Field(
        "", description="Of the whole file, computed by the sender: what differs is refused."
    )


class Arriving(Answer):
    """How far a file has arrived."""

    id: UUID
    kind: str
    name: str
    size: int
    received: int = Field(description="Bytes that are safe: the next part begins here.")
    part: int = Field(description="Bytes that a part may have.")
    is_whole: bool


class Record(Answer):
    id: UUID
    case: UUID
    number: int
    kind: str
    task: str
    name: str
    media_type: str
    size: int
    sha256: str
    by: UUID | None
    at: datetime
    source: UUID | None
    text: str | None = Field(description="A written document; null for a file: read its content.")


class Records(Answer):
    items: list[Record]
    next: str | None = Next


class Deviation(Answer):
    case: UUID
    number: int
    kind: Literal["terlambat", "kelengkapan", "output", "dilewati", "syarat"]
    task: str
    what: str | None
    minutes: int
    reason: str
    person: UUID | None
    at: datetime
    status: Literal["dicatat", "dijawab", "diterima", "ditolak"]
    answer: str
    answered_at: datetime | None
    judged_by: UUID | None
    judged_at: datetime | None
    judgement: str


class Deviations(Answer):
    items: list[Deviation]
    next: str | None = Next


class Judge(Given):
    accept: Annotated[bool, Field(strict=True)]
    judgement: Annotated[str, StringConstraints(max_length=5000)] = Field("", description="Required when not accepted.")
