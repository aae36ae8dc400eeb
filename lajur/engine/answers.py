"""Whether the answers to a step's generic form may stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import Any

from lajur.engine.definition import Field, Step
from lajur.engine.refusal import Words

YEARS = range(1900, 2101)
"""Dates outside are slips of the pen; as deadlines they would lie beyond every calendar (`worktime.HORIZON_YEARS`)."""


def faults_in(step: Step, answers: Mapping[str, Any]) -> dict[str, Words]:
    """Field key → sentence that says how to mend it; empty when all is well."""
    faults: dict[str, Words] = {}
    known = {asked.key for asked in step.fields}
    for key in answers:
        if key not in known:
            faults[key] = Words("Isian ini tidak dikenal pada langkah ini.")
    for asked in step.fields:
        given = answers.get(asked.key)
        if given is None or given == "":
            if asked.required:
                faults[asked.key] = Words("Isi “{label}”.", label=asked.label)
        elif fault := _fault(asked, given):
            faults[asked.key] = fault
    return faults


def _fault(asked: Field, given: Any) -> Words | None:
    match asked.kind:
        case "angka" | "uang":
            return _number_fault(asked, given)
        case "pilihan":
            if not isinstance(given, str) or given not in {value for value, _ in asked.options}:
                return Words("Pilih salah satu pilihan pada “{label}”.", label=asked.label)
        case "ya-tidak":
            if not isinstance(given, bool):
                return Words("Jawab “{label}” dengan ya atau tidak.", label=asked.label)
        case "tanggal":
            try:
                year = date.fromisoformat(given).year
            except (TypeError, ValueError):
                return Words("Isi “{label}” dengan tanggal yang ada di kalender.", label=asked.label)
            if year not in YEARS:
                return Words(
                    "Isi “{label}” dengan tanggal antara tahun {first} dan {last}.",
                    label=asked.label,
                    first=YEARS[0],
                    last=YEARS[-1],
                )
        case "teks" | "paragraf":
            if not isinstance(given, str):
                return Words("Isi “{label}” dengan teks.", label=asked.label)
    return None


def _number_fault(asked: Field, given: Any) -> Words | None:
    if isinstance(given, bool) or not isinstance(given, int | float) or not isfinite(given):
        return Words("Isi “{label}” dengan angka.", label=asked.label)
    if asked.minimum is not None and given < asked.minimum:
        return Words("“{label}” paling sedikit {limit}.", label=asked.label, limit=asked.minimum)
    if asked.maximum is not None and given > asked.maximum:
        return Words("“{label}” paling banyak {limit}.", label=asked.label, limit=asked.maximum)
    return None
