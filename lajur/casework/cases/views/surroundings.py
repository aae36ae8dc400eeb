"""What stands around the work on a task: the SOP's text and standard, documents there, how the deadline came about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from lajur.casework.cases.models import TaskStatus
from lajur.casework.cases.presentation import record_name
from lajur.casework.cases.reading import some_records
from lajur.casework.cases.stepform import where
from lajur.casework.cases.views.loading import LoadedTask, case_path
from lajur.casework.documents.models import Record
from lajur.casework.documents.queries import numbers_in
from lajur.engine.deadlines import basis_of
from lajur.engine.definition import END
from lajur.registers.organisation.queries import names_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.reference.queries import calendar_for


def records_here(loaded: LoadedTask, *, shown: bool = True) -> dict[int, Record]:
    """The records that matter here: of the kinds this step yields; where the page is shown, also of those it needs and
    those that came with the task."""
    sop, step, held = loaded.sop, loaded.step, loaded.state.documents
    kinds = (*sop.needs_of(step), *sop.yields_of(step)) if shown else sop.yields_of(step)
    numbers = [number for kind in kinds if kind in held for number in numbers_in(held[kind])]
    if not numbers and loaded.is_open:
        return {}
    return some_records(loaded.case, numbers, loaded.row.key)


def surroundings(request: SignedRequest, loaded: LoadedTask, records: dict[int, Record]) -> dict[str, Any]:
    """The SOP's text and standard beside the work."""
    sop, step, row = loaded.sop, loaded.step, loaded.row
    calendar = calendar_for(request.user.agency)
    left = None
    if loaded.is_open and row.due_at:
        late = row.due_at < request.now
        left = -calendar.between(row.due_at, request.now) if late else calendar.between(request.now, row.due_at)
    standing = loaded.day.standing(str(request.user.id), loaded.procedure, loaded.lane, loaded.assignees)
    stands_for = getattr(standing, "stands_for", None)
    previous = loaded.before
    me = str(request.user.id)
    others = {*loaded.actors, stands_for or ""} - {me}
    names = {me: request.user.name, **names_of(request.actor.agency, others)}
    return {
        "loaded": loaded, "case": loaded.case, "row": row, "sop": sop, "step": step, "left": left,
        "lane": sop.lanes[step.lane], "previous": previous,
        "previous_step": sop.steps[previous.step] if previous else None,
        "sent_back": sent_back(loaded),
        "hold": loaded.hold,
        "others": [] if request.user.is_outside else [names[p] for p in loaded.actors if p in names and p not in (me, stands_for)],  # noqa: E501
        "actor_names": tuple(names[p] for p in loaded.actors if p in names),
        "stands_for": names.get(stands_for or ""),
        "held": held_documents(loaded, records),
        "needs": [sop.documents[kind].title for kind in step.standard.needs if kind in sop.documents],
        "yields": [sop.documents[kind].title for kind in sop.yields_of(step)],
        "next": None if step.exits or step.fork else where(sop, step, step.next),
        "next_lane": sop.lanes[sop.steps[step.next].lane].title if not step.exits and not step.fork and step.next != END else "",  # noqa: E501
        "why_due": why_due(request, loaded),
        "crumb_case": case_path(loaded.case.id),
    }  # fmt: skip


def sent_back(loaded: LoadedTask) -> bool:
    """Whether the task is here because its work was sent back, by a return or by a decision."""
    before = loaded.before
    if before is None:
        return False
    step = loaded.sop.steps[before.step]
    way = step.exit(before.exit) if before.exit else None
    decided = way is not None and loaded.sop.is_return(step, way.target)
    return decided or before.status == TaskStatus.RETURNED


def held_documents(loaded: LoadedTask, records: dict[int, Record]) -> list[dict[str, Any]]:
    """Kelengkapan the case holds already, with links to the records and to who made them when."""
    found = []
    for kind in loaded.sop.needs_of(loaded.step):
        if kind in loaded.state.documents:
            numbers = numbers_in(loaded.state.documents[kind])
            rows = [(record_name(records[n], loaded.sop), records[n]) for n in numbers if n in records]
            text = rows[0][1] if len(rows) == 1 and not rows[0][1].name else None
            found.append({"title": loaded.sop.documents[kind].title, "records": rows, "text": text})
    return found


def why_due(request: SignedRequest, loaded: LoadedTask) -> dict[str, Any] | None:
    """How the deadline of an open task was counted, day by day; None where the sheet sets none."""
    token = loaded.token
    if token is None or token.due is None:
        return None
    begin, standard = basis_of(loaded.sop, loaded.state, loaded.step, token.opened, token.group)
    if standard.time is None:
        return {"begin": begin, "text": standard.text, "days": [], "by_plan": True}
    shares = calendar_for(request.user.agency).explain(begin, standard.time)
    days = [replace(share, reason=_(share.reason)) for share in shares]
    return {"begin": begin, "text": standard.text, "days": days, "by_plan": False}
