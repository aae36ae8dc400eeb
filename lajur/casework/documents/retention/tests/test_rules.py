"""Dates, states and first classes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lajur.casework.documents.retention.rules import Class, begins, class_for, classes, dates_of, state_of, years_on
from lajur.registers.reference.shipped import tables

BIDS = Class("pengadaan", "", 0, 2, "tindak-lanjut-pemeriksaan", "musnah")


def test_years_count_from_the_day_of_the_trigger() -> None:
    assert dates_of(BIDS, date(2026, 3, 9)) == (date(2026, 3, 9), date(2028, 3, 9))
    assert dates_of(BIDS, None) == (None, None)
    assert years_on(date(2024, 2, 29), 1) == date(2025, 2, 28)


def test_what_follows_an_audit_waits_until_somebody_tells_of_its_end() -> None:
    day = date(2026, 3, 9)
    assert begins(BIDS, dated=day, ended=day) is None
    assert begins(Class("x", "", 1, 1, "tanggal-naskah", "musnah"), dated=day, ended=None) == day
    assert begins(Class("x", "", 1, 1, "pelaksanaan-selesai", "musnah"), dated=day, ended=None) is None


@pytest.mark.parametrize(
    ("today", "held", "state"),
    [
        (date(2026, 1, 1), False, "aktif"),
        (date(2026, 1, 2), False, "inaktif"),
        (date(2028, 1, 1), False, "inaktif"),
        (date(2028, 1, 2), False, "jatuh-tempo"),
        (date(2030, 1, 1), True, "ditahan"),
    ],
)
def test_the_last_day_still_counts_and_a_hold_beats_every_date(today: date, held: bool, state: str) -> None:
    until: dict[str, Any] = {"active_until": date(2026, 1, 1), "inactive_until": date(2028, 1, 1)}
    assert state_of(**until, is_held=held, today=today) == state
    assert state_of(active_until=None, inactive_until=None, is_held=False, today=today) == "menunggu"
    assert state_of(**until, is_held=False, today=today, is_gone=True) == "dimusnahkan"


def test_the_shipped_schedule_has_a_class_for_every_paper_and_says_that_it_is_not_verified() -> None:
    [row] = tables()["retention.jadwal"].rows
    assert not row.is_verified
    known = classes(row.value)
    for kind in ("surat", "nota-dinas", "surat-tugas", "keputusan", "berita-acara", "laporan", ""):
        assert class_for(known, kind) in known
    assert known["pengadaan"].inactive == 2
    assert {one.fate for one in known.values()} == {"musnah", "permanen", "dinilai-kembali"}
