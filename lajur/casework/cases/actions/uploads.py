"""Files that officers send for an open task, before they complete it. Nothing of the case changes until they do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lajur.casework.cases.shell import TaskSubject
from lajur.casework.documents import arriving
from lajur.casework.documents.actions import KeptFile
from lajur.casework.documents.models import Upload
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """The task that files are for. `subject` is None once it is closed; `kinds` are the slots it has."""

    case: UUID
    task: str
    subject: TaskSubject | None
    kinds: frozenset[str]


NO_SLOT = Refusal("tempat-tidak-ada", "Langkah ini tidak meminta dokumen itu. Muat ulang halaman tugasnya.")


def _ask(by: Actor, place: Place, kind: str | None = None) -> Refusal | None:
    allowed = may(by, "cases.complete_step", place.subject)
    if not allowed:
        return allowed
    return NO_SLOT if kind is not None and kind not in place.kinds else None


@action(needs="cases.complete_step")
def begin_upload(
    *, place: Place, kind: str, name: str, media_type: str, size: int, mark: str, by: Actor, now: datetime
) -> Upload | Refusal:
    """Announce a file; the same one again is continued where it broke off."""
    if (refusal := _ask(by, place, kind)) is not None:
        return refusal
    return arriving.begin(
        agency=by.agency, case=place.case, task=place.task, kind=kind, person=by.person or "", name=name,
        media_type=media_type, size=size, mark=mark, now=now,
    )  # fmt: skip


@action(needs="cases.complete_step")
def put_part(
    *, place: Place, upload_id: UUID, offset: int, data: bytes, by: Actor, now: datetime
) -> Upload | Refusal:  # fmt: skip
    """Add a part of a file at its offset."""
    if (refusal := _ask(by, place)) is not None:
        return refusal
    return arriving.put(
        agency=by.agency, person=by.person or "", upload_id=upload_id, offset=offset, data=data, now=now
    )  # fmt: skip


@action(needs="cases.complete_step")
def finish_upload(
    *, place: Place, upload_id: UUID, claimed: str, by: Actor, now: datetime
) -> Upload | Refusal:  # fmt: skip
    """The file is whole: compare it with what the sender computed, and issue the receipt."""
    if (refusal := _ask(by, place)) is not None:
        return refusal
    return arriving.finish(
        agency=by.agency, person=by.person or "", upload_id=upload_id, claimed=claimed, now=now
    )  # fmt: skip


@action(needs="cases.complete_step")
def receive_file(*, place: Place, kind: str, file: KeptFile, by: Actor, now: datetime) -> Upload | Refusal:
    """The receipt of a file that came whole with the form."""
    if (refusal := _ask(by, place, kind)) is not None:
        return refusal
    return arriving.arrived(
        agency=by.agency, case=place.case, task=place.task, kind=kind, person=by.person or "", file=file, now=now
    )


@action(needs="cases.complete_step")
def move_upload(*, place: Place, upload_id: UUID, kind: str, by: Actor, now: datetime) -> Upload | Refusal:
    """Put a file that was sent to the wrong slot into another one."""
    if (refusal := _ask(by, place, kind)) is not None:
        return refusal
    return arriving.move(agency=by.agency, person=by.person or "", upload_id=upload_id, kind=kind)


@action(needs="cases.complete_step")
def drop_upload(*, place: Place, upload_id: UUID, by: Actor, now: datetime) -> Upload | Refusal:
    """Take a file back that was not used yet."""
    if (refusal := _ask(by, place)) is not None:
        return refusal
    return arriving.drop(agency=by.agency, person=by.person or "", upload_id=upload_id, now=now)
