"""What the pages of cases and tasks have in common: loading, people to choose from, telling refusals."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.forms import BaseForm
from django.http import Http404, QueryDict

from lajur.casework.cases.models import Draft, Task, TaskStatus
from lajur.casework.cases.queries import LoadedCase, case_state, load_case, persons_in_case
from lajur.casework.cases.reading import Before, read_task
from lajur.casework.cases.rules import Hold, hold_of
from lajur.engine.definition import Sop, Step
from lajur.engine.refusal import Refusal
from lajur.engine.state import State, Token
from lajur.registers.authority.ids import uuid7
from lajur.registers.authority.words import faults, sentence
from lajur.registers.organisation.actors import day_of
from lajur.registers.organisation.queries import persons_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.queries import sop_of

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class LoadedTask(LoadedCase):
    """A task with its case, as the subject of every permission on either; `draft` is the reader's own, and `has_sent`
    tells whether he has uploaded files for it."""

    row: Task = field(kw_only=True)
    before: Before | None = field(kw_only=True)
    sop: Sop = field(kw_only=True)
    step: Step = field(kw_only=True)
    state: State = field(kw_only=True)
    draft: Draft | None = field(kw_only=True)
    has_sent: bool = field(kw_only=True)

    @property
    def lane(self) -> str:
        return self.step.lane

    @property
    def assignees(self) -> tuple[str, ...]:
        return tuple(str(person) for person in self.row.assignees)

    @property
    def token(self) -> Token | None:
        return self.state.open.get(self.row.key)

    @property
    def is_open(self) -> bool:
        return self.row.status == TaskStatus.OPEN

    @property
    def actors(self) -> tuple[str, ...]:
        """Ids of those for whom the open task waits."""
        return self.day.actors(self.procedure, self.lane, self.assignees)

    @property
    def hold(self) -> Hold:
        """What one of them may do so that it is not done twice."""
        holders = self.day.lane_holders(self.procedure, self.lane)
        return hold_of(self.actors, self.assignees, holders, self.state.appointments.get(self.lane, ()))

    @property
    def path(self) -> str:
        return task_path(self.case.id, self.row.key)


def task_path(case: UUID | str, task: str) -> str:
    return f"/pelaksanaan/{case}/{task}/"


def case_path(case: UUID | str) -> str:
    return f"/pelaksanaan/{case}/"


def the_case(request: SignedRequest, case_id: UUID, **rest: object) -> LoadedCase:
    """Http404 for what is not in the person's agency."""
    loaded = load_case(request.user.agency, case_id, request.now)
    if loaded is None:
        raise Http404
    return loaded


def the_task(request: SignedRequest, case_id: UUID, task: str) -> LoadedTask:
    """Http404 for what is not in the person's agency; one statement."""
    agency = request.user.agency
    found = read_task(agency.id, case_id, task, str(request.user.id))
    if found is None:
        raise Http404
    case, row, before, draft, has_sent = found
    case.agency = agency
    sop = sop_of(case.edition_id)
    return LoadedTask(
        case.procedure,
        day_of(agency, request.now),
        str(case.started_by_id) if case.started_by_id else None,
        lambda: persons_in_case(case),
        case=case,
        row=row,
        before=before,
        sop=sop,
        step=sop.steps[row.step],
        state=case_state(case),
        draft=draft,
        has_sent=has_sent,
    )


def choices_for(request: SignedRequest, loaded: LoadedCase, lane: str) -> tuple[Choices, Choices]:
    """Who holds a lane by position, and everybody else of the agency: (id, "name, position")."""
    holders = set(loaded.day.lane_holders(loaded.procedure, lane))
    posts = loaded.day.roster.posts
    named: tuple[Choices, Choices] = ([], [])
    for person in persons_of(request.user.agency):
        held = ", ".join(posts[post].title for post in loaded.day.positions.get(str(person.id), ()))
        named[str(person.id) not in holders].append((str(person.id), f"{person.name}, {held}" if held else person.name))
    return named


def tell(request: SignedRequest, outcome: object, success: str) -> bool:
    """Leave a message for the next page; True when the action was done."""
    if isinstance(outcome, Refusal):
        messages.error(request, sentence(outcome))
        return False
    messages.success(request, success)
    return True


def put_on(form: BaseForm, refusal: Refusal, names: dict[str, str] | None = None) -> None:
    """Show a refusal in the form: its faults at their fields (renamed by `names`), else its sentence on top."""
    placed = False
    for key, text in faults(refusal).items():
        name = (names or {}).get(key, key)
        if name in form.fields:
            if name not in form.errors:
                form.add_error(name, text)
            placed = True
    if not placed:
        form.add_error(None, sentence(refusal))


def posted(request: SignedRequest) -> QueryDict | None:
    """What a form is bound to: the data of a POST, nothing when the page is opened."""
    return request.POST if request.method == "POST" else None


def ticket(request: SignedRequest, wanted: UUID) -> str:
    """The id of what a form is going to make, signed for the person who opened it: sent twice, it is made once."""
    return signing.dumps([str(request.user.id), str(wanted)], salt="lajur.tiket")


def planned(request: SignedRequest) -> UUID:
    """The id in the form that was sent, else a new one."""
    try:
        person, wanted = signing.loads(request.POST.get("tiket", ""), salt="lajur.tiket", max_age=7 * 86_400)
        return UUID(wanted) if person == str(request.user.id) else uuid7()
    except (signing.BadSignature, ValueError):
        return uuid7()
