"""Figures on the sheet: what waits, how long it takes, and which steps are bottlenecks."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django_scopes import scope, scopes_disabled

from lajur.casework.cases.testing import Office, make_office
from lajur.casework.overview.figures import spread_of
from lajur.casework.overview.onsheet import AtStep, mark_of, waiting_at
from lajur.casework.overview.tests.test_overview import office, worked
from lajur.registers.organisation.models import Unit
from lajur.registers.organisation.testing import NOW
from lajur.registers.organisation.tests.browsing import signed_in, words

__all__ = ["office"]
pytestmark = pytest.mark.django_db
PAGE = "/ikhtisar/sop/surat/?periode=2026-03"


@pytest.mark.parametrize(
    ("minutes", "standard", "late", "mark"),
    [
        ([70, 80, 90], 60, 0, "Leher botol: median melewati mutu baku"),
        ([70, 80], 60, 0, ""),  # too few to tell
        ([50, 60, 90], 60, 0, ""),
        ([70, 80, 90], None, 0, ""),
        ([], 60, 1, ""),
        ([], 60, 2, "Leher botol: banyak yang terlambat menunggu"),
    ],
)
def test_a_bottleneck_is_slow_or_has_many_late(minutes: list[int], standard: int | None, late: int, mark: str) -> None:
    found = AtStep(late, late, spread_of(Counter(minutes)), standard)
    assert (mark_of(found), found.is_bottleneck) == (mark, bool(mark))


def test_the_sheet_says_what_waits_and_how_long_it_takes(office: Office) -> None:
    worked(office)
    assert waiting_at(office.agency, "surat", NOW + timedelta(days=2)) == {"buat": (1, 1)}
    page = words(signed_in(office.kepala).get(PAGE))
    assert "1, 1 terlambat" in page
    assert "15 menit dari 2 tugas" in page
    assert "25 %" in page
    assert "Tidak ada leher botol" in page
    for _ in range(2):
        office.start(by=office.budi, now=NOW)
    page = words(signed_in(office.kepala).get(PAGE))
    assert "1 leher botol" in page
    assert page.count("Leher botol: banyak yang terlambat menunggu") == 2


def test_the_overview_leads_to_the_sheet_and_names_the_bottlenecks(office: Office) -> None:
    worked(office)
    for _ in range(2):
        office.start(by=office.budi, now=NOW)
    page = signed_in(office.kepala).get("/ikhtisar/?periode=2026-03")
    [sheet] = page.context["busy"]
    assert (sheet.key, sheet.waiting, sheet.late) == ("surat", 3, 3)
    assert [(step.key, why) for step, why in sheet.slow] == [("buat", "Leher botol: banyak yang terlambat menunggu")]
    assert 'href="/ikhtisar/sop/surat/?periode=2026-03#langkah-buat"' in page.content.decode()
    assert 'Langkah 1<span class="sr">: Leher botol' in page.content.decode()


def test_figures_of_a_unit_are_not_those_of_a_sheet(office: Office) -> None:
    worked(office)
    unit = Unit.objects.create(agency=office.agency, name="Sekretariat")
    page = signed_in(office.kepala).get(f"/ikhtisar/?periode=2026-03&unit={unit.id}")
    assert page.context["busy"] == []
    assert [one.key for one in page.context["quiet"]] == ["surat"]


def test_only_overseers_see_it_and_only_of_their_agency(office: Office) -> None:
    worked(office)
    assert signed_in(office.ani).get(PAGE).status_code == 403
    assert signed_in(office.kepala).get("/ikhtisar/sop/tidak-ada/").status_code == 404
    with scopes_disabled():
        other = make_office()
    with scope(agency=other.agency):
        assert "1, 1 terlambat" not in words(signed_in(other.kepala).get(PAGE))
