"""Moving a running case to the edition of its SOP that is in force."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lajur.casework.cases import store
from lajur.casework.cases.shell import NO_SUCH_CASE, Moved, move
from lajur.engine.commands import ChangeEdition
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.procedures.queries import procedure_of, sop_of

NEEDS = "cases.change_edition"


@action(needs=NEEDS)
def change_edition(
    *, case_id: UUID | str, edition: UUID | str, reason: str, by: Actor, now: datetime
) -> Moved | Refusal:
    """Let the case go on by `edition`, which must be the one in force: cases move by this act alone. Nothing that was
    done is undone; the deadlines of open steps are counted by the new standard from when each was opened."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    held = store.read(case_id, by.agency)
    if held is None:
        return NO_SUCH_CASE
    procedure = procedure_of(held.agency, held.procedure)
    if procedure is None or str(procedure.in_force_id) != str(edition):
        return Refusal("edisi-tidak-berlaku", "Edisi itu tidak (lagi) berlaku; muat ulang halaman ini.")
    before, after = held.edition, str(edition)
    held.edition = after  # this process remembers the case so once it has moved
    command = ChangeEdition(sop_of(before), before, after, by.person or "", reason)
    return move(held, sop_of(after), command, by=by, now=now)
