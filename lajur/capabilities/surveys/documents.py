"""The papers of surveys: the report, and what is written down of carrying out and judging its follow-ups."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lajur.capabilities.surveys.followups.comparing import NO_FOLLOW_UPS, compared
from lajur.capabilities.surveys.models import Survey
from lajur.capabilities.surveys.reporting import FollowUp, FollowUpState, Report
from lajur.capabilities.surveys.results import pictures, tables
from lajur.capabilities.surveys.results.queries import result_of
from lajur.casework.documents.papers.models import PaperKind
from lajur.casework.documents.papers.wordings import Wording
from lajur.casework.overview.tables import Column, Table, shown
from lajur.engine.refusal import Words
from lajur.ui import formats
from lajur.ui.charts import Bar, bars
from lajur.ui.charts_on_paper import on_paper

REPORT = "surveys.laporan"
MOST_THEMES = 10
RADAR = 340
"""Pixels wide: as much as a radar needs with its names."""

_SAMPLE_TABLE = {"kepala": ["Unsur", "NRR"], "baris": [["U1 Persyaratan", "3,200"], ["U2 Prosedur", "3,100"]]}
_SAMPLE_PICTURE = on_paper(bars("contoh", "U1", "U1", [Bar("U1 Persyaratan", 3.2, "3,200")]))

WORDINGS = (
    Wording(
        REPORT,
        Words("Laporan hasil survei kepuasan"),
        PaperKind.REPORT,
        Path(__file__).with_name("wordings") / "laporan.txt",
        {
            "ringkasan": Words("hasil dalam satu kalimat"),
            "survei": Words("judul survei"),
            "masa": Words("masa layanan yang dinilai"),
            "ikm": Words("indeks kepuasan masyarakat"),
            "mutu": Words("mutu pelayanan dengan sebutannya"),
            "selang": Words("selang kepercayaan IKM"),
            "responden": Words("banyaknya jawaban yang dihitung"),
            "terendah": Words("daftar tiga unsur terendah"),
            "tabel_unsur": Words("tabel nilai unsur"),
            "tabel_kalangan": Words("tabel menurut kalangan"),
            "tabel_layanan": Words("tabel menurut layanan"),
            "tabel_tren": Words("tabel antar masa; boleh kosong"),
            "tema": Words("daftar tema saran; boleh kosong"),
            "analisis": Words("daftar alinea analisis; boleh kosong"),
            "tabel_tindak_lanjut": Words("tabel rencana tindak lanjut"),
            "gambar_unsur": Words("gambar nilai unsur; ditulis @gambar gambar_unsur"),
            "gambar_radar": Words("gambar semua unsur sekaligus; ditulis @gambar gambar_radar"),
            "gambar_kalangan": Words("gambar menurut kalangan; ditulis @gambar gambar_kalangan"),
            "gambar_layanan": Words("gambar menurut layanan; ditulis @gambar gambar_layanan"),
            "gambar_tren": Words("gambar antar masa; boleh kosong; ditulis @gambar gambar_tren"),
        },
        {
            "ringkasan": "IKM 81,57 dari 30 jawaban: mutu B, baik.",
            "survei": "Survei kepuasan 2026",
            "masa": "1 Januari 2026 – 30 Juni 2026",
            "ikm": "81,57",
            "mutu": "B (Baik)",
            "selang": "78,90–84,24",
            "responden": "30",
            "terendah": ["U3 Waktu penyelesaian (2,900)"],
            "tabel_unsur": _SAMPLE_TABLE,
            "tabel_kalangan": _SAMPLE_TABLE,
            "tabel_layanan": _SAMPLE_TABLE,
            "tabel_tren": _SAMPLE_TABLE,
            "tema": ["antrean panjang (6)"],
            "analisis": ["Nilai terendah ada pada waktu penyelesaian."],
            "tabel_tindak_lanjut": _SAMPLE_TABLE,
            "gambar_unsur": _SAMPLE_PICTURE,
            "gambar_radar": _SAMPLE_PICTURE,
            "gambar_kalangan": _SAMPLE_PICTURE,
            "gambar_layanan": _SAMPLE_PICTURE,
            "gambar_tren": _SAMPLE_PICTURE,
        },
    ),
)


def report_data(survey: Survey, report: Report) -> dict[str, Any]:
    """What fills the report's wording."""
    result = result_of(survey)
    elements = tables.element_table(result)
    lowest = [f"U{one.number} {one.title} ({_figure(tables.nrr(found.nrr))})" for one, found in result.lowest]
    themes = [f"{theme.words} ({formats.number(theme.remarks)})" for theme in list(result.counts.themes)[:MOST_THEMES]]
    return {
        "ringkasan": pictures.words_of(result), "survei": survey.title, "masa": tables.period_of(survey),
        "ikm": _figure(tables.ikm(result.whole)), "mutu": tables.quality(result.whole.band),
        "selang": tables.interval(result.whole) or "–", "responden": formats.number(result.whole.respondents),
        "terendah": lowest, "tabel_unsur": as_paper(elements, (0, 5, 7, 8), (5, 2, 2, 3)),
        "tabel_kalangan": as_paper(tables.group_table(result), (0, 1, 2, 3), (4, 2, 2, 3)),
        "tabel_layanan": as_paper(tables.service_table(result), (0, 1, 2, 3), (4, 2, 2, 3)),
        "tabel_tren": as_paper(tables.trend_table(result), (0, 1, 2, 3), (4, 2, 2, 3)) if result.before else None,
        "tema": themes, "analisis": [line.strip() for line in report.analysis.splitlines() if line.strip()],
        "tabel_tindak_lanjut": as_paper(plan_table(survey), (0, 1, 2, 3), (2, 5, 3, 3)),
        "gambar_unsur": on_paper(pictures.of_elements(result)),
        "gambar_radar": on_paper(pictures.of_radar(result), RADAR),
        "gambar_kalangan": on_paper(pictures.of_groups(result)),
        "gambar_layanan": on_paper(pictures.of_services(result)),
        "gambar_tren": on_paper(pictures.of_trend(result)),
    }  # fmt: skip


def _figure(value: Any) -> str:
    return "–" if value is None else formats.number(value)


def as_paper(table: Table, columns: Sequence[int], widths: Sequence[int]) -> dict[str, Any]:
    """A table as wordings take it, with some of its columns."""
    kinds = [table.columns[at].kind for at in columns]
    return {
        "kepala": [table.columns[at].label for at in columns],
        "baris": [[shown(row[at], kind) for at, kind in zip(columns, kinds, strict=True)] for row in table.rows],
        "lebar": list(widths),
        "sisi": ["l" if kind == "teks" else "r" for kind in kinds],
    }


def plan_table(survey: Survey, *, state: bool = False) -> Table:
    """The follow-ups: element, programme, time, person; with `state` how far each came."""
    columns = [Column(_("Unsur")), Column(_("Program atau kegiatan")), Column(_("Waktu"))]
    columns += [Column(_("Penanggung jawab"))]
    columns += [Column(_("Keadaan")), Column(_("Yang dikerjakan"))] if state else []
    rows = []
    for row in FollowUp.objects.filter(survey=survey).select_related("person"):
        cells = [f"U{row.element}", row.programme, formats.long_date(row.due_on), row.person.name]
        rows.append([*cells, str(FollowUpState(row.state).label), row.done] if state else cells)
    return Table("rencana", _("Rencana tindak lanjut"), columns, rows)


def done_text(survey: Survey) -> str:
    """The follow-ups as they were carried out, written down for good."""
    rows = list(FollowUp.objects.filter(survey=survey).select_related("person"))
    done = [row for row in rows if row.state == FollowUpState.DONE]
    told = {"done": len(done), "all": len(rows)}
    lines = [survey.title, "", _("Terlaksana %(done)s dari %(all)s tindak lanjut.") % told, ""]
    for row in rows:
        said = FollowUpState(row.state).label
        until = formats.long_date(row.due_on)
        lines.append(f"{row.number}. U{row.element} {row.programme} ({row.person.name}, {until}): {said}")
        if row.done:
            lines.append(f"   {row.done}")
    return "\n".join(lines)


def evaluation_text(survey: Survey) -> str:
    """How far the follow-ups came, and what the figures say since the period before."""
    lines = [done_text(survey)]
    result = result_of(survey)
    if result.previous is not None:
        found = compared(result, *result.previous)
        lines += ["", _("Dibandingkan dengan masa sebelumnya"), found.words]
        for name, before, after, difference, follow_ups in found.table.rows:
            told = {"name": name, "before": _figure(before), "after": _figure(after), "by": _figure(difference)}
            line = _("- %(name)s: %(before)s, sekarang %(after)s (%(by)s)") % told
            lines.append(line if follow_ups == NO_FOLLOW_UPS else f"{line}; {follow_ups}")
    return "\n".join(lines)
