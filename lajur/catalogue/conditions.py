"""Whether the facts that a SOP goes by are asked for, fit their fields, and always lead somewhere."""

from __future__ import annotations

from collections.abc import Mapping

from lajur.catalogue.findings import shorten
from lajur.catalogue.flow import Flow
from lajur.catalogue.outline import Row
from lajur.catalogue.schema import Path
from lajur.catalogue.structure import Places
from lajur.engine.definition import END, Condition, Exit, Field, Sop, Step

_NUMERIC = ("kurang-dari", "lebih-dari", "minimal", "maksimal")
Asked = dict[str, dict[str, Field]]
"""Fact → the steps that ask for it."""


def check_conditions(sop: Sop, rows: Mapping[str, Row], flow: Flow, places: Places) -> None:
    asked: Asked = {}
    for step in sop.steps.values():
        for field in step.fields:
            steps = asked.setdefault(field.key, {})
            other, same = next(iter(steps.items()), (step.key, field))
            if (same.kind, same.options, same.personal) != (field.kind, field.options, field.personal):
                path: Path = (*rows[step.key].path, "isian", field.key)
                places.report("isian-beda", path, key=field.key, step=other)
            steps[step.key] = field
    for step in sop.steps.values():
        _check_until(step, rows[step.key], asked, flow, places)
        for index, way in enumerate(step.exits):
            for condition in way.conditions:
                _check_condition(step, condition, _path(rows[step.key], index), asked, flow, places)
        if step.by_facts:
            _check_circles(step, rows[step.key], asked, flow, places)
            if step.exits[-1].conditions:
                _check_cover(step, rows[step.key], asked, flow, places)


def _path(row: Row, index: int) -> Path:
    """The place of a step's way number `index`."""
    return (*row.path, "sub", "langkah", index) if row.way == "pilihan" else (*row.path, "pilihan", index)


def _check_until(step: Step, row: Row, asked: Asked, flow: Flow, places: Places) -> None:
    fact = step.standard.until_fact
    if fact is None:
        return
    given = [
        key
        for key, field in asked.get(fact, {}).items()
        if field.kind == "tanggal" and not field.personal and flow.can_come_before(key, step.key)
    ]
    if not given:
        places.report("menurut-bukan-tanggal", (*row.path, "mutu_baku", "waktu"), key=fact)


def _check_condition(step: Step, condition: Condition, path: Path, asked: Asked, flow: Flow, places: Places) -> None:
    fact = condition.fact
    steps = asked.get(fact, {})
    if not any(key == step.key or flow.can_come_before(key, step.key) for key in steps):
        places.report("syarat-tanpa-isian", path, key=fact, hint=places.hint(fact, asked))
        return
    field = next(iter(steps.values()))
    if field.personal:
        places.report("syarat-salah-nilai", path, value="", key=fact, why="data pribadi tidak dapat menjadi syarat")
        return
    for value in condition.value if isinstance(condition.value, tuple) else (condition.value,):
        if why := _unfit(field, condition, value):
            places.report("syarat-salah-nilai", path, value=shorten(value), key=fact, why=why)


def _unfit(field: Field, condition: Condition, value: object) -> str:
    """Why `value` cannot be compared with an answer to `field`; empty when it can."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if condition.comparison in _NUMERIC and field.kind not in ("angka", "uang"):
        return "perbandingan besar kecil hanya untuk angka dan uang"
    match field.kind:
        case "angka" | "uang":
            return "" if number else "tulis sebagai angka"
        case "ya-tidak":
            return "" if isinstance(value, bool) else "tulis true atau false"
        case "pilihan":
            known = [option for option, _ in field.options]
            return "" if value in known else f"pilihannya {', '.join(known)}"
        case _:
            return ""


def _check_circles(step: Step, row: Row, asked: Asked, flow: Flow, places: Places) -> None:
    """Facts that nobody is asked for again choose the same way again: it must lead to the end by itself."""
    facts = dict.fromkeys(condition.fact for way in step.exits for condition in way.conditions)
    asking = {key for fact in facts for key in asked.get(fact, {})}
    if step.key in asking:
        return
    for index, way in enumerate(step.exits):
        if way.target == END:
            continue
        reached = flow.reach([way.target], {step.key, *asking}, patient=False)
        ends = any(key in flow.ending and flow.branch_of[key] == row.branch for key in reached - {step.key})
        if step.key in reached and not ends and not reached & asking:
            told = ", ".join(f"“{fact}”" for fact in facts)
            places.report("berputar-tanpa-isian", _path(row, index), label=shorten(way.label), facts=told)


def _check_cover(step: Step, row: Row, asked: Asked, flow: Flow, places: Places) -> None:
    """Without a last way that needs no condition, every answer to some field that is always given must have a way."""
    facts = dict.fromkeys(condition.fact for way in step.exits for condition in way.conditions)
    why = "syaratnya tidak mencakup semua pilihan dari satu isian"
    for fact in facts:
        fields = asked.get(fact, {})
        answers = _answers(next(iter(fields.values()))) if fields else ()
        open_answers = [answer for answer in answers if not any(_taken(way, fact, answer) for way in step.exits)]
        if not answers:
            continue
        if open_answers:
            why = f"“{fact}: {_written(open_answers[0])}” tidak mempunyai jalan"
            continue
        required = [key for key, field in fields.items() if field.required]
        if flow.always_before(required, step.key):
            return
        why = f"“{fact}” tidak selalu terisi (wajibkan isiannya pada setiap jalan sebelum langkah ini)"
    places.report("pilihan-tidak-lengkap", _path(row, len(step.exits) - 1), why=why)


def _answers(field: Field) -> tuple[object, ...]:
    if field.kind == "ya-tidak":
        return (True, False)
    return tuple(value for value, _ in field.options)


def _written(answer: object) -> str:
    return {True: "true", False: "false"}.get(answer, str(answer)) if isinstance(answer, bool) else str(answer)


def _taken(way: Exit, fact: str, answer: object) -> bool:
    return all(condition.holds({fact: answer}) for condition in way.conditions)
