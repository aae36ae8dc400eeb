"""Documents are filed by themselves, kept where people say, held, and listed when their time is over."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django_scopes import scopes_disabled
from python_calamine import CalamineWorkbook

from lajur.casework.documents.models import Record
from lajur.casework.documents.papers.testing import make_desk, make_paper
from lajur.casework.documents.papers.wordings import WORDINGS
from lajur.casework.documents.retention import actions
from lajur.casework.documents.retention.jobs import file_ended
from lajur.casework.documents.retention.models import Disposal, Filing
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.testing import NOW, as_actor, clock, done, refusal
from lajur.registers.organisation.tests.browsing import signed_in, words

LONG_AGO = date(2015, 1, 1)


def filed(office: Any, **given: Any) -> Filing:
    """The filing of a new letter."""
    paper = make_paper(office.agency, office.kepala, **given)
    file_ended(office.agency, NOW)
    return Filing.objects.get(record=paper.record)


def due(office: Any, **given: Any) -> Filing:
    row = filed(office, **given)
    chosen: dict[str, Any] = {"classification": row.classification, "place": "Boks 14", "since": LONG_AGO}
    return done(actions.change_filing(filing_id=row.id, **chosen, by=as_actor(office.admin), now=NOW))


def test_issued_papers_are_filed_each_once(office: Any) -> None:
    paper = make_paper(office.agency, office.kepala)
    assert file_ended(office.agency, NOW) == 1
    assert file_ended(office.agency, NOW) == 0
    letter = Filing.objects.get(record=paper.record)
    assert (letter.classification, letter.fate, letter.since) == ("surat", "musnah", paper.date)


def test_who_may_change_what_and_what_is_refused(office: Any) -> None:
    row, admin = filed(office), as_actor(office.admin)
    given: dict[str, Any] = {"filing_id": row.id, "place": "", "now": NOW}
    by_ani = actions.change_filing(**given, classification="surat", since=None, by=as_actor(office.ani))
    assert refusal(by_ani).code == "bukan-wewenang"
    assert refusal(actions.change_filing(**given, classification="x", since=None, by=admin)).fields
    tomorrow = NOW.date() + timedelta(days=2)
    assert refusal(actions.change_filing(**given, classification="surat", since=tomorrow, by=admin)).fields
    changed = done(actions.change_filing(**given, classification="pengadaan", since=None, by=admin))
    assert (changed.active_until, changed.fate) == (None, "musnah")
    assert Entry.objects.filter(kind="arsip-diatur").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Filing.objects.update(is_held=True, hold_reason="")


def test_a_hold_stops_everything_until_it_is_released(office: Any) -> None:
    row, client = due(office), signed_in(office.admin)
    assert "Undangan rapat" in words(client.get("/retensi/"))
    assert client.post(f"/retensi/{row.id}/tahan/", {"alasan": ""}).status_code == 422
    client.post(f"/retensi/{row.id}/tahan/", {"alasan": "Sengketa 12/2026"})
    assert "Undangan rapat" not in words(client.get("/retensi/"))
    assert "Sengketa 12/2026" in words(client.get(f"/retensi/{row.id}/"))
    outcome = actions.propose_disposal(agency=office.agency, note="", by=as_actor(office.admin), now=NOW)
    assert refusal(outcome).code == "tidak-ada-yang-jatuh-tempo"
    client.post(f"/retensi/{row.id}/tahan/")
    assert "Undangan rapat" in words(client.get("/retensi/"))


def test_a_list_of_what_may_go_is_decided_by_another_and_destroys_nothing(office: Any) -> None:
    row = due(office)
    kept = due(office, kind="keputusan", template="umum.keputusan", data=WORDINGS["umum.keputusan"].sample)
    admin, head = signed_in(office.admin), signed_in(office.kepala)
    answer = admin.post("/retensi/usul/", {"catatan": "Lewat sepuluh tahun"})
    disposal = Disposal.objects.get()
    address = f"/retensi/usul/{disposal.id}/"
    assert answer.headers["Location"] == address
    assert list(disposal.filings.all()) == [row], "what is kept for good is not on it"
    assert kept.fate == "permanen"
    assert admin.post(address, {"putusan": "setuju", "catatan": "ya"}).status_code == 422
    again = actions.change_filing(
        filing_id=row.id, classification="surat", place="", since=None, by=as_actor(office.admin), now=NOW
    )
    assert refusal(again).code == "sudah-diusulkan"
    assert head.post(address, {"putusan": "tolak", "catatan": ""}).status_code == 422
    head.post(address, {"putusan": "tolak", "catatan": "Belum dicek"})
    disposal.refresh_from_db()
    assert (disposal.state, disposal.filings.count()) == ("ditolak", 0)
    second = done(actions.propose_disposal(agency=office.agency, note="", by=as_actor(office.admin), now=NOW))
    head.post(f"/retensi/usul/{second.id}/", {"putusan": "setuju", "catatan": "Sesuai jadwal"})
    assert "belum dimusnahkan" in words(head.get(f"/retensi/usul/{second.id}/"))
    assert Record.objects.filter(id=row.record_id).exists()
    assert Entry.objects.filter(kind="usul-musnah-diputuskan").count() == 2
    over = actions.decide_disposal(disposal_id=second.id, approved=True, note="x", by=as_actor(office.kepala), now=NOW)
    assert refusal(over).code == "sudah-diputuskan"
    by_clock = actions.decide_disposal(disposal_id=second.id, approved=True, note="x", by=clock(office.agency), now=NOW)
    assert refusal(by_clock).code == "bukan-wewenang", "no clock decides what may go"


def test_what_is_due_is_taken_along_as_a_table_that_runs_nothing(office: Any) -> None:
    due(office, subject="=HYPERLINK(1)")
    client = signed_in(office.admin)
    csv = client.get("/retensi/unduh/jatuh-tempo.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in csv
    assert "Boks 14" in csv
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/retensi/unduh/jatuh-tempo.xlsx").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1][0] == "=HYPERLINK(1)"
    assert rows[1][6] == date(2018, 1, 1)
    assert client.get("/retensi/unduh/jatuh-tempo.exe").status_code == 404
    assert client.get("/retensi/?keadaan=hilang").status_code == 404


def test_another_agency_finds_nothing_here(office: Any) -> None:
    row = filed(office)
    with scopes_disabled():
        other = make_desk()
    client = signed_in(other.admin)
    assert client.get(f"/retensi/{row.id}/").status_code == 404
    assert "Tidak ada arsip" in words(client.get("/retensi/?keadaan=aktif"))


def test_the_list_takes_as_many_statements_for_three_documents_as_for_one(
    office: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        due(office, subject=f"Undangan {number}")
    client = signed_in(office.admin)
    client.get("/retensi/")
    with django_assert_max_num_queries(12):
        assert words(client.get("/retensi/")).count("Undangan ") == 3
