"""One seed after another: acts with faults (safety), then acts without (liveness), with the checks between them."""

from __future__ import annotations

import logging
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import psycopg
from django.db import DatabaseError, InterfaceError, connection
from django_scopes import scope

from lajur.casework.cases.models import Case as CaseRow
from lajur.engine.refusal import Refusal
from lajur.registers.authority import border
from tests.siege import acts, checks, crossing, drafts, holding, keys, mails, office, uploads
from tests.siege.acts import Act
from tests.siege.checks import Broken
from tests.siege.faults import KINDS, Faults, Killed
from tests.siege.liveness import drive_to_the_end
from tests.siege.trial import Trial
from tests.siege.world import PROCESSES, World

UNKNOWN = "?"
MOST_RUNNING = 40
CASES: list[tuple[float, Callable[[World], Act | None]]] = [
    (46, acts.complete), (22, acts.complete_wrongly), (4, acts.send_back), (4, acts.skip), (3, acts.hand_over),
    (1, acts.appoint), (0.5, acts.cancel), (1, acts.call_again), (2.5, acts.answer), (2.5, acts.judge),
    (2, acts.comment), (5, acts.trespass), (2, acts.tell_time), (2.5, acts.start), (2, drafts.type_on),
    (4, keys.complete_by_key), (12, uploads.send), (2, holding.take), (1.5, holding.give_back),
]  # fmt: skip
AROUND: list[tuple[float, Callable[[World], Act | None]]] = [
    (0.12, office.take_office), (0.1, office.leave_office), (0.08, office.bind_lane), (0.08, office.let_go),
    (0.12, office.be_away), (0.06, office.come_back), (0.1, office.new_edition), (0.08, office.calendar_day),
    (0.6, crossing.move_over),
]  # fmt: skip
JOBS: list[tuple[float, Callable[[World], Act | None]]] = [
    (0.5, office.clock_job), (0.3, office.recount_job), (0.15, office.other_job), (0.3, mails.send_mail),
]  # fmt: skip


@dataclass
class Tally:
    acts: int = 0
    seeds: int = 0
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return (
            f"{self.acts} acts over {self.seeds} seeds: {self.done.total()} done, {self.refused.total()} refused,"
            f" {self.faults.total()} faults struck, of {self.unknown.total()} unanswered acts"
            f" {self.unknown['happened']} had happened"
        )


KNOWN_PLANS = {"options": "-c plan_cache_mode=force_generic_plan"}
"""A server keeps its connections for hours, a siege for some fifty acts: the plans that a statement gets from its sixth
run on are taken from the first, as most runs of a served one are."""


@contextmanager
def as_served() -> Iterator[None]:
    """All connections speak as the role of `lajur serve`, so that row-level security is under siege as well; those
    made anew after a death too. Afterwards the tables' owner speaks again."""
    connection.close()
    with patch.dict(border._process), patch.dict(connection.settings_dict["OPTIONS"], KNOWN_PLANS):
        border.close()
        connection.ensure_connection()
        assert getattr(connection, "bound", False), "the database has no role for the border"
        try:
            yield
        finally:
            connection.close()


class Siege:
    """One world under siege. Raises Broken with the number of the act and the seed."""

    def __init__(self, seed: int, tally: Tally) -> None:
        self.world, self.tally, self.faults = World(seed), tally, Faults()
        self.recent: deque[Act] = deque(maxlen=40)
        self.asked: dict[int, UUID] = {}
        self.other = ThreadPoolExecutor(1)
        self.count = 0
        self.now_doing = ""
        self.story: deque[str] = deque(maxlen=12)

    def run(self, most: int, until: float | None = None) -> None:
        world = self.world
        logging.disable(logging.CRITICAL)  # jobs that are struck log it, as they should
        try:
            with as_served(), scope(agency=world.agency), self.faults.watching(), world.office.open():
                while self.count < most and (until is None or time.monotonic() < until):
                    self.step()
                    if self.count % 100 == 0:
                        with world.process(self.world.dice.randrange(PROCESSES)):
                            checks.inbox(world, acts.anybody(world))
                self.now_doing = "liveness"
                self.tally.acts += drive_to_the_end(world, self.send_plainly)
                self.now_doing = "everything, after the end"
                checks.everything(world)
                drafts.check(world)
                keys.check(world)
                uploads.check(world)
                mails.drain(world)
                mails.check(world)
        except Exception as error:
            told = f"seed {world.seed}, act {self.count} ({self.now_doing}): {error}"
            told += "\nbefore it: " + "; ".join(self.story)
            if not isinstance(error, Broken):
                told += "\n" + "".join(traceback.format_tb(error.__traceback__)[-4:])
            raise Broken(f"{told}\nagain: python -m tests.siege --seed {world.seed} --acts {most}") from error
        finally:
            logging.disable(logging.NOTSET)
            self.tally.seeds += 1
            self.tally.faults += self.faults.struck
            self.close()

    def close(self) -> None:
        self.other.submit(lambda: connection.close()).result()
        self.other.shutdown()
        self.world.close()

    def step(self) -> None:
        """Time passes, and somebody does something."""
        world, dice = self.world, self.world.dice
        world.now += timedelta(minutes=dice.choice([0, 0, 1, 2, 5, 20]))
        if dice.random() < 0.01:
            world.now += timedelta(minutes=dice.choice([-1440, -60, 60, 600, 1440, 4000]))
        act = self.pick(CASES + AROUND + JOBS)
        self.count += 1
        self.tally.acts += 1
        luck = dice.random()
        if luck < 0.025:
            self.send_under_fault(act, dice.choice(KINDS[:4]))
        elif luck < 0.06 and not act.parts:
            self.send_overtaken(act, self.pick(CASES + AROUND))
        else:
            self.send_plainly(act)

    def pick(self, table: list[tuple[float, Callable[[World], Act | None]]]) -> Act:
        world, dice = self.world, self.world.dice
        running = len(world.alive())
        while True:
            if self.recent and dice.random() < 0.05:
                return dice.choice(list(self.recent))
            make = dice.choices([one for _, one in table], [weight for weight, _ in table])[0]
            if running < 5:
                make = acts.start
            elif make is acts.start and running >= MOST_RUNNING:
                make = acts.complete
            act = make(world)
            if act is not None:
                if not act.parts and act.happened is None:
                    self.recent.append(act)
                return act

    # Sending

    def answer_to(self, act: Act, process: int) -> str:
        """The code of the refusal, "" when it was done, UNKNOWN when no answer came."""
        self.now_doing = act.name
        try:
            with self.world.process(process):
                outcome = act.run()
        except (Killed, DatabaseError, InterfaceError, psycopg.Error, AssertionError):
            if not self.faults.fired:
                raise
            self.world.die(process)
            outcome = Refusal(UNKNOWN, UNKNOWN)
        code = outcome.code if isinstance(outcome, Refusal) else ""
        self.story.append(
            f"{self.count} {act.name}: {code or 'done'}{' (' + self.faults.kind + ')' if self.faults.fired else ''}"
        )
        return code

    def send_plainly(self, act: Act) -> str:
        trial = Trial(self.world.model, self.world.now)
        wanted = act.judge(trial)
        given = self.answer_to(act, self.world.dice.randrange(PROCESSES))
        self.settle(act, trial, wanted, given)
        return given

    def settle(self, act: Act, trial: Trial, wanted: str, given: str) -> None:
        if wanted != given:
            raise Broken(f"{act.name}: the model says {wanted or 'done'!r}, Lajur {given or 'done'!r}")
        if given:
            self.tally.refused[given] += 1
            return
        self.tally.done[act.name] += 1
        trial.keep()
        self.world.moved()
        self.compare(act, trial)

    def compare(self, act: Act, trial: Trial) -> None:
        world = self.world
        if act.starts and trial.touched:
            self.asked.setdefault(min(number for number in trial.touched), act.starts)
        if not world.find_new(world.model, self.asked):
            raise Broken(f"{act.name}: a case that was started is not there")
        if faults := checks.stored_as(world, world.model, trial.touched):
            raise Broken(f"{act.name}: " + "\n".join(faults))

    def send_under_fault(self, act: Act, kind: str) -> None:
        world = self.world
        trial = Trial(world.model, world.now)
        wanted = act.judge(trial)
        process = world.dice.randrange(PROCESSES)
        self.faults.arm(kind, world.dice.choice([1, 1, 2, 2, 3, 4, 5, 6, 8, 10, 13]))
        given = self.answer_to(act, process)
        self.faults.disarm()
        self.now_doing = f"{act.name} under {kind}"
        if given != UNKNOWN:
            self.settle(act, trial, wanted, given)
        elif wanted:
            if faults := checks.stored_as(world, world.model, trial.touched.keys() & world.ids.keys()):
                raise Broken(f"{act.name} was to be refused, and did something: " + "\n".join(faults))
        else:
            self.resolve(act, trial)

    def resolve(self, act: Act, trial: Trial) -> None:
        """No answer came: what was asked must have happened wholly or not at all, and a job's parts each so."""
        world = self.world
        if act.happened is not None:
            happened = act.happened()
        else:
            old = [number for number in trial.touched if number in world.ids]
            keys = {world.ids[number]: number for number in old}
            lengths = dict(CaseRow.objects.filter(id__in=keys).values_list("id", "journal_length"))
            moved = {n for key, n in keys.items() if lengths[key] != world.model.cases[n].entries}
            if act.parts:
                trial.touched = {number: trial.touched[number] for number in moved}
                happened = True
            elif moved:
                happened = True
            else:
                happened = bool(act.starts) and CaseRow.objects.filter(id=act.starts).exists()
        self.tally.unknown["happened" if happened else "nothing"] += 1
        if happened:
            trial.keep()
            world.moved()
            self.compare(act, trial)
        elif faults := checks.stored_as(world, world.model, trial.touched.keys() & world.ids.keys()):
            raise Broken(f"{act.name} did not happen, and did something: " + "\n".join(faults))

    def send_overtaken(self, act: Act, fast: Act) -> None:
        """While `act` is under way and holds nothing yet, `fast` is done by another process from first to last."""
        world, given = self.world, []

        def overtake() -> None:
            given.append(self.other.submit(self.elsewhere, fast, (process + 1) % PROCESSES).result(30))

        process = world.dice.randrange(PROCESSES)
        self.faults.arm("cross", world.dice.choice([1, 2, 2, 3, 4, 5]), overtake)
        slow = self.answer_to(act, process)
        self.faults.disarm()
        self.now_doing = f"{act.name} overtaken by {fast.name}"
        told = [(fast, *given), (act, slow)] if given else [(act, slow)]
        found = [self.explain(told)]
        if found[0] and len(told) == 2:
            found.append(self.explain(told[::-1]))
        if all(found):
            raise Broken(
                f"{self.now_doing}: no order explains {[code for _, code in told]}: " + "\n".join(map(str, found))
            )
        for one, code in told:
            self.tally.refused.update([code]) if code else self.tally.done.update([one.name])
        self.tally.acts += len(given)

    def elsewhere(self, act: Act, process: int) -> str:
        with scope(agency=self.world.agency), self.world.process(process):
            outcome: Any = act.run()
        self.story.append(f"{self.count} overtaken by {act.name}")
        return outcome.code if isinstance(outcome, Refusal) else ""

    def explain(self, told: list[tuple[Act, str]]) -> list[str]:
        """What speaks against the acts having been done one after the other in this order; nothing: it is so."""
        world, model, touched = self.world, self.world.model.fork(), set()
        ids, asked = dict(world.ids), dict(self.asked)
        faults = []
        for act, code in told:
            trial = Trial(model, world.now)
            if (wanted := act.judge(trial)) != code:
                faults.append(f"{act.name}: the model says {wanted or 'done'!r}, Lajur {code or 'done'!r}")
                break
            if not code:
                trial.keep()
                touched |= trial.touched.keys()
                if act.starts and trial.touched:
                    self.asked.setdefault(min(trial.touched), act.starts)
        if not faults:
            if not world.find_new(model, self.asked):
                faults = ["a case that was started is not there"]
            else:
                faults = checks.stored_as(world, model, touched)
        if faults:
            world.ids, self.asked = ids, asked
        else:
            world.model = model
            world.moved()
        return faults
