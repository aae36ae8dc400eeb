"""Inbox, lists and the case page, by Django's client. The clock stands at `NOW` of the tests' office."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from lajur.casework.cases import actions
from lajur.casework.cases.testing import Office, complete
from lajur.casework.cases.tests.browsing import path, send
from lajur.casework.cases.tests.many import fill_inbox
from lajur.registers.organisation.models import Substitution
from lajur.registers.organisation.testing import NOW, as_actor, done, make_substitution
from lajur.registers.organisation.tests.browsing import signed_in, words

MOVED = 302
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock", "own_folder")]


def test_a_substitute_sees_for_whom_he_works(office: Office) -> None:
    case, day = office.start(), NOW.date()
    done(complete(case, "buat.1", office.ani, outputs=["konsep"], attachments=["permintaan"]))
    koordinator, staf = signed_in(office.koordinator), signed_in(office.staf)
    koordinator.post("/pengganti/atur/", {
        "pengganti": str(office.staf.id), "mulai": day, "sampai": day + timedelta(days=3), "alasan": "Cuti tahunan",
    })  # fmt: skip
    assert "menggantikan Kusno" in words(staf.get("/tugas/"))
    assert "Anda mengerjakan ini untuk Kusno" in words(staf.get(path(case, "periksa.1")))
    send(staf, path(case, "periksa.1"), {"keputusan": "setuju"})
    assert "Siti untuk Kusno" in words(koordinator.get(path(case)))
    rule = Substitution.objects.get()
    koordinator.post(f"/pengganti/{rule.id}/akhiri/")
    rule.refresh_from_db()
    assert rule.until == day


def test_circles_of_substitutes_are_refused_in_the_form(office: Office) -> None:
    day = NOW.date()
    make_substitution(office.agency, office.ani, office.budi, day, day)
    given = {"pengganti": str(office.ani.id), "mulai": day, "sampai": day, "alasan": "Cuti"}
    answer = signed_in(office.budi).post("/pengganti/atur/", given)
    assert answer.status_code == 422
    assert "berputar" in words(answer)


@pytest.mark.parametrize(("count", "questions"), [(3, 7), (3000, 5)])
def test_the_inbox_asks_the_same_few_questions_however_much_lies_in_it(
    office: Office, count: int, questions: int, django_assert_max_num_queries: Any
) -> None:
    """The first page asks for duties too, and is read anew where the page asked for is beyond the last."""
    fill_inbox(office, count)
    client = signed_in(office.ani)
    client.get("/tugas/")
    with django_assert_max_num_queries(questions):
        answer = client.get("/tugas/?halaman=2")
    assert answer.status_code == 200
    if count == 3000:
        assert "Halaman 2 dari 61" in words(answer)


def test_the_task_page_asks_six_questions_at_most(office: Office, django_assert_max_num_queries: Any) -> None:
    case = office.start()
    done(complete(case, "buat.1", office.ani, outputs=["konsep"], attachments=["permintaan"]))
    client = signed_in(office.koordinator)
    client.get(path(case, "periksa.1"))
    with django_assert_max_num_queries(6):
        assert client.get(path(case, "periksa.1")).status_code == 200
    with django_assert_max_num_queries(6):
        assert client.post(path(case, "periksa.1"), {"keputusan": "setuju"}).status_code == MOVED


def test_the_navigation_counts_to_ninety_nine(office: Office) -> None:
    fill_inbox(office, 120)
    page = words(signed_in(office.ani).get("/sop/"))
    assert '<span class="count">99+</span>' in page


def test_groups_of_the_inbox_end_at_midnight_and_sunday_of_the_agency(office: Office) -> None:
    from lajur.casework.cases.rules import Borders

    borders = Borders.at(NOW, "Asia/Jakarta")
    assert borders.today.isoformat() == "2026-03-03T00:00:00+07:00"
    assert borders.week.isoformat() == "2026-03-09T00:00:00+07:00"
    due = [NOW - timedelta(seconds=1), NOW, borders.today, borders.week, None]
    assert [borders.group_of(moment) for moment in due] == ["terlambat", "hari-ini", "minggu-ini", "nanti", "tanpa-tenggat"]  # fmt: skip  # noqa: E501


def test_the_case_page_asks_the_same_however_long_its_history(
    office: Office, django_assert_max_num_queries: Any
) -> None:
    case = office.start()
    for visit in range(1, 61):
        attached = ["permintaan"] if visit == 1 else []
        done(complete(case, f"buat.{visit}", office.ani, outputs=["konsep"], attachments=attached))
        done(complete(case, f"periksa.{visit}", office.koordinator, exit="perbaiki"))
    client = signed_in(office.ani)
    client.get(path(case))
    with django_assert_max_num_queries(13):
        answer = client.get(path(case))
    assert "Yang lebih lama" in words(answer)
    assert answer.context["timeline"].count('<li class="event"') == 100
    assert "Memulai pelaksanaan" in words(client.get(path(case, "", "?sebelum=22")))


def test_a_late_task_is_told_with_its_working_time(office: Office) -> None:
    case = office.start()
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        client = signed_in(office.ani)
        assert "terlambat" in words(client.get("/tugas/")).lower()
        done(complete(case, "buat.1", office.ani, now=NOW + timedelta(hours=3), outputs=["konsep"], attachments=["permintaan"]))  # fmt: skip  # noqa: E501
        assert "Penyimpangan 1 tercatat: terlambat" in words(client.get(path(case)))


def test_the_sheet_of_a_case_tells_who_did_a_row_what_is_late_and_which_ways_it_took(office: Office) -> None:
    case = office.start()
    done(complete(case, "buat.1", office.ani, now=NOW + timedelta(hours=9), outputs=["konsep"], attachments=["permintaan"]))  # fmt: skip  # noqa: E501
    sheet = signed_in(office.ani).get(path(case)).content.decode().split('<table class="sheet ')[1].split("</table>")[0]
    first, second = sheet.split('id="langkah-')[1:3]
    assert "Ani · " in first
    assert "Terlambat" in first
    assert 'class="row-kini" aria-current="step"' in second
    assert "Ani" not in second
    assert 'class="taken"' in first
    assert 'class="taken"' not in sheet.split('id="langkah-')[-1]
    assert "//oleh" not in sheet


def test_the_sheet_of_a_sop_is_a_table_and_tells_who_begins(office: Office) -> None:
    page = words(signed_in(office.ani).get("/sop/surat/"))
    assert '<table class="sheet ' in page
    assert "Mulai pelaksanaan" in page
    page = words(signed_in(office.staf).get("/sop/surat/"))
    assert "Dimulai oleh Petugas" in page
    assert "Mulai pelaksanaan" not in page
    listed = words(signed_in(office.staf).get("/sop/"))
    assert "Dimulai oleh pelaksana lain" in listed


def test_lists_are_filtered_by_state_sop_and_words(office: Office) -> None:
    case = office.start()
    actions.cancel_case(case_id=case.id, reason="Salah", by=as_actor(office.ani), now=NOW)
    client = signed_in(office.ani)
    assert case.number in words(client.get("/pelaksanaan/?keadaan=dibatalkan&sop=surat&cari=coba"))
    year, _, number = case.number.partition("-")
    assert case.number in words(client.get(f"/pelaksanaan/?cari={year}/{int(number)}")), "a number half remembered"
    assert case.number not in words(client.get("/pelaksanaan/?keadaan=berjalan"))


def test_every_event_of_the_engine_has_a_sentence() -> None:
    from lajur.casework.cases.presentation import SENTENCES
    from lajur.engine.events import EVENT_TYPES

    assert set(EVENT_TYPES) <= set(SENTENCES)
