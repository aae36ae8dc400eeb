"""The pictures above the tables. Each shows at most so many rows and says so; its table has them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lajur.casework.overview.report import StepTime
from lajur.casework.overview.tables import Table
from lajur.ui import formats
from lajur.ui.charts import Bar, Columns, Range, bars, columns, ranges

MOST = 12


def of_cases(table: Table) -> SafeString:
    words = _("Batang: pelaksanaan yang berjalan sekarang; bagian awalnya yang berbeda: yang terlambat.")
    return bars("gambar-pelaksanaan", table.title, words, _with_late(table))


def of_load(table: Table) -> SafeString:
    words = _("Batang: tugas terbuka setiap orang; bagian awalnya yang berbeda: yang terlambat.")
    return bars("gambar-beban", table.title, words, _with_late(table))


def _with_late(table: Table) -> list[Bar]:
    """Bars of the second column, of which the third is late."""
    drawn = []
    for name, number, late, *_rest in [row for row in table.rows if row[1]][:MOST]:
        words = {"n": formats.number(number), "late": formats.number(late)}
        drawn.append(Bar(name, number, _("%(n)s, %(late)s terlambat") % words if late else words["n"], part=late))
    return drawn


def of_deviations(table: Table) -> SafeString:
    kinds: Counter[str] = Counter()
    for sop, _step, _kind, number, _accepted in table.rows:
        kinds[sop] += number
    drawn = [Bar(sop, number, formats.number(number)) for sop, number in kinds.most_common(MOST)]
    return bars("gambar-penyimpangan", table.title, _("Batang: penyimpangan tercatat setiap SOP."), drawn)


def of_times(times: Sequence[StepTime], title: str) -> SafeString:
    """Steps with a standard, those farthest above it first."""
    measured = [one for one in times if one.standard]
    measured.sort(key=lambda one: -(one.spread.median / (one.standard or 1)))
    drawn = []
    for one in measured[:MOST]:
        share = 100 / (one.standard or 1)
        words = {
            "median": formats.working_time(round(one.spread.median), brief=True),
            "standard": one.row.standard.text or formats.working_time(one.standard or 0),
            "n": formats.number(one.spread.count),
        }
        drawn.append(
            Range(
                f"{one.row.no}. {one.row.title}", one.spread.low * share, one.spread.first * share,
                one.spread.median * share, one.spread.third * share, one.spread.high * share,
                _("median %(median)s dari %(standard)s · %(n)s tugas") % words,
            )
        )  # fmt: skip
    words_of_all = _(
        "Setiap baris satu langkah: garis tipis dari yang tercepat ke yang terlama, kotak untuk separuh di tengah, "
        "garis tebal untuk median. Garis putus-putus: mutu baku."
    )
    return ranges("gambar-waktu", title, words_of_all, drawn, standard=_("mutu baku"))


def of_ways(table: Table) -> SafeString:
    drawn = [
        Bar(
            _("“%(way)s” pada %(step)s") % {"way": way, "step": step},
            share,
            _("%(share)s %%, %(n)s kali") % {"share": formats.number(round(share * 100)), "n": formats.number(number)},
        )
        for _sop, step, way, number, share in table.rows[:MOST]
    ]
    return bars("gambar-jalan", table.title, _("Batang: bagian setiap jalan keluar pada keputusannya."), drawn)


def of_returns(table: Table) -> SafeString:
    drawn = [
        Bar(
            sop,
            share,
            _("%(share)s %%, %(n)s kali") % {"share": formats.number(round(share * 100)), "n": back + backward},
        )
        for sop, _all, back, backward, _skipped, share in table.rows[:MOST]
        if share
    ]
    words = _("Batang: bagian tugas yang dikembalikan atau diputuskan mundur.")
    return bars("gambar-kembali", table.title, words, drawn)


def of_pace(table: Table) -> SafeString:
    groups = [Columns(label, begun, finished) for label, begun, finished, _done in table.rows]
    if not any(group.left or group.right for group in groups):
        return SafeString("")
    return columns(
        "gambar-laju", table.title, _("Kolom kiri: pelaksanaan yang dimulai; kolom kanan: yang selesai."), groups,
        left=_("dimulai"), right=_("selesai"),
    )  # fmt: skip
