"""Made-up SOPs for property tests: every shape a sheet can hold, put together at random, and always sound."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from lajur.engine.definition import (
    END,
    Call,
    Condition,
    DocumentKind,
    Exit,
    Field,
    Identity,
    Lane,
    Sop,
    Standard,
    Step,
)
from lajur.engine.worktime import Duration

LANES = ("kepala", "petugas", "tim")
TIMES = (
    None,
    None,
    Duration(30, "menit"),
    Duration(3, "jam"),
    Duration(2, "hari"),
    Duration(5, "hari-kalender"),
    Duration(0, "menit"),
)


@dataclass
class Generated:
    """`branch` names, for every step inside a group, the head of the branch it stands in."""

    sop: Sop
    branch: dict[str, str]


@dataclass
class _Maker:
    dice: Random
    budget: int
    rows: dict[str, Step] = field(default_factory=dict)
    branch: dict[str, str] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    dates: list[str] = field(default_factory=list)

    def row(self, group: str | None, **given: Any) -> str:
        self.budget -= 1
        key = f"s{len(self.rows)}"
        lane = self.dice.choice(LANES)
        self.rows[key] = Step(
            key=key, no=str(len(self.rows)), title=f"Mengerjakan {key}", lane=lane, group=group, **given
        )
        return key

    def change(self, key: str, **given: Any) -> None:
        self.rows[key] = replace(self.rows[key], **given)

    def standard(self, **given: Any) -> Standard:
        needs = tuple(kind for kind in sorted(self.kinds) if self.dice.random() < 0.25)
        if self.dice.random() < 0.2:
            needs = (*needs, "luar")
        yields: tuple[str, ...] = ()
        if self.dice.random() < 0.5:
            yields = (
                self.dice.choice(sorted(self.kinds) or ["d0"]) if self.dice.random() < 0.2 else f"d{len(self.kinds)}",
            )
            self.kinds.update(yields)
        return Standard(**{"needs": needs, "time": self.dice.choice(TIMES), "yields": yields, **given})

    def sequence(self, group: str | None, least: int, depth: int) -> str:
        """Rows one after the other; returns the first. Every way leads on, back within the sequence, or to its end."""
        heads: list[str] = []
        tails: list[list[str]] = []
        while len(heads) < least or (self.budget > 0 and self.dice.random() < 0.7 and len(heads) < 7):
            shapes = [self.plain, self.plain, self.choice, self.by_facts, self.merged, self.called]
            if depth < 3 and self.budget > 2:
                shapes += [self.fork, self.umbrella]
            head, tail = self.dice.choice(shapes)(group, heads, depth)
            heads.append(head)
            tails.append(tail)
        for index, tail in enumerate(tails):
            following = heads[index + 1] if index + 1 < len(heads) else END
            for key in tail:
                self.lead_on(key, following)
        return heads[0]

    def lead_on(self, key: str, following: str) -> None:
        exits = tuple(replace(way, target=following) if way.target == "?" else way for way in self.rows[key].exits)
        self.change(key, exits=exits, next=END if exits else following)

    def plain(self, group: str | None, before: list[str], depth: int) -> tuple[str, list[str]]:
        given: dict[str, Any] = {}
        if self.dice.random() < 0.3:
            name = f"f{len(self.rows)}"
            asked = [Field(name, "Jumlah", "angka", minimum=0), Field(f"{name}-nik", "NIK", "teks", personal=True)]
            if group is None:
                asked.append(Field(f"{name}-tanggal", "Tanggal", "tanggal"))
                self.dates.append(f"{name}-tanggal")
            given["fields"] = tuple(asked)
        if self.dice.random() < 0.15:
            given["appoints"] = (self.dice.choice(LANES),)
        standard = self.standard()
        if group is None and self.dates and self.dice.random() < 0.3:
            standard = replace(standard, time=None, until_fact=self.dice.choice(self.dates))
        key = self.row(group, standard=standard, **given)
        return key, [key]

    def choice(self, group: str | None, before: list[str], depth: int) -> tuple[str, list[str]]:
        key = self.row(group, standard=self.standard())
        exits = [Exit("lanjut", "?")]
        if before:
            exits.append(Exit("perbaiki", self.dice.choice(before)))
        if self.dice.random() < 0.3:
            exits.append(Exit("ulangi", key))
        if self.dice.random() < 0.3:
            exits.append(Exit("hentikan", END))
        self.dice.shuffle(exits)
        self.change(key, exits=tuple(exits))
        return key, [key]

    def by_facts(self, group: str | None, before: list[str], depth: int) -> tuple[str, list[str]]:
        fact = f"n{len(self.rows)}"
        asked = Field(fact, "Nilai", "angka", required=True, minimum=0, maximum=10)
        exits = [Exit("baik", "?", (Condition(fact, "minimal", 5),))]
        if before:
            exits.append(Exit("kurang", self.dice.choice(before), (Condition(fact, "kurang-dari", 3),)))
        exits.append(Exit("lainnya", self.dice.choice(["?", END])))
        key = self.row(group, standard=self.standard(), fields=(asked,), exits=tuple(exits), by_facts=True)
        return key, [key]

    def merged(self, group: str | None, before: list[str], depth: int) -> tuple[str, list[str]]:
        first = last = self.row(group, standard=self.standard(time=Duration(2, "hari")))
        for _ in range(self.dice.randint(1, 2)):
            shared = self.row(group, standard=Standard(shared_with=first))
            self.change(last, next=shared)
            last = shared
        return first, [last]

    def called(self, group: str | None, before: list[str], depth: int) -> tuple[str, list[str]]:
        standard = self.standard()
        takes = tuple((f"anak-{kind}", kind) for kind in standard.yields)
        key = self.row(group, standard=standard, call=Call("uji/anak", standard.needs, takes))
        return key, [key]

    def fork(self, group: str | None, before: list[str], depth: int, **given: Any) -> tuple[str, list[str]]:
        key = self.row(group, standard=self.standard(), **given)
        heads = []
        for _ in range(self.dice.randint(2, 3)):
            known = set(self.rows)
            heads.append(self.sequence(key, 1, depth + 1))
            for made in self.rows.keys() - known:
                if self.rows[made].group == key:
                    self.branch[made] = heads[-1]
        self.change(key, fork=tuple(heads))
        return key, [key]

    def umbrella(self, group: str | None, before: list[str], depth: int) -> tuple[str, list[str]]:
        key, tails = self.fork(group, before, depth, umbrella=True)
        self.change(key, standard=replace(self.rows[key].standard, yields=()))
        for head in self.rows[key].fork:
            if self.dice.random() < 0.5 and not self.rows[head].standard.shared_with:
                self.change(head, standard=replace(self.rows[head].standard, time=None, until_fact=None))
        return key, tails


def make_generated(dice: Random, most: int = 14) -> Generated:
    """A sound SOP of about `most` rows at most."""
    maker = _Maker(dice, dice.randint(1, most))
    maker.sequence(None, 1, 0)
    rows = maker.rows
    kinds = {kind for row in rows.values() for kind in (*row.standard.needs, *row.standard.yields)}
    sop = Sop(
        id="uji/acak",
        identity=Identity("SOP acak", "1"),
        lanes={lane: Lane(lane, lane.title()) for lane in LANES},
        documents={kind: DocumentKind(kind, kind.title(), kind == "luar") for kind in sorted(kinds)},
        steps=rows,
    )
    return Generated(sop, maker.branch)
