"""What a survey asks: the nine elements with their own scales, as they hold on a day, and extra questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lajur.capabilities.surveys.models import ELEMENTS, POINTS, Question, QuestionKind, Survey
from lajur.engine.refusal import Words
from lajur.registers.organisation.models import Agency
from lajur.registers.reference.queries import value

TABLE = "surveys.unsur"
MOST_EXTRAS = 10
FIRST_EXTRA = ELEMENTS + 1

PROFILE = (
    ("jk", _("Jenis kelamin"), (("l", _("Laki-laki")), ("p", _("Perempuan")))),
    (
        "usia",
        _("Usia"),
        (("17", _("Di bawah 25")), ("25", _("25–34")), ("35", _("35–44")), ("45", _("45–54")), ("55", _("55 ke atas"))),
    ),
    (
        "pendidikan",
        _("Pendidikan"),
        (("sma", _("Sampai SMA")), ("d", _("Diploma")), ("s1", _("S-1")), ("s2", _("S-2 ke atas"))),
    ),
)
"""What the regulation wants to know of respondents, coarse enough that it names nobody; always optional."""


@dataclass(frozen=True, slots=True)
class Wording:
    """An element as the table has it; `words` worst first."""

    title: str
    text: str
    words: tuple[str, ...]


def wordings(on: date, agency: Agency) -> tuple[Wording, ...]:
    """The nine elements that hold on a day. ValueError when the table does not hold nine with four answers each."""
    found = tuple(Wording(row["judul"], row["pertanyaan"], tuple(row["jawaban"])) for row in value(TABLE, on, agency))
    if len(found) != ELEMENTS or any(len(row.words) != POINTS for row in found):
        raise ValueError(f"{TABLE} on {on}: {ELEMENTS} elements with {POINTS} answers each are needed")
    return found


def elements_for(survey: Survey, on: date, agency: Agency) -> list[Question]:
    """Unsaved rows of the nine elements for a new survey."""
    return [
        Question(
            agency=agency, survey=survey, number=number, kind=QuestionKind.ELEMENT, title=row.title, text=row.text,
            words=list(row.words),
        )
        for number, row in enumerate(wordings(on, agency), start=1)
    ]  # fmt: skip


def faults_of(kind: str, words: Iterable[str]) -> dict[str, Any]:
    """Field → what is wrong with the answers of a question; empty when nothing is."""
    given = [word for word in words if word.strip()]
    if kind in (QuestionKind.ELEMENT, QuestionKind.SCALE) and len(given) != POINTS:
        return {"jawaban": Words("Tulis tepat empat jawaban, dari yang terburuk, satu per baris.")}
    if kind == QuestionKind.CHOICE and not 2 <= len(given) <= 8:
        return {"jawaban": Words("Tulis dua sampai delapan pilihan, satu per baris.")}
    if len(set(given)) != len(given):
        return {"jawaban": Words("Ada jawaban yang tertulis dua kali.")}
    if any(len(word) > 80 for word in given):
        return {"jawaban": Words("Setiap jawaban paling panjang 80 huruf.")}
    return {}
