"""A SOP as the engine sees it: lanes, documents, steps and where each step leads.

Built by `lajur.catalogue.reader` from a SOP file, never by hand outside tests. Everything is immutable, so one
compiled SOP serves every case that is pinned to its edition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from lajur.engine.worktime import Duration

END = "selesai"
"""Target of an exit that ends the case; in a branch of a side-by-side group it ends the branch."""

FieldKind = Literal["teks", "paragraf", "angka", "uang", "tanggal", "pilihan", "ya-tidak"]
Comparison = Literal["sama", "bukan", "kurang-dari", "lebih-dari", "minimal", "maksimal", "salah-satu"]


@dataclass(frozen=True, slots=True)
class Lane:
    """A column of the sheet: who acts. `per_case` lanes are bound to persons when the case starts or by a step."""

    key: str
    title: str
    qualifications: tuple[str, ...] = ()
    per_case: bool = False


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of kelengkapan or output. `outside` kinds may come from outside the procedure (attached when needed);
    `tool` kinds are equipment or requirements that the sheet lists as kelengkapan: shown, never attached."""

    key: str
    title: str
    outside: bool = False
    tool: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a step's generic form; its answer becomes a fact of the case under `key`."""

    key: str
    label: str
    kind: FieldKind = "teks"
    required: bool = False
    options: tuple[tuple[str, str], ...] = ()
    help: str = ""
    minimum: int | None = None
    maximum: int | None = None
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """`fact` compared with `value`; a fact that nobody has given satisfies no comparison."""

    fact: str
    comparison: Comparison
    value: Any

    def holds(self, facts: Mapping[str, Any]) -> bool:
        if self.fact not in facts:
            return False
        given = facts[self.fact]
        match self.comparison:
            case "sama":
                return bool(given == self.value)
            case "bukan":
                return bool(given != self.value)
            case "salah-satu":
                return given in self.value
        if not isinstance(given, int | float):
            return False
        match self.comparison:
            case "kurang-dari":
                return bool(given < self.value)
            case "lebih-dari":
                return bool(given > self.value)
            case "minimal":
                return bool(given >= self.value)
            case "maksimal":
                return bool(given <= self.value)
        raise AssertionError(self.comparison)


@dataclass(frozen=True, slots=True)
class Exit:
    """One way out of a step. With `conditions` the facts choose it (all must hold); without, it is an officer's
    choice in a decision, or the way taken otherwise in a choice by fact."""

    label: str
    target: str
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """Another SOP run as a child case: kinds handed in, and kinds taken out (child's kind → our kind)."""

    sop: str
    hands_in: tuple[str, ...] = ()
    takes_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Standard:
    """Mutu baku of a row. `time` None means the paper sets none; `text` is its wording.

    `until_fact`: the deadline is the date in that fact ("sesuai jadwal"). `shared_with`: this row's cell is merged
    with that earlier row's: the deadline runs from there, the needs are asked there, the outputs at the last row.
    """

    needs: tuple[str, ...] = ()
    time: Duration | None = None
    text: str = ""
    yields: tuple[str, ...] = ()
    until_fact: str | None = None
    shared_with: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the sheet.

    `exits` empty: goes on to `next`. `by_facts`: the facts choose among `exits`; otherwise the officer decides.
    `fork`: heads of the branches opened side by side when the step is done; `next` follows when all have ended.
    `group`: the forking step whose branch this step belongs to. `umbrella`: a heading row: no task of its own, its
    branches open at once and inherit its time and needs. `appoints`: lanes this step binds to persons.
    """

    key: str
    no: str
    title: str
    lane: str
    standard: Standard = field(default_factory=Standard)
    next: str = END
    exits: tuple[Exit, ...] = ()
    by_facts: bool = False
    fork: tuple[str, ...] = ()
    group: str | None = None
    umbrella: bool = False
    with_lanes: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    form: str | None = None
    effects: tuple[str, ...] = ()
    appoints: tuple[str, ...] = ()
    call: Call | None = None
    remark: str = ""
    note: str = ""
    added: bool = False

    @property
    def is_decision(self) -> bool:
        return bool(self.exits) and not self.by_facts

    def exit(self, label: str) -> Exit | None:
        return next((way for way in self.exits if way.label == label), None)


@dataclass(frozen=True, slots=True)
class Identity:
    """The identity page of the sheet; dates are ISO strings or None, lists keep the paper's order."""

    title: str
    number: str
    agency_name: str = ""
    unit: str = ""
    created: str | None = None
    revised: str | None = None
    effective: str | None = None
    approver_title: str = ""
    approver_name: str = ""
    approver_nip: str = ""
    legal_bases: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()
    purpose: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sop:
    """One edition of a procedure, compiled. `steps` keep the sheet's order; the first is the start."""

    id: str
    identity: Identity
    lanes: Mapping[str, Lane]
    documents: Mapping[str, DocumentKind]
    steps: Mapping[str, Step]

    @cached_property
    def first(self) -> Step:
        return next(iter(self.steps.values()))

    @cached_property
    def _last_of_shared(self) -> Mapping[str, str]:
        last: dict[str, str] = {}
        for step in self.steps.values():
            if step.standard.shared_with:
                last[step.standard.shared_with] = step.key
        return last

    def starts_shared(self, step: Step) -> bool:
        """Whether a merged cell begins at this row."""
        return step.key in self._last_of_shared

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {key: index for index, key in enumerate(self.steps)}

    @cached_property
    def _heads(self) -> Mapping[str, str]:
        """Step inside a group → the head of its branch."""
        heads: dict[str, str] = {}
        for heading in self.steps.values():
            for head in heading.fork:
                waiting = [head]
                while waiting:
                    key = waiting.pop()
                    if key in heads or key not in self.steps or self.steps[key].group != heading.key:
                        continue
                    heads[key] = head
                    step = self.steps[key]
                    waiting.extend(way.target for way in step.exits)
                    waiting.append(step.next)
        return heads

    def same_branch(self, step: Step, other: Step) -> bool:
        """Whether both stand in the same branch of the same side-by-side group, or both in none."""
        return step.group == other.group and self._heads.get(step.key) == self._heads.get(other.key)

    def is_return(self, step: Step, target: str) -> bool:
        """Whether going from `step` to `target` leads back up the sheet (or to the same row)."""
        return target != END and self._order[target] <= self._order[step.key]

    def needs_of(self, step: Step) -> tuple[str, ...]:
        """Documents the step needs, with those of the heading row it stands under; tools are left out."""
        needs = step.standard.needs
        if step.group and (heading := self.steps[step.group]).umbrella:
            needs = tuple(dict.fromkeys(heading.standard.needs + needs))
        return tuple(kind for kind in needs if not self.documents[kind].tool)

    def yields_of(self, step: Step) -> tuple[str, ...]:
        """Kinds due when the step is done; a merged cell's outputs fall due at its last row."""
        if step.key in self._last_of_shared:
            return ()
        shared = step.standard.shared_with
        if shared and self._last_of_shared[shared] == step.key:
            return self.steps[shared].standard.yields + step.standard.yields
        return step.standard.yields

    def successors(self, step: Step) -> tuple[str, ...]:
        """Every step that may follow directly, in the sheet's order; the end is left out."""
        if step.fork:
            return step.fork
        ways = [way.target for way in step.exits] if step.exits else [step.next]
        return tuple(dict.fromkeys(key for key in ways if key != END))
