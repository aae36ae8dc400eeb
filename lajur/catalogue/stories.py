"""Stories of a SOP, `scenarios.yaml`: what somebody does, step by step, and where it must lead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lajur.catalogue.compiling import fact_value
from lajur.catalogue.composed import Either, Key, ListOf, Record, TableOf
from lajur.catalogue.findings import Finding, find, shorten
from lajur.catalogue.schema import Flag, Path, Reading, Shape, Text, Value, did_you_mean
from lajur.catalogue.shape import FIELD_KEY, KEY, LABEL, LINE, Measure, duration_of
from lajur.catalogue.yamltree import Node, Scalar, read_tree
from lajur.engine.definition import END, Sop, Step
from lajur.engine.worktime import Duration


@dataclass(frozen=True, slots=True)
class Move:
    """One completion of `step`, or the attempt that `refusal` (a code) says is refused. `after` passes first; `without`
    maps a kind of document to the reason for going on without it; `late` says whether the deadline has gone by."""

    step: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    choose: str | None = None
    after: Duration | None = None
    without: Mapping[str, str] = field(default_factory=dict)
    refusal: str | None = None
    late: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """`start` is local time of the agency. `ending` are the steps left open in the end; empty when the case ends."""

    title: str
    start: datetime
    moves: tuple[Move, ...]
    ending: tuple[str, ...] = ()
    line: int = 0


class Moment(Shape):
    expected = "waktu seperti 2026-03-02 08:00"

    def read(self, node: Node, path: Path, reading: Reading) -> str | None:
        if isinstance(node, Scalar) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}", node.text):
            try:
                return datetime.fromisoformat(node.text).isoformat()
            except ValueError:
                hint = "waktu ini tidak ada"
                reading.report("salah-tulis", node.line, path, value=node.text, hint=hint)
                return None
        self.mistyped(node, path, reading)
        return None

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}$"}


_WAITS = r"menunggu \[?[a-z0-9, -]+\]?"
MOVE = Record(
    "pada alur",
    (
        Key("langkah", KEY, required=True),
        Key("setelah", Measure()),
        Key("isi", TableOf(FIELD_KEY, Value(), 100)),
        Key("pilih", LABEL),
        Key("tanpa", TableOf(KEY, Text(500, blank=True), 50)),
        Key("tolak", KEY),
        Key("terlambat", Flag()),
    ),
    brief="langkah",
)
STORY_FILE = Record(
    "pada berkas cerita",
    (
        Key(
            "cerita",
            ListOf(
                Record(
                    "pada cerita",
                    (
                        Key("judul", LINE, required=True),
                        Key("mulai", Moment(), required=True),
                        Key("alur", ListOf(Either(scalar=MOVE, table=MOVE), 500), required=True),
                        Key(
                            "akhir",
                            Either(
                                scalar=Text(500, rf"{END}|{_WAITS}", "tulis selesai, atau menunggu [kunci, …]"),
                                table=Record("pada akhir", (Key("menunggu", ListOf(KEY, 50), required=True),)),
                            ),
                            required=True,
                        ),
                    ),
                ),
                100,
            ),
            required=True,
        ),
    ),
)


def read_stories(source: str | bytes, sop: Sop) -> tuple[Story, ...] | list[Finding]:
    """The stories that `source` tells of `sop`, or what is wrong with them. Never raises."""
    tree = read_tree(source)
    if isinstance(tree, list):
        return tree
    reading = Reading()
    content = STORY_FILE.read(tree, (), reading)
    if reading.findings or content is None:
        return sorted(reading.findings, key=lambda finding: finding.line)
    findings: list[Finding] = []
    stories = tuple(
        _story(told, ("cerita", number), sop, reading.lines, findings) for number, told in enumerate(content["cerita"])
    )
    return sorted(findings, key=lambda finding: finding.line) or stories


def _story(told: dict[str, Any], path: Path, sop: Sop, lines: Mapping[Path, int], findings: list[Finding]) -> Story:
    moves = []
    for number, move in enumerate(told["alur"]):
        line = lines[(*path, "alur", number)]
        step = sop.steps.get(move["langkah"])
        if step is None:
            hint = did_you_mean(move["langkah"], sop.steps, findings)
            findings.append(find("cerita-salah", line, why=f"langkah “{move['langkah']}” tidak ada{hint.rstrip('.')}"))
            continue
        findings.extend(find("cerita-salah", line, why=why) for why in _unfit(move, step, sop))
        moves.append(_move(move, step, line))
    ending: tuple[str, ...] = ()
    if told["akhir"] != END:
        waits = told["akhir"]
        ending = tuple(waits["menunggu"] if isinstance(waits, dict) else re.findall(r"[a-z0-9-]+", waits)[1:])
        line = lines[(*path, "akhir")]
        for key in ending:
            if key not in sop.steps:
                findings.append(find("cerita-salah", line, why=f"langkah “{shorten(key)}” pada akhir tidak ada"))
    return Story(told["judul"], datetime.fromisoformat(told["mulai"]), tuple(moves), ending, lines[path])


def _move(told: dict[str, Any], step: Step, line: int) -> Move:
    asked = {one.key: one for one in step.fields}
    answers = {key: fact_value(asked.get(key), value) for key, value in told.get("isi", [])}
    return Move(
        step=step.key,
        answers=answers,
        choose=told.get("pilih"),
        after=duration_of(told["setelah"]) if "setelah" in told else None,
        without=dict(told.get("tanpa", [])),
        refusal=told.get("tolak"),
        late=told.get("terlambat", False),
        line=line,
    )


def _unfit(told: dict[str, Any], step: Step, sop: Sop) -> list[str]:
    """What a move says that its step does not know; a move that is to be refused may say anything."""
    if "tolak" in told:
        return []
    whys = []
    known = {one.key for one in step.fields}
    whys += [f"isian “{key}” tidak ada pada langkah “{step.key}”" for key, _ in told.get("isi", []) if key not in known]
    if "pilih" in told and step.exit(told["pilih"]) is None:
        labels = ", ".join(way.label for way in step.exits) or "tidak ada"
        whys.append(f"jalan “{told['pilih']}” tidak ada pada langkah “{step.key}” (yang ada: {labels})")
    if "pilih" not in told and step.is_decision:
        whys.append(f"langkah “{step.key}” adalah keputusan; tambahkan pilih")
    kinds = {*sop.needs_of(step), *sop.yields_of(step), *step.standard.yields}
    without = [kind for kind, _ in told.get("tanpa", [])]
    whys += [f"dokumen “{kind}” tidak diminta pada langkah “{step.key}”" for kind in without if kind not in kinds]
    if step.umbrella:
        whys.append(f"“{step.key}” adalah baris payung dan tidak mempunyai tugas")
    return whys
