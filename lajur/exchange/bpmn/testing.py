"""Made-up procedures as SOP files hold them, so that they can go out and come back."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

from lajur.catalogue.compiling import FiledSop
from lajur.catalogue.reader import Document, compile, load, parse
from lajur.catalogue.shape import words_of
from lajur.catalogue.writer import to_yaml
from lajur.engine.definition import END, Condition, Sop, Step
from lajur.engine.tests.generated import Generated, make_generated
from lajur.exchange.bpmn.writing import bpmn_of

NUMBERS = range(0, 45, 3)
"""Generated procedures that tests send out: every shape is among them."""


@cache
def sent(which: str | int) -> tuple[FiledSop, bytes]:
    """A SOP of the catalogue, or the generated one of this number, and the file that it gives."""
    sop = load(which) if isinstance(which, str) else make_generated_file(which)
    return sop, bpmn_of(sop)


def make_generated_file(number: int, most: int = 14) -> FiledSop:
    """The generated procedure of this number, written as a SOP file and read back. Its file gives the same flow."""
    made = make_generated(Random(number), most)
    made = replace(made, sop=replace(made.sop, steps={key: _fit(step) for key, step in made.sop.steps.items()}))
    document = parse(to_yaml(content_of(made)), "sop.yaml")
    assert isinstance(document, Document), document
    sop = compile(document, made.sop.id)
    assert isinstance(sop, FiledSop), sop
    assert flow_of(sop) == flow_of(made.sop)
    return sop


def flow_of(sop: Sop) -> list[Any]:
    """What the engine goes by. A step with exits has no other way on."""
    return [
        (step.key, step.next * (not step.exits), step.exits, step.fork, step.group, step.umbrella)
        for step in sop.steps.values()
    ]


def _fit(step: Step) -> Step:
    """A decision with one way out is none in a SOP file."""
    return replace(step, exits=(), next=step.exits[0].target) if len(step.exits) == 1 else step


def content_of(made: Generated) -> dict[str, Any]:
    sop = made.sop
    return {
        "judul": sop.identity.title,
        "nomor": sop.identity.number,
        "tanggal": {"pembuatan": "2026-01-02"},
        "pelaksana": [[key, {"nama": lane.title}] for key, lane in sop.lanes.items()],
        "dokumen": [
            [key, {"nama": kind.title, **({"luar": True} if kind.outside else {})}]
            for key, kind in sop.documents.items()
        ],
        "langkah": _rows(made, [step for step in sop.steps.values() if step.group is None]),
    }


def _rows(made: Generated, steps: list[Step]) -> list[dict[str, Any]]:
    rows = []
    for place, step in enumerate(steps):
        following = steps[place + 1].key if place + 1 < len(steps) else END
        row = _row(step)
        if not step.exits and step.next != following:
            row["lanjut"] = step.next
        if step.fork:
            inside = [other for other in made.sop.steps.values() if other.group == step.key]
            branches = [
                _rows(made, [other for other in inside if made.branch[other.key] == head]) for head in step.fork
            ]
            row["sub"] = {"cara": "serentak", "langkah": branches}
        rows.append(row)
    return rows


def _row(step: Step) -> dict[str, Any]:
    standard = step.standard
    time: Any = words_of(standard.time) if standard.time and standard.time.amount else None
    if standard.until_fact:
        time = {"menurut": standard.until_fact}
    row: dict[str, Any] = {
        "kunci": step.key,
        "no": step.no,
        "kegiatan": step.title,
        "pelaksana": step.lane,
        "mutu_baku": _filled(
            kelengkapan=list(standard.needs), waktu=time, output=list(standard.yields), bersama=standard.shared_with
        ),
        "menunjuk": list(step.appoints),
        "payung": step.umbrella,
        "isian": [
            [
                asked.key,
                _filled(
                    label=asked.label, jenis=asked.kind, wajib=asked.required, min=asked.minimum, maks=asked.maximum,
                    pribadi=asked.personal,
                ),
            ]
            for asked in step.fields
        ],
    }  # fmt: skip
    if step.by_facts:
        row["pilihan"] = [
            _filled(jika=[_asked(one) for one in way.conditions], label=way.label, ke=way.target) for way in step.exits
        ]
    elif step.exits:
        row["keputusan"] = [[way.label, way.target] for way in step.exits]
    if step.call:
        row["panggil"] = _filled(
            sop=step.call.sop, bawa=list(step.call.hands_in), terima=[list(pair) for pair in step.call.takes_out]
        )
    return _filled(**row)


def _asked(condition: Condition) -> list[Any]:
    return [condition.fact, {condition.comparison.replace("-", "_"): condition.value}]


def _filled(**parts: Any) -> dict[str, Any]:
    return {key: part for key, part in parts.items() if part not in (None, [], {}, (), "", False)}
