"""The pictures of a result. Each stands above the table that holds the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lajur.capabilities.surveys.results.queries import Part, Result
from lajur.capabilities.surveys.results.tables import ikm, interval, nrr, short_periods
from lajur.capabilities.surveys.rules import Band, Figure, rounded
from lajur.ui import formats
from lajur.ui.charts import Bar, Scale, banded, bars, line, radar

MOST = 12


def index_scale(bands: Sequence[Band]) -> Scale:
    """25–100, with where each quality but the lowest begins."""
    return Scale(25, 100, [(float(band.lowest), band.letter) for band in reversed(bands[:-1])])


def element_scale(bands: Sequence[Band]) -> Scale:
    return Scale(1, 4, [(float(band.lowest) / 25, band.letter) for band in reversed(bands[:-1])])


def of_elements(result: Result) -> SafeString:
    rows = []
    for question, element in zip(result.elements, result.whole.elements, strict=True):
        value = nrr(element.nrr)
        if value is not None and element.band is not None:
            text = f"{formats.number(value)} · {element.band.letter}"
            rows.append(Bar(f"U{question.number} {question.title}", float(value), text))
    words = _("Batang: NRR setiap unsur, dari 1 sampai 4. Garis melintang: batas bawah mutu C, B, dan A.")
    return banded("gambar-unsur", _("Nilai setiap unsur"), words, rows, scale=element_scale(result.bands))


def of_radar(result: Result) -> SafeString:
    """All elements at a glance, with the period before as a dashed outline where it asked the same."""
    pairs = zip(result.elements, result.whole.elements, strict=True)
    values = [(question, nrr(element.nrr)) for question, element in pairs]
    rows = [
        Bar(f"U{question.number}", float(value), formats.number(value))
        for question, value in values
        if value is not None
    ]
    before: list[float] = []
    if result.previous is not None:
        known = {element.key: nrr(element.nrr) for element in result.previous[1].elements}
        old = [known.get(question.key) for question, value in values if value is not None]
        before = [float(value) for value in old if value is not None]
        before = before if len(before) == len(rows) else []
    words = _("Setiap sudut satu unsur; makin jauh dari tengah, makin tinggi NRR. Cincin: batas mutu C, B, A, dan 4.")
    if before:
        words += " " + _("Garis putus-putus: masa sebelumnya.")
    return radar(
        "gambar-radar", _("Semua unsur sekaligus"), words, rows, scale=element_scale(result.bands), before=before
    )


def of_groups(result: Result) -> SafeString:
    return _of_parts("gambar-kalangan", _("Menurut kalangan responden"), result, result.groups)


def of_services(result: Result) -> SafeString:
    return _of_parts("gambar-layanan", _("Menurut jenis layanan"), result, result.services)


def _of_parts(name: str, title: str, result: Result, parts: Sequence[Part]) -> SafeString:
    rows = [_bar(part.title, part.figure) for part in parts[:MOST] if part.figure.ikm is not None]
    words = _("Batang: IKM, dari 25 sampai 100. Garis melintang: batas bawah mutu C, B, dan A.")
    if any(row.part for row in rows):
        words += " " + _("Garis tipis: selang kepercayaan 95 %.")
    return banded(name, title, words, rows, scale=index_scale(result.bands))


def _bar(label: str, figure: Figure) -> Bar:
    value, found = ikm(figure), figure.interval
    assert value is not None
    assert figure.band is not None
    text = f"{formats.number(value)} · {figure.band.letter}"
    wide = found is not None and found[1] - found[0] > Decimal("0.5") and not figure.is_hint
    return Bar(label, float(value), text, part=float(found[0]) if found is not None and wide else 0)


def of_trend(result: Result) -> SafeString:
    periods = [*result.before, (result.survey, result.whole)]
    names = short_periods([survey for survey, _figure in periods])
    rows = [
        Bar(name, float(rounded(figure.ikm)), formats.number(rounded(figure.ikm)))
        for name, (_survey, figure) in zip(names, periods, strict=True)
        if figure.ikm is not None
    ]
    if len(rows) < 2:
        return SafeString("")
    words = _("Titik: IKM setiap masa survei. Garis putus-putus: batas bawah mutu C, B, dan A.")
    return line("gambar-tren", _("Antar masa"), words, rows, scale=index_scale(result.bands))


def of_themes(result: Result) -> SafeString:
    rows = [
        Bar(theme.words, theme.remarks, formats.number(theme.remarks)) for theme in list(result.counts.themes)[:MOST]
    ]
    words = _("Batang: banyaknya saran yang menyebut tema itu.")
    return bars("gambar-tema", _("Yang disebut dalam saran"), words, rows)


def words_of(result: Result) -> str:
    """The result in one sentence."""
    figure = result.whole
    if figure.ikm is None or figure.band is None:
        return _("Belum ada jawaban yang dihitung.")
    told = {
        "ikm": formats.number(rounded(figure.ikm)), "letter": figure.band.letter, "name": _(figure.band.name).lower(),
        "n": formats.number(figure.respondents), "interval": interval(figure),
    }  # fmt: skip
    if not told["interval"]:
        return _("IKM %(ikm)s dari %(n)s jawaban: mutu %(letter)s, %(name)s.") % told
    return (
        _("IKM %(ikm)s (selang kepercayaan 95 %%: %(interval)s) dari %(n)s jawaban: mutu %(letter)s, %(name)s.") % told
    )
