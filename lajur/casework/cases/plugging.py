"""Plugs: how a row of a SOP file calls a capability.

A row says ``formulir: surveys.plan`` (one form plug) and ``efek: [surveys.publish]`` (effects, in order). The name is
``<capability>.<name>``: a public name in the module ``lajur/capabilities/<capability>/plug.py``, which stands in
``lajur/config/plugs.py``. The module is imported when a step first asks for it; imports of its own that are heavy
belong inside functions. How to write one::

    class _Plan(FormPlug):
        meaning = Words("Rencana survei disusun di halaman survei")     # told in the SOP editor and by the API

        def leads(self, work):      # False: in this case the step is filled by hand, as if it had no plug
            return survey_of(work.case_id) is not None

        def panel(self, work):      # shown on the task's page, whether the plug leads or not; None shows nothing
            return Panel("surveys/panel_plan.html", {"survey": survey_of(work.case_id), "case": work.case_id})

        def refuse(self, work):     # why the step cannot be completed yet; passable=True: with a reason it can, and
            if few(work):           # that is a deviation of the kind "syarat"
                return Refusal("sampel-kurang", "Sampel {n} dari {wanted}.", {...}, passable=True)
            return None

        def weigh(self, work):      # what stands against the persons that the officer has chosen (`work.chosen`), also
            return None             # where the plug does not lead; passable=True as above

        def makes(self, work):      # kinds of output that `outputs` brings; the form does not ask for these
            return ("rencana-survei",)

        def outputs(self, work):    # made inside the completing transaction: kind → documents, or a Refusal
            return {"rencana-survei": [Given("rencana-survei", text="…")]}

        def facts(self, work):      # answers to questions (`isian`) of the row; the form does not ask these either
            return {"jumlah_sampel": 120}

        def pretend(self, work, random): ...    # the simulator fills the plug so that it leads and does not refuse

    plan = _Plan()

    @effect(Words("Hasil survei diumumkan"))
    def publish(work, outcome):     # after the step, in its transaction; a Refusal undoes the step
        ...

What a writer may count on: `refuse`, `makes`, `outputs` and `facts` are asked only where `leads` says True.
`refuse` and `outputs` are not asked when a decision sends the work back (`work.goes_back`); effects run then too and
may look at `work.exit`. Everything runs in `scope(agency=…)`. On completion the case's row is locked, all is one
transaction, and a plug may be asked again from the start when it lost a race: it must leave nothing outside the
database that harms. `outputs` runs in Indonesian, as all documents of the office, whatever its officer reads.
`work.actor` is what actions want as `by`; `work.by` is the person. A row that calls another SOP
(`panggil`) and rows without `formulir`/`efek` never come here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, lru_cache
from importlib import import_module
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import override

from lajur.casework.documents.actions import Given, NewRecords
from lajur.engine.advance import Outcome
from lajur.engine.commands import Complete
from lajur.engine.definition import Sop, Step
from lajur.engine.refusal import Refusal
from lajur.engine.state import State
from lajur.registers.authority.words import spoken
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency, Person
from lajur.registers.procedures.drafts.plugs import Plug

if TYPE_CHECKING:
    from lajur.casework.cases.shell import Moved
    from lajur.casework.cases.store import Held


OF_DOCUMENTS = "id"
"""The language in which plugs write documents."""


@dataclass(frozen=True)
class Work:
    """A task as plugs see it. `sop_key` is the procedure's key, `task_id` the task's in its case (`<step>.<visit>`).
    `exit` is the decision taken, known only when the step is completed; `facts` and `appointments` are the case's;
    `appoints` are the lanes that the step binds to persons, with their titles; `chosen` the persons, once they are."""

    agency_id: str
    case_id: UUID
    case_number: str
    subject: str
    sop_key: str
    task_id: str
    step_key: str
    lane: str
    visit: int
    actor: Actor
    now: datetime
    exit: str | None = None
    goes_back: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    appointments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    yields: tuple[str, ...] = ()
    appoints: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def by(self) -> Person:
        """The person who acts or looks. Raises Person.DoesNotExist for the clock."""
        found: Person = Person.within.get(agency_id=self.agency_id, id=self.actor.person or UUID(int=0))
        return found

    @property
    def task_path(self) -> str:
        return f"/pelaksanaan/{self.case_id}/{self.task_id}/"


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands on the task's page for the plug: a template (`<capability>/panel_….html`) and what it needs. It also
    gets `work` and `request`."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


class FormPlug:
    """A form in the place of a row's generic one. All but `meaning` may be left as it is. `is_final`: what it makes
    cannot be taken back (issued papers), so the officer is shown everything once more before it counts."""

    meaning: str = ""
    is_final: bool = False

    def leads(self, work: Work) -> bool:
        return True

    def panel(self, work: Work) -> Panel | None:
        return None

    def refuse(self, work: Work) -> Refusal | None:
        return None

    def weigh(self, work: Work) -> Refusal | None:
        return None

    def makes(self, work: Work) -> Collection[str]:
        return ()

    def outputs(self, work: Work) -> Mapping[str, Sequence[Given]] | Refusal:
        return {}

    def facts(self, work: Work) -> Mapping[str, Any]:
        return {}

    def pretend(self, work: Work, random: Random) -> None:
        """Do what an officer would do before completing the step. For the simulator and the demonstration."""

    def furnish(self, agency: Agency, now: datetime, random: Random) -> None:
        """Fill the capability's registers of a demonstration agency, once, before its months of work are played."""


@dataclass(frozen=True, slots=True)
class EffectPlug:
    meaning: str
    run: Callable[[Work, Outcome], Refusal | None]


def effect(meaning: str) -> Callable[[Callable[[Work, Outcome], Refusal | None]], EffectPlug]:
    """Make a function an effect that SOP files may name."""
    return lambda run: EffectPlug(meaning, run)


@lru_cache(maxsize=256)
def _found(name: str) -> FormPlug | EffectPlug | None:
    capability, _, what = name.partition(".")
    for module in settings.PLUGS:
        if module.split(".")[-2] == capability and not what.startswith("_"):
            found = getattr(import_module(module), what, None)
            return found if isinstance(found, FormPlug | EffectPlug) else None
    return None


def form_of(step: Step) -> FormPlug | None:
    """The step's form plug; None where it has none, or where an edition names one that is not installed here."""
    found = _found(step.form) if step.form and step.call is None else None
    return found if isinstance(found, FormPlug) else None


def effects_of(step: Step) -> Iterator[EffectPlug]:
    for name in step.effects:
        found = _found(name)
        if isinstance(found, EffectPlug):
            yield found


def all_plugs() -> Iterator[tuple[str, FormPlug | EffectPlug]]:
    """(name, plug) of everything that is installed."""
    for module in settings.PLUGS:
        capability = module.split(".")[-2]
        for name, found in vars(import_module(module)).items():
            if not name.startswith("_") and isinstance(found, FormPlug | EffectPlug):
                yield f"{capability}.{name}", found


def choices() -> Iterable[Plug]:
    """What the SOP editor offers."""
    for name, found in all_plugs():
        yield Plug(name, "formulir" if isinstance(found, FormPlug) else "efek", spoken(found.meaning))


def furnish(agency: Agency, now: datetime, random: Random) -> None:
    for _name, found in all_plugs():
        if isinstance(found, FormPlug):
            found.furnish(agency, now, random)


def work_on(
    *, agency: UUID | str, case: UUID, number: str, subject: str, procedure: str, sop: Sop, state: State, task: str,
    actor: Actor, now: datetime,
) -> Work:  # fmt: skip
    step_key, _, visit = task.rpartition(".")
    step = sop.steps[step_key]
    return Work(
        str(agency), case, number, subject, procedure, task, step_key, step.lane, int(visit), actor, now,
        facts=state.facts, documents=state.documents, appointments=state.appointments, yields=sop.yields_of(step),
        appoints={lane: sop.lanes[lane].title for lane in step.appoints},
    )  # fmt: skip


@dataclass(frozen=True)
class Plugged:
    """What a step's form plug says of a task now. Where it does not lead, there is only its panel."""

    name: str
    plug: FormPlug
    work: Work
    leads: bool
    refusal: Refusal | None = None
    makes: tuple[str, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def panel(self) -> Panel | None:
        return self.plug.panel(self.work)

    @property
    def weighs(self) -> bool:
        """Whether the plug has a say in whom the step appoints."""
        return bool(self.work.appoints) and type(self.plug).weigh is not FormPlug.weigh

    def weighed(self, chosen: Mapping[str, tuple[str, ...]]) -> Refusal | None:
        return self.plug.weigh(replace(self.work, chosen=chosen)) if self.weighs else None

    @property
    def passable(self) -> bool:
        return self.refusal is not None and self.refusal.passable


def plugged(step: Step, work: Callable[[], Work]) -> Plugged | None:
    """None for the many steps without a form plug: then `work` is not even made."""
    plug = form_of(step)
    if plug is None:
        return None
    at = work()
    if not plug.leads(at):
        return Plugged(step.form or "", plug, at, leads=False)
    asked = {one.key for one in step.fields}
    answers = {key: value for key, value in plug.facts(at).items() if key in asked}
    makes = tuple(kind for kind in at.yields if kind in plug.makes(at))
    return Plugged(step.form or "", plug, at, True, plug.refuse(at), makes, answers)


class Doing:
    """A task that is being completed, as its plugs take part: `command` before the engine, `after` behind it."""

    def __init__(
        self, *, by: Actor, now: datetime, exit: str | None, answers: Mapping[str, Any], outputs: Sequence[Given],
        passing: str, appoints: Mapping[str, tuple[str, ...]],
    ) -> None:  # fmt: skip
        self.by, self.now, self.exit, self.passing = by, now, exit, passing.strip()
        self.answers, self.outputs, self.appoints = answers, outputs, appoints
        self._work: Work | None = None

    def work(self, held: Held, sop: Sop, task: str) -> Work:
        step = sop.steps[held.state.open[task].step]
        way = step.exit(self.exit or "")
        at = work_on(
            agency=held.agency.id, case=held.id, number=held.number, subject=held.subject, procedure=held.procedure,
            sop=sop, state=held.state, task=task, actor=self.by, now=self.now,
        )  # fmt: skip
        return replace(
            at, exit=self.exit, chosen=self.appoints, goes_back=way is not None and sop.is_return(step, way.target)
        )

    def command(
        self, held: Held, sop: Sop, records: NewRecords, task: str, make: Callable[..., Complete]
    ) -> Complete | Refusal:
        """The command with what the step's form plug gives; `make` gets answers, outputs, passing."""
        step = sop.steps[held.state.open[task].step]
        answers, outputs, passing = self.answers, list(self.outputs), ""
        if step.form or step.effects:
            self._work = work = self.work(held, sop, task)
            plug = form_of(step)
            leads = plug is not None and plug.leads(work)
            if plug is not None and not work.goes_back:
                for refusal in (plug.refuse(work) if leads else None, plug.weigh(work) if work.chosen else None):
                    if refusal is None:
                        continue
                    if not (refusal.passable and self.passing):
                        return refusal
                    passing = f"{passing} {refusal.sentence}".strip()
                passing = f"{passing} Alasan: {self.passing}" if passing else ""
            if plug is not None and leads:
                asked = {one.key for one in step.fields}
                answers = {**answers, **{k: v for k, v in plug.facts(work).items() if k in asked}}
                with override(OF_DOCUMENTS):
                    made = {} if work.goes_back else plug.outputs(work)
                if isinstance(made, Refusal):
                    return made
                outputs += [given for several in made.values() for given in several]
        return make(answers, records.add(outputs), passing)

    def after(self, moved: Moved, step: Step) -> Refusal | None:
        """Run the step's effects."""
        for plug in effects_of(step):
            assert self._work is not None
            refusal = plug.run(self._work, moved.outcome)
            if refusal is not None:
                return refusal
        return None
