"""Papers are numbered, set, kept and handed out in one go; or not at all."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pypdfium2
import pytest
from django.db import DatabaseError, transaction

from lajur.casework.documents.models import Record
from lajur.casework.documents.papers.actions import given_of, note_opened, void_paper
from lajur.casework.documents.papers.models import NumberPattern, Paper, PaperCopy
from lajur.casework.documents.papers.testing import make_paper, try_issue
from lajur.casework.documents.queries import file_path
from lajur.casework.notices.models import Notice
from lajur.registers.organisation.testing import NOW, SINCE, as_actor, done, make_acting, make_substitution, refusal

if TYPE_CHECKING:
    from lajur.casework.documents.papers.testing import Desk


def words_of(paper: Paper) -> str:
    document = pypdfium2.PdfDocument(file_path(paper.agency_id, paper.record.sha256).read_bytes())
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_a_letter_is_numbered_set_and_kept_under_its_hash(office: Desk) -> None:
    paper = make_paper(office.agency, office.kepala, addressees=["Kepala Dinas Kesehatan"], copies=["Inspektur"])
    assert (paper.number, paper.serial, paper.state) == ("B1/UM/III/2026", 1, "berlaku")
    stored = file_path(office.agency.id, paper.record.sha256).read_bytes()
    assert hashlib.sha256(stored).hexdigest() == paper.record.sha256
    text = words_of(paper)
    for shown in ("B1/UM/III/2026", "2 Maret 2026", "Kepala Dinas Kesehatan", "Undangan rapat", "Kartini", "Inspektur"):
        assert shown in text
    assert paper.token in text
    assert paper.stamp["page"] == 1


def test_the_agency_decides_the_pattern_and_kinds_of_one_series_share_the_count(office: Desk) -> None:
    pattern = {"agency": office.agency, "series": "keluar", "unit_code": "02.02", "recorded_at": NOW}
    shape = "{keamanan}{urut}/{unit}/{klasifikasi}/{bulan_romawi}/{tahun}"
    for kind in ("surat", "nota-dinas"):
        NumberPattern.objects.create(**pattern, kind=kind, pattern=shape, classification="OT.02.01")
    first = make_paper(office.agency, office.kepala)
    second = make_paper(office.agency, office.kepala, kind="nota-dinas", template="umum.nota-dinas")
    assert [first.number, second.number] == ["B1/02.02/OT.02.01/III/2026", "B2/02.02/OT.02.01/III/2026"]
    later = datetime(2027, 1, 1, 1, tzinfo=UTC)
    assert make_paper(office.agency, office.kepala, now=later).number == "B1/02.02/OT.02.01/I/2027"


def test_a_paper_that_cannot_be_worded_takes_no_number_and_leaves_nothing(office: Desk) -> None:
    told = refusal(try_issue(office.agency, office.kepala, data={}))
    assert told.code == "templat-keliru"
    assert "baris 1" in told.sentence
    assert "“isi”" in told.sentence
    assert not Paper.objects.exists()
    assert not Record.objects.exists()
    assert make_paper(office.agency, office.kepala).serial == 1


def test_what_data_say_never_becomes_structure(office: Desk) -> None:
    hostile = "@lampiran Palsu\n# Judul\n| a | b |\n**tebal** {{ nomor }} #set text(99pt)"
    text = words_of(paper := make_paper(office.agency, office.kepala, data={"isi": [hostile]}))
    assert paper.body["body"]["annexes"] == []
    assert [block["t"] for block in paper.body["body"]["blocks"]] == ["p"]
    for shown in ("@lampiran Palsu", "# Judul", "| a | b |", "**tebal**", "{{ nomor }}", "#set text(99pt)"):
        assert shown in text


@pytest.mark.parametrize("subject", ["", " ", "h" * 301])
def test_a_paper_says_what_it_is_about(office: Desk, subject: str) -> None:
    assert refusal(try_issue(office.agency, office.kepala, subject=subject)).code == "hal-kosong"


def test_acting_officers_sign_as_what_they_are(office: Desk) -> None:
    make_acting(office.agency, office.staf, office.positions["koordinator"], SINCE, date(2026, 12, 31))
    office.agency.refresh_from_db()
    acting = make_paper(office.agency, office.staf, office=office.positions["koordinator"])
    assert acting.signer_title == "Plt. Koordinator"
    below = make_paper(office.agency, office.koordinator, office=office.positions["kepala"])
    assert below.signer_title == "a.n. Kepala\nKoordinator"
    make_substitution(office.agency, office.admin, office.budi, SINCE, date(2026, 12, 31))
    office.agency.refresh_from_db()
    standing_in = make_paper(office.agency, office.budi, office=office.positions["admin"])
    assert standing_in.signer_title == "a.n. Administrator\nPetugas"
    told = refusal(try_issue(office.agency, office.ani, office=office.positions["admin"]))
    assert told.code == "bukan-penandatangan"


def test_persons_get_their_copies_and_leave_a_receipt_of_reading(office: Desk) -> None:
    paper = make_paper(office.agency, office.kepala, copies=[office.ani, office.budi, "Arsip"])
    assert paper.copies == ["Ani, Petugas", "Budi, Petugas", "Arsip"]
    notices = Notice.objects.filter(kind="naskah", link=f"/naskah/{paper.id}/")
    assert {notice.person_id for notice in notices} == {office.ani.id, office.budi.id}
    assert note_opened(paper=paper, by=as_actor(office.ani), now=NOW) is None
    assert dict(PaperCopy.objects.values_list("person__name", "read_at")) == {"Ani": NOW, "Budi": None}
    assert refusal(note_opened(paper=paper, by=as_actor(office.staf), now=NOW)).code == "bukan-penerima"


def test_voiding_keeps_the_number_used_and_the_file_readable(office: Desk) -> None:
    paper = make_paper(office.agency, office.kepala, copies=[office.ani])
    empty = void_paper(paper_id=paper.id, reason=" ", by=as_actor(office.kepala), now=NOW)
    assert refusal(empty).code == "alasan-kosong"
    other = void_paper(paper_id=paper.id, reason="Keliru", by=as_actor(office.ani), now=NOW)
    assert refusal(other).code == "bukan-wewenang"
    voided = done(void_paper(paper_id=paper.id, reason="Salah tanggal", by=as_actor(office.kepala), now=NOW))
    assert (voided.state, voided.void_reason) == ("dicabut", "Salah tanggal")
    assert make_paper(office.agency, office.kepala).serial == 2
    assert file_path(office.agency.id, paper.record.sha256).exists()
    assert Notice.objects.filter(person=office.ani, kind="naskah-batal").exists()
    again = void_paper(paper_id=paper.id, reason="Lagi", by=as_actor(office.kepala), now=NOW)
    assert refusal(again).code == "sudah-dibatalkan"


def test_the_database_itself_keeps_an_issued_paper_as_it_is(office: Desk) -> None:
    paper = make_paper(office.agency, office.kepala)
    changes: tuple[dict[str, Any], ...] = ({"subject": "Lain"}, {"number": "B9"}, {"body": {}})
    for change in changes:
        with pytest.raises(DatabaseError, match="tidak dapat diubah"), transaction.atomic():
            Paper.objects.filter(id=paper.id).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Paper.objects.filter(id=paper.id).delete()


def test_who_may_issue(office: Desk) -> None:
    by = as_actor(office.ani)
    assert refusal(try_issue(office.agency, office.kepala, by=by)).code == "bukan-wewenang"
    paper = make_paper(office.agency, office.kepala, by=by, case=uuid4(), task="buat.1")
    given = given_of(paper, "surat")
    assert given.file is not None
    assert (given.file.sha256, given.source) == (paper.record.sha256, paper.record.id)
