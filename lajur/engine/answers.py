"""Whether the answers to a step's generic form may stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import Any

from lajur.engine.definition import Field, Step

YEARS = range(1900, 2101)
"""Dates outside are slips of the pen; as deadlines they would lie beyond every calendar (`worktime.HORIZON_YEARS`)."""


def faults_in(step: Step, answers: Mapping[str, Any]) -> dict[str, str]:
    """Field key → Indonesian sentence that says how to mend it; empty when all is well."""
    faults: dict[str, str] = {}
    known = {asked.key for asked in step.fields}
    for key in answers:
        if key not in known:
            faults[key] = "Isian ini tidak dikenal pada langkah ini."
    for asked in step.fields:
        given = answers.get(asked.key)
        if given is None or given == "":
            if asked.required:
                faults[asked.key] = f"Isi “{asked.label}”."
        elif fault := _fault(asked, given):
            faults[asked.key] = fault
    return faults


def _fault(asked: Field, given: Any) -> str | None:
    match asked.kind:
        case "angka" | "uang":
            return _number_fault(asked, given)
        case "pilihan":
            if not isinstance(given, str) or given not in {value for value, _ in asked.options}:
                return f"Pilih salah satu pilihan pada “{asked.label}”."
        case "ya-tidak":
            if not isinstance(given, bool):
                return f"Jawab “{asked.label}” dengan ya atau tidak."
        case "tanggal":
            try:
                year = date.fromisoformat(given).year
            except (TypeError, ValueError):
                return f"Isi “{asked.label}” dengan tanggal yang ada di kalender."
            if year not in YEARS:
                return f"Isi “{asked.label}” dengan tanggal antara tahun {YEARS[0]} dan {YEARS[-1]}."
        case "teks" | "paragraf":
            if not isinstance(given, str):
                return f"Isi “{asked.label}” dengan teks."
    return None


def _number_fault(asked: Field, given: Any) -> str | None:
    if isinstance(given, bool) or not isinstance(given, int | float) or not isfinite(given):
        return f"Isi “{asked.label}” dengan angka."
    if asked.minimum is not None and given < asked.minimum:
        return f"“{asked.label}” paling sedikit {asked.minimum}."
    if asked.maximum is not None and given > asked.maximum:
        return f"“{asked.label}” paling banyak {asked.maximum}."
    return None
