"""An officer signs a paper on its page; what is kept, and what is not."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from lajur.casework.documents.checking.validating import signatures_in
from lajur.casework.documents.papers.actions import void_paper
from lajur.casework.documents.papers.models import Paper
from lajur.casework.documents.papers.testing import make_desk, make_paper
from lajur.casework.documents.signing import queries
from lajur.casework.documents.signing.actions import ask_signature, mark_unsigned, settle_signature
from lajur.casework.documents.signing.backends import Unknown
from lajur.casework.documents.signing.models import Signature, State
from lajur.casework.documents.signing.rules import PATIENCE
from lajur.casework.documents.signing.testing import PASSPHRASE, make_authority, make_file
from lajur.registers.authority.journal import verify_agency
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.testing import NOW, as_actor, done, refusal
from lajur.registers.organisation.tests.browsing import signed_in, words


def given(file: bytes, passphrase: str = PASSPHRASE) -> dict[str, Any]:
    return {"sertifikat": SimpleUploadedFile("kartini.p12", file), "frasa": passphrase}


def page_of(paper: Paper) -> str:
    return f"/tandatangan/{paper.record_id}/"


def anywhere(*secrets: str) -> list[str]:
    """Tables with a row in which one of them stands."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        one = "SELECT '{0}' WHERE EXISTS (SELECT 1 FROM \"{0}\" held WHERE held::text ~ %s)"
        asked = " UNION ALL ".join(one.format(table) for table in tables)
        cursor.execute(asked, ["|".join(secrets)] * len(tables))
        return [name for (name,) in cursor.fetchall()]


def test_the_signer_signs_with_his_certificate_file_and_the_signed_pdf_is_kept_beside_the_paper(
    office: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    paper = make_paper(office.agency, office.kepala)
    client = signed_in(office.kepala)
    assert paper.subject in words(client.get("/tandatangan/"))
    before = queries.bytes_of(paper.record)
    answer = client.post(page_of(paper), given(make_file("KARTINI")))
    assert answer.status_code == 302, words(answer)
    row = Signature.objects.get(record=paper.record)
    assert (row.state, row.level, row.holder) == (State.DONE, "PAdES B-B", "KARTINI")
    assert row.result is not None
    assert row.result.source == paper.record
    assert queries.bytes_of(paper.record) == before, "the paper as issued stays as it is"
    fetched: Any = client.get(f"{page_of(paper)}naskah.pdf")
    signed = b"".join(fetched.streaming_content)
    [found] = signatures_in(signed, make_authority().trust, timezone.now())
    assert (found.state, found.field) == ("sah", f"Lajur-{row.id.hex}")
    assert Entry.objects.filter(kind="naskah-ditandatangani").count() == 1
    assert verify_agency(str(office.agency.id)).faults == ()
    assert "Tidak ada yang menunggu" in words(client.get("/tandatangan/"))
    shown = words(client.get(page_of(paper)))
    assert paper.token in shown
    assert 'name="frasa"' not in shown
    assert anywhere(PASSPHRASE) == []
    assert PASSPHRASE not in caplog.text


@pytest.mark.usefixtures("in_process")
def test_what_goes_wrong_is_said_and_may_be_tried_again(office: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    paper, client = make_paper(office.agency, office.kepala), signed_in(office.kepala)
    answer = client.post(page_of(paper), given(make_file("Kartini"), "Sandi-Keliru-8842"))
    assert answer.status_code == 422
    assert "Kata sandi sertifikat salah" in words(answer)
    assert "Sandi-Keliru-8842" not in words(answer)
    answer = client.post(page_of(paper), given(make_file("Budi Santoso")))
    assert "bukan nama Anda" in words(answer)
    answer = client.post(page_of(paper), {"frasa": "x"})
    assert "Pilih berkas sertifikat Anda" in words(answer)
    codes = Signature.objects.order_by("asked_at").values_list("state", "code")
    assert list(codes) == [("gagal", "kata-sandi-salah"), ("gagal", "bukan-sertifikat-anda")]
    assert client.post(page_of(paper), given(make_file("Kartini"))).status_code == 302
    assert client.post(page_of(paper), given(make_file("Kartini"))).status_code == 422, "once is enough"
    assert anywhere("Sandi-Keliru-8842") == []
    assert "Sandi-Keliru-8842" not in caplog.text


def test_nobody_signs_for_another_and_strangers_find_nothing(office: Any) -> None:
    from django_scopes import scopes_disabled

    paper = make_paper(office.agency, office.kepala)
    for person in (office.admin, office.ani):
        outcome = ask_signature(record_id=paper.record_id, way="sertifikat", by=as_actor(person), now=NOW)
        assert refusal(outcome).code == "bukan-penandatangan"
    assert signed_in(office.ani).get(page_of(paper)).status_code == 403
    seen = words(signed_in(office.admin).get(page_of(paper)))
    assert 'name="frasa"' not in seen
    assert "hanya dapat ditandatangani oleh penandatangannya" in seen
    with scopes_disabled():
        stranger = make_desk().kepala
    client = signed_in(stranger)
    assert client.get(page_of(paper)).status_code == 404
    assert client.get(f"{page_of(paper)}naskah.pdf").status_code == 404


def test_a_withdrawn_paper_is_not_signed(office: Any) -> None:
    paper, by = make_paper(office.agency, office.kepala), as_actor(office.kepala)
    done(void_paper(paper_id=paper.id, reason="Salah alamat", by=by, now=NOW))
    outcome = ask_signature(record_id=paper.record_id, way="sertifikat", by=by, now=NOW)
    assert refusal(outcome).code == "naskah-dicabut"


def test_a_signature_lost_on_the_way_is_unknown_until_a_person_asks_again_or_settles_it(office: Any) -> None:
    paper, by = make_paper(office.agency, office.kepala), as_actor(office.kepala)
    ask: dict[str, Any] = {"record_id": paper.record_id, "way": "bsre", "by": by}
    first = done(ask_signature(**ask, now=NOW))
    assert refusal(ask_signature(**ask, now=NOW)).code == "sedang-ditandatangani"
    later = NOW + PATIENCE + timedelta(seconds=1)
    second = done(ask_signature(**ask, now=later))
    first.refresh_from_db()
    assert (first.state, first.code) == (State.UNKNOWN, "terputus")
    done(settle_signature(signature_id=second.id, outcome=Unknown("tanpa-jawaban"), by=by, now=later))
    client = signed_in(office.kepala)
    shown = words(client.get(page_of(paper)))
    assert "Minta tanda tangan lagi" in shown
    assert "Belum diketahui apakah naskah ditandatangani" in shown
    assert refusal(mark_unsigned(signature_id=first.id, reason=" ", by=by, now=later)).fields
    client.post(f"{page_of(paper)}tandai/", {"tanda-tangan": str(first.id), "alasan": "Tidak ada di riwayat BSrE"})
    first.refresh_from_db()
    assert (first.state, first.mark_reason) == (State.FAILED, "Tidak ada di riwayat BSrE")
    again = mark_unsigned(signature_id=first.id, reason="x", by=by, now=later)
    assert refusal(again).code == "sudah-diketahui"
    assert client.post(f"{page_of(paper)}tandai/", {"tanda-tangan": "x"}).status_code == 404


def test_a_paper_of_several_pages_takes_few_statements(office: Any, django_assert_num_queries: Any) -> None:
    for _number in range(3):
        make_paper(office.agency, office.kepala)
    client = signed_in(office.kepala)
    client.get("/tandatangan/")
    with django_assert_num_queries(5):
        client.get("/tandatangan/")
