"""Made-up officers at work: they start, complete, decide, return, skip, hand over, are late and forget documents,
through the real actions on the real database. Time is an argument; the same seed on the same data does the same."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from lajur.casework.cases import actions
from lajur.casework.cases.models import Case, Deviation, Task, TaskStatus
from lajur.casework.cases.plugging import Plugged, form_of, plugged, work_on
from lajur.casework.cases.queries import case_state
from lajur.casework.cases.shell import Moved
from lajur.casework.documents.actions import Given
from lajur.engine.advance import return_targets
from lajur.engine.definition import Field, Sop, Step
from lajur.engine.events import ChildCalled, DeviationRecorded, TaskOpened
from lajur.engine.refusal import Refusal
from lajur.engine.state import State
from lajur.engine.worktime import Duration
from lajur.registers.organisation.actors import Actor, clock_actor, day_of
from lajur.registers.organisation.models import Agency
from lajur.registers.procedures.queries import procedure_of, sop_of
from lajur.registers.reference.queries import calendar_for

REASONS = (
    "Dokumen masih di meja pimpinan",
    "Berkas menyusul lewat surat dinas",
    "Data belum tersedia di sistem",
    "Menunggu konfirmasi unit terkait",
)
ANSWERS = (
    "Ada rapat mendadak sehingga pekerjaan tertunda; sudah diselesaikan.",
    "Dokumen baru kami terima setelah tenggat; bukti penerimaan terlampir.",
    "Jaringan kantor terputus pada hari itu.",
)
TRIES = 6
"""How often an officer looks for others when something stands against whom he would appoint."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How often officers do what, as probabilities for each task."""

    late: float = 0.12
    without: float = 0.05
    send_back: float = 0.3
    return_step: float = 0.02
    skip: float = 0.01
    hand_over: float = 0.03
    comment: float = 0.04
    answer: float = 0.8
    most_visits: int = 4


@dataclass(slots=True)
class Tally:
    """What came of a run. `ways` counts "<procedure>: <step> → <exit or done>"."""

    cases: int = 0
    steps: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)
    deviations: Counter[str] = field(default_factory=Counter)


class Office:
    """The officers of one agency, working through events in order of time. Use inside `scope(agency=…)`."""

    def __init__(self, agency: Agency, seed: int, habits: Habits | None = None) -> None:
        self.agency, self.random, self.habits = agency, Random(seed), habits or Habits()  # noqa: S311
        self.calendar = calendar_for(agency)
        self.tally = Tally()
        self._queue: list[tuple[datetime, int, str, tuple[Any, ...]]] = []
        self._order = 0
        self._planned: set[tuple[UUID, str]] = set()

    def plan_start(self, at: datetime, procedure: str, subject: str) -> None:
        self._push(self._working(at), "start", (procedure, subject))

    def run(self, until: datetime | None = None) -> Tally:
        """Work until nothing is left to do, or until that moment; what lies after it stays undone."""
        while self._queue and (until is None or self._queue[0][0] <= until):
            now, _, kind, payload = heapq.heappop(self._queue)
            getattr(self, f"_{kind}")(now, *payload)
        return self.tally

    def _push(self, at: datetime, kind: str, payload: tuple[Any, ...]) -> None:
        self._order += 1
        heapq.heappush(self._queue, (at, self._order, kind, payload))

    def _working(self, at: datetime) -> datetime:
        return self.calendar.add(at, Duration(self.random.randint(1, 40), "menit"))

    def _actor(self, person: str, now: datetime) -> Actor:
        day = day_of(self.agency, now)
        return Actor(person, str(self.agency.id), day, person in day.roster.outside)

    def _start(self, now: datetime, procedure: str, subject: str) -> None:
        found = procedure_of(self.agency, procedure)
        assert found is not None
        assert found.in_force_id is not None
        sop = sop_of(found.in_force_id)
        holders = day_of(self.agency, now).lane_holders(procedure, sop.first.lane)
        if not holders:
            self.tally.refusals["pelaksana-kosong"] += 1
            return
        by = self._actor(self.random.choice(holders), now)
        started = actions.start_case(procedure=procedure, subject=subject, by=by, now=now)
        if isinstance(started, Refusal):
            self.tally.refusals[started.code] += 1
            return
        self.tally.cases += 1
        self._plan_family(started.case, now)

    def _plan_family(self, case_id: UUID, now: datetime) -> None:
        """Plan the open tasks of a case, of those it called, of the one that called it, and of that one's others."""
        parents = Case.objects.filter(id=case_id, parent__isnull=False).values_list("parent_id", flat=True)
        near = [case_id, *parents]
        family = [*near, *Case.objects.filter(parent_id__in=near).values_list("id", flat=True)]
        for task in Task.objects.filter(case_id__in=family, status=TaskStatus.OPEN, waits_for_child=False).order_by(
            "id"
        ):
            self._plan_task(task.case_id, task.key, task.opened_at, task.due_at, now)

    def _plan_task(self, case_id: UUID, key: str, opened: datetime, due: datetime | None, now: datetime) -> None:
        if (case_id, key) in self._planned:
            return
        self._planned.add((case_id, key))
        if due is None:
            minutes = self.random.randint(20, 700)
        else:
            standard = max(self.calendar.between(opened, due), 1)
            share = (
                self.random.uniform(1.05, 2.5)
                if self.random.random() < self.habits.late
                else self.random.uniform(0.1, 0.95)
            )
            minutes = max(int(standard * share), 1)
        at = max(self.calendar.add(opened, Duration(minutes, "menit")), now + timedelta(seconds=1))
        if due is not None and at > due:
            self._push(due + timedelta(minutes=1), "tell_time", (case_id,))
        self._push(at, "work", (case_id, key))

    def _tell_time(self, now: datetime, case_id: UUID) -> None:
        moved = actions.tell_time(case_id=case_id, by=clock_actor(self.agency, now), now=now)
        if isinstance(moved, Moved):
            self._count(moved, now)

    def _work(self, now: datetime, case_id: UUID, key: str) -> None:
        case = Case.objects.get(id=case_id)
        state, sop = case_state(case), sop_of(case.edition_id)
        token = state.open.get(key)
        if token is None or token.waits_for_child:
            return
        step = sop.steps[token.step]
        persons = day_of(self.agency, now).actors(case.procedure, step.lane, token.assignees)
        if not persons:
            self.tally.refusals["pelaksana-kosong"] += 1
            return
        by = self._actor(self.random.choice(persons), now)
        moved = self._act(case, state, sop, step, key, by, now)
        self.tally.steps += 1
        if isinstance(moved, Refusal):
            self.tally.refusals[moved.code] += 1
            return
        self._count(moved, now)
        called = any(isinstance(event, ChildCalled) for event in moved.outcome.events)
        ended = not moved.outcome.state.is_running
        for event in moved.outcome.events:
            if isinstance(event, TaskOpened) and not event.waits_for_child and not called:
                self._plan_task(case_id, event.task, event.at, event.due, now)
        if called or ended:
            self._plan_family(case_id, now)
        if self.random.random() < self.habits.comment:
            actions.comment(case_id=case_id, text="Sudah saya periksa, silakan dilanjutkan.", by=by, now=now)

    def _act(
        self, case: Case, state: State, sop: Sop, step: Step, key: str, by: Actor, now: datetime
    ) -> Moved | Refusal:
        dice, habits = self.random, self.habits
        targets = return_targets(sop, state, key)
        name = f"{case.procedure}: {step.key}"
        if targets and state.visits[step.key] == 1 and dice.random() < habits.return_step:
            self.tally.ways[f"{name} → dikembalikan"] += 1
            return actions.return_step(
                case_id=case.id, task=key, target=dice.choice(targets), reason="Perlu dilengkapi dahulu", by=by, now=now
            )
        if not step.exits and not step.appoints and not step.call and dice.random() < habits.skip:
            self.tally.ways[f"{name} → dilewati"] += 1
            return actions.skip_step(
                case_id=case.id, task=key, reason="Sudah dikerjakan pada tahap lain", by=by, now=now
            )
        if dice.random() < habits.hand_over:
            colleagues = [p for p in by.day.positions if p != by.person and p not in by.day.roster.outside]
            if colleagues:
                other = dice.choice(colleagues)
                handed = actions.hand_over(
                    case_id=case.id, task=key, persons=[other], reason="Sedang dinas luar", by=by, now=now
                )
                if isinstance(handed, Refusal):
                    return handed
                by = self._actor(other, now)
        return self._complete(case, state, sop, step, key, by, now)

    def _complete(
        self, case: Case, state: State, sop: Sop, step: Step, key: str, by: Actor, now: datetime
    ) -> Moved | Refusal:
        dice = self.random
        without: dict[str, str] = {}
        attachments, outputs = [], []
        for kind in sop.needs_of(step):
            if kind in state.documents:
                continue
            if dice.random() < self.habits.without:
                without[kind] = dice.choice(REASONS)
            else:
                attachments.append(self._document(sop, kind, now))
        way = self._way(sop, step, state)
        plug = self._plugged(case, state, sop, step, key, by, now)
        made = plug.makes if plug else ()
        for kind in (kind for kind in sop.yields_of(step) if kind not in made):
            if dice.random() < self.habits.without:
                without[kind] = dice.choice(REASONS)
            else:
                outputs.append(self._document(sop, kind, now))
        self.tally.ways[f"{case.procedure}: {step.key} → {way or 'selesai'}"] += 1
        answers = {one.key: self._answer(one, now) for one in step.fields if not plug or one.key not in plug.answers}
        appoints, against = self._appointed(case, state, sop, step, key, by, now)
        owes_reason = against is not None or bool(plug and plug.passable)
        return actions.complete_step(
            case_id=case.id,
            task=key,
            by=by,
            now=now,
            exit=way,
            answers=answers,
            attachments=attachments,
            outputs=outputs,
            without=without,
            appoints=appoints,
            passing=dice.choice(REASONS) if owes_reason else "",
        )

    def _plugged(
        self, case: Case, state: State, sop: Sop, step: Step, key: str, by: Actor, now: datetime
    ) -> Plugged | None:
        """The step's plug, once its officer has done his part there; None where the step is filled by hand."""
        plug = form_of(step)
        if plug is None:
            return None
        work = work_on(
            agency=self.agency.id, case=case.id, number=case.number, subject=case.subject, procedure=case.procedure,
            sop=sop, state=state, task=key, actor=by, now=now,
        )  # fmt: skip
        plug.pretend(work, self.random)
        told = plugged(step, lambda: work)
        return told if told and told.leads else None

    def _way(self, sop: Sop, step: Step, state: State) -> str | None:
        if not step.is_decision:
            return None
        back = [way.label for way in step.exits if sop.is_return(step, way.target)]
        on = [way.label for way in step.exits if way.label not in back]
        tired = state.visits[step.key] >= self.habits.most_visits
        if back and (not on or (not tired and self.random.random() < self.habits.send_back)):
            return self.random.choice(back)
        return self.random.choice(on)

    def _team(self, procedure: str, lane: str, by: Actor, now: datetime) -> tuple[str, ...]:
        holders = by.day.lane_holders(procedure, lane) or (by.person or "",)
        return tuple(self.random.sample(holders, min(len(holders), 3)))

    def _appointed(
        self, case: Case, state: State, sop: Sop, step: Step, key: str, by: Actor, now: datetime
    ) -> tuple[dict[str, tuple[str, ...]], Refusal | None]:
        """Whom the officer appoints, and what still stands against it: he looks for others a few times."""
        chosen = {lane: self._team(case.procedure, lane, by, now) for lane in step.appoints}
        plug = form_of(step) if step.appoints else None
        against: Refusal | None = None
        for left in range(TRIES if plug else 0, 0, -1):
            work = work_on(
                agency=self.agency.id, case=case.id, number=case.number, subject=case.subject,
                procedure=case.procedure, sop=sop, state=state, task=key, actor=by, now=now,
            )  # fmt: skip
            against = plug.weigh(replace(work, chosen=chosen)) if plug else None
            if against is None or left == 1:
                break
            chosen = {lane: self._team(case.procedure, lane, by, now) for lane in step.appoints}
        return chosen, against

    def _document(self, sop: Sop, kind: str, now: datetime) -> Given:
        title = sop.documents[kind].title
        return Given(kind, text=f"{title}\nDisusun pada {now:%d-%m-%Y} sesuai arahan.")

    def _answer(self, asked: Field, now: datetime) -> Any:
        match asked.kind:
            case "angka" | "uang":
                low = asked.minimum or 0
                return self.random.randint(low, asked.maximum if asked.maximum is not None else low + 60)
            case "pilihan":
                return self.random.choice(asked.options)[0]
            case "ya-tidak":
                return self.random.random() < 0.5
            case "tanggal":
                ahead: date = now.date() + timedelta(days=self.random.randint(7, 45))
                return ahead.isoformat()
        return f"{asked.label} sesuai hasil pembahasan"

    def _count(self, moved: Moved, now: datetime) -> None:
        for event in moved.outcome.events:
            if isinstance(event, DeviationRecorded):
                self.tally.deviations[event.kind] += 1
                if self.random.random() < self.habits.answer:
                    at = self.calendar.add(now, Duration(self.random.randint(60, 1800), "menit"))
                    self._push(at, "answer_deviation", (moved.held.id, event.number))

    def _answer_deviation(self, now: datetime, case_id: UUID, number: int) -> None:
        row = Deviation.objects.get(case_id=case_id, number=number)
        if row.person_id is None:
            return
        by = self._actor(str(row.person_id), now)
        answer = self.random.choice(ANSWERS)
        actions.answer_deviation(case_id=case_id, number=number, answer=answer, by=by, now=now)
        above = by.day.superiors_of(str(row.person_id))
        if above and self.random.random() < self.habits.answer:
            at = self.calendar.add(now, Duration(self.random.randint(60, 1800), "menit"))
            self._push(at, "judge", (case_id, number, above[0]))

    def _judge(self, now: datetime, case_id: UUID, number: int, superior: str) -> None:
        accept = self.random.random() < 0.85
        actions.judge_deviation(
            case_id=case_id,
            number=number,
            accept=accept,
            judgement="" if accept else "Jelaskan upaya yang sudah dilakukan.",
            by=self._actor(superior, now),
            now=now,
        )
