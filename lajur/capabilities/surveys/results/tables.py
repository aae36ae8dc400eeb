"""The tables of a result: behind its pictures, in its files, in the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lajur.capabilities.surveys.models import Question, QuestionKind, Survey
from lajur.capabilities.surveys.questionnaire import PROFILE
from lajur.capabilities.surveys.results.queries import Part, Result
from lajur.capabilities.surveys.rules import NRR_PLACES, Band, Figure, highest_of, rounded
from lajur.casework.overview.tables import Column, Table
from lajur.ui import formats

NAMES = (gettext_noop("Sangat baik"), gettext_noop("Baik"), gettext_noop("Kurang baik"), gettext_noop("Tidak baik"))
"""As the table names them, to be translated."""


def ikm(figure: Figure) -> Decimal | None:
    return None if figure.ikm is None else rounded(figure.ikm)


def nrr(value: Fraction | None) -> Decimal | None:
    return None if value is None else rounded(value, NRR_PLACES)


def quality(band: Band | None) -> str:
    return f"{band.letter} ({_(band.name)})" if band else "–"


def interval(figure: Figure) -> str:
    """73,36–100,00; an empty text where there is none."""
    if figure.interval is None:
        return ""
    low, high = figure.interval
    return f"{formats.number(low)}–{formats.number(high)}"


def period_of(survey: Survey) -> str:
    return f"{formats.long_date(survey.period_from)} – {formats.long_date(survey.period_until)}"


def short_periods(surveys: Sequence[Survey]) -> list[str]:
    """Jun 2026, the month in which each period ends; 30 Jun 2026 where another of them ends in that month."""
    names = formats.SHORT_MONTHS[formats.language()]
    ends = [survey.period_until for survey in surveys]
    months = Counter(day.replace(day=1) for day in ends)
    return [f"{day.day} " * (months[day.replace(day=1)] > 1) + f"{names[day.month - 1]} {day.year}" for day in ends]


def element_table(result: Result) -> Table:
    """NRR per element with how often each value was given."""
    columns = [
        Column(_("Unsur")), Column(_("Nilai 1"), "angka"), Column(_("Nilai 2"), "angka"), Column(_("Nilai 3"), "angka"),
        Column(_("Nilai 4"), "angka"), Column("NRR", "pecahan"), Column(_("NRR tertimbang"), "pecahan"),
        Column("NRR × 25", "pecahan"), Column(_("Mutu")),
    ]  # fmt: skip
    rows: list[Sequence[Any]] = [
        (
            f"U{question.number} {question.title}", *element.tally, nrr(element.nrr), nrr(element.weighted),
            None if element.index is None else rounded(element.index), quality(element.band),
        )
        for question, element in zip(result.elements, result.whole.elements, strict=True)
    ]  # fmt: skip
    note = _("Setiap unsur berbobot sama, 1/%(n)s; IKM = jumlah NRR tertimbang × 25.") % {"n": len(result.elements)}
    return Table("unsur", _("Nilai setiap unsur"), columns, rows, note)


def group_table(result: Result) -> Table:
    return _parts("kalangan", _("Menurut kalangan responden"), _("Kalangan"), result.groups, result.elements)


def service_table(result: Result) -> Table:
    return _parts("layanan", _("Menurut jenis layanan"), _("Layanan"), result.services, result.elements)


def _parts(key: str, title: str, name: str, parts: Sequence[Part], elements: Sequence[Question]) -> Table:
    columns = [Column(name), Column(_("Jawaban"), "angka"), Column("IKM", "pecahan"), Column(_("Mutu"))]
    columns += [Column(_("Selang kepercayaan 95 %"))]
    columns += [Column(f"U{question.number}", "pecahan") for question in elements]
    rows = [
        (
            part.title, part.figure.respondents, ikm(part.figure), quality(part.figure.band),
            interval(part.figure) or "–", *(nrr(element.nrr) for element in part.figure.elements),
        )
        for part in parts
    ]  # fmt: skip
    return Table(key, title, columns, rows)


def sample_table(result: Result) -> Table:
    """How many answered of how many were wanted."""
    columns = [
        Column(_("Kalangan")), Column(_("Populasi"), "angka"), Column(_("Paling sedikit"), "angka"),
        Column(_("Menjawab"), "angka"),
    ]  # fmt: skip
    rows = [(part.title, part.population, part.minimum, part.figure.respondents) for part in result.groups]
    return Table("responden", _("Responden"), columns, rows)


def trend_table(result: Result) -> Table:
    columns = [Column(_("Masa")), Column(_("Jawaban"), "angka"), Column("IKM", "pecahan"), Column(_("Mutu"))]
    columns += [Column(f"U{question.number}", "pecahan") for question in result.elements]
    rows: list[Sequence[Any]] = []
    periods = [*result.before, (result.survey, result.whole)]
    names = short_periods([survey for survey, _figure in periods])
    for name, (_survey, figure) in zip(names, periods, strict=True):
        known = {element.key: nrr(element.nrr) for element in figure.elements}
        values = [known.get(question.key) for question in result.elements]
        rows.append((name, figure.respondents, ikm(figure), quality(figure.band), *values))
    return Table("tren", _("Antar masa"), columns, rows)


def theme_table(result: Result) -> Table:
    columns = [Column(_("Tema")), Column(_("Saran yang menyebutnya"), "angka")]
    rows = [(theme.words, theme.remarks) for theme in result.counts.themes]
    read, written = formats.number(result.counts.read), formats.number(result.counts.remarks)
    note = _("Dari %(n)s saran tertulis.") % {"n": written}
    if result.counts.read < result.counts.remarks:
        note = _("Sementara dari %(n)s saran pertama; seluruh %(all)s saran dihitung saat survei ditutup.") % {
            "n": read, "all": written,
        }  # fmt: skip
    return Table("tema", _("Yang disebut dalam saran"), columns, rows, note)


def extra_tables(result: Result) -> list[Table]:
    """A table for each extra question with given answers, and for each of the profile that anybody answered."""
    found = []
    columns = [Column(_("Jawaban")), Column(_("Banyaknya"), "angka"), Column(_("Bagian"), "persen")]
    for question in result.extras:
        given = result.counts.extras.get(question.key, {})
        labels = _labels(question)
        rows = _shares([(label, given.get(code, 0)) for code, label in labels])
        if rows:
            found.append(Table(question.key, question.title, columns, rows))
    for key, title, answers in PROFILE:
        given = result.counts.extras.get(key, {})
        rows = _shares([(str(label), given.get(code, 0)) for code, label in answers])
        if rows:
            found.append(Table(f"profil-{key}", str(title), columns, rows))
    return found


def _labels(question: Question) -> list[tuple[str, str]]:
    """Answers are kept as numbers: points of a scale, places of a choice, both from 1."""
    scale = question.kind == QuestionKind.SCALE
    return [(str(place), f"{place} {word}" if scale else word) for place, word in enumerate(question.words, start=1)]


def _shares(rows: Sequence[tuple[str, int]]) -> list[tuple[str, int, float]]:
    total = sum(number for _label, number in rows)
    return [(label, number, number / total) for label, number in rows] if total else []


def band_table(bands: Sequence[Band]) -> Table:
    """The scale of the regulation."""
    columns = [Column(_("Mutu")), Column(_("Kinerja")), Column("IKM"), Column("NRR")]
    rows = []
    for band in bands:
        low, high = band.lowest, highest_of(band, bands)
        rows.append(
            (
                band.letter, _(band.name), f"{formats.number(low)}–{formats.number(high)}",
                f"{formats.number(low / 25)}–{formats.number(high / 25)}",
            )
        )  # fmt: skip
    return Table("mutu", _("Skala mutu"), columns, rows)


def all_tables(result: Result) -> list[Table]:
    tables = [
        element_table(result), group_table(result), service_table(result), sample_table(result), trend_table(result),
        theme_table(result), *extra_tables(result),
    ]  # fmt: skip
    return [table for table in tables if table.rows]
