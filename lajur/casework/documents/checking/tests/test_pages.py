"""What anybody learns of a paper by its code or its file, and what nobody does."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scopes_disabled

from lajur.casework.documents.checking import views
from lajur.casework.documents.checking.queries import by_digest
from lajur.casework.documents.models import Record
from lajur.casework.documents.papers.actions import void_paper
from lajur.casework.documents.papers.models import Paper, Secrecy
from lajur.casework.documents.papers.testing import make_paper
from lajur.casework.documents.queries import file_path
from lajur.casework.documents.signing import apart
from lajur.casework.documents.signing.models import Signature
from lajur.casework.documents.signing.queries import bytes_of
from lajur.casework.documents.signing.testing import make_authority, make_file, make_pdf
from lajur.casework.documents.signing.tests.test_pades import sign
from lajur.casework.documents.signing.tests.test_signing import given, page_of
from lajur.registers.organisation.testing import NOW, as_actor, done
from lajur.registers.organisation.tests.browsing import signed_in, words


def signed(office: Any, paper: Paper) -> bytes:
    answer = signed_in(office.kepala).post(page_of(paper), given(make_file("Kartini")))
    assert answer.status_code == 302, words(answer)
    result = Signature.objects.get(record=paper.record).result
    assert result is not None
    data = bytes_of(result)
    assert data is not None
    return data


def handed(data: bytes, name: str = "naskah.pdf") -> Any:
    """As somebody who has no cookie and no form of ours."""
    client = Client(enforce_csrf_checks=True)
    with scopes_disabled():
        return client.post("/periksa/berkas/", {"naskah": SimpleUploadedFile(name, data)})


@pytest.mark.usefixtures("in_process")
def test_the_code_tells_issuer_number_date_subject_and_signature(office: Any) -> None:
    paper = make_paper(office.agency, office.kepala, subject="Undangan rapat koordinasi")
    client = Client()
    shown = words(client.get(f"/periksa/{paper.token}/"))
    assert "Terdaftar, belum ditandatangani" in shown
    signed(office, paper)
    shown = words(client.get(f"/periksa/{paper.token}/"))
    for fact in (office.agency.name, paper.number, "Undangan rapat koordinasi", "Kartini", "PAdES B-B", "Otoritas Uji"):
        assert fact in shown
    assert "Terdaftar dan ditandatangani" in shown
    typed = client.post("/periksa/", {"kode": paper.token.lower().replace("-", " ")})
    assert typed.headers["Location"] == f"/periksa/{paper.token}/"
    assert client.post("/periksa/", {"kode": "ABC"}).status_code == 422
    assert client.get("/periksa/AAAA-BBBB-CCCC-DDDD-EEEE/").status_code == 404
    done(void_paper(paper_id=paper.id, reason="Rahasia alasan", by=as_actor(office.kepala), now=NOW))
    shown = words(client.get(f"/periksa/{paper.token}/"))
    assert "sudah dibatalkan dan tidak berlaku lagi" in shown
    assert "Rahasia alasan" not in shown


def test_what_a_secret_paper_is_about_is_told_to_nobody(office: Any) -> None:
    paper = make_paper(office.agency, office.kepala, subject="Perkara Zamrud", secrecy=Secrecy.SECRET)
    shown = words(Client().get(f"/periksa/{paper.token}/"))
    assert paper.number in shown
    assert "Perkara Zamrud" not in shown
    assert "Perkara Zamrud" not in words(handed(bytes_of(paper.record) or b""))


@pytest.mark.usefixtures("in_process")
def test_a_file_is_genuine_an_older_version_changed_foreign_or_unknown(office: Any) -> None:
    paper = make_paper(office.agency, office.kepala)
    first = bytes_of(paper.record) or b""
    data = signed(office, paper)
    answer = words(handed(data))
    assert "Berkas asli." in answer
    assert "Sah" in answer
    assert paper.number in answer
    assert "Versi lama." in words(handed(first))
    changed = bytearray(data)
    changed[data.find(b"stream") + 40] ^= 1
    answer = words(handed(bytes(changed)))
    assert "Bukan berkas asli." in answer
    assert "Berubah sesudah ditandatangani" in answer
    assert paper.number in answer
    foreign = sign(make_pdf("Surat luar"), make_file("Orang Luar", authority=make_authority("Otoritas Lain"))).data
    answer = words(handed(foreign))
    assert "Bukan terbitan sistem ini." in answer
    assert "Penerbit sertifikat tidak dikenal di sini" in answer
    assert "Tidak dikenal." in words(handed(make_pdf("Tanpa tanda tangan")))


@pytest.mark.usefixtures("in_process")
def test_a_file_is_looked_up_by_its_digest_and_not_among_all_records(office: Any) -> None:
    """The page is open to everybody; read one by one, a million records would be a way to keep the server busy."""
    with CaptureQueriesContext(connection) as asked, scopes_disabled():
        many = (sha256(bytes([one % 256, one // 256])).hexdigest() for one in range(2000))
        Record.objects.bulk_create(
            Record(agency=office.agency, number=0, kind="uji", name="berkas.pdf", sha256=one, at=NOW) for one in many
        )
        by_digest("0" * 64)
    [lookup] = [one["sql"] for one in asked if one["sql"].startswith("SELECT") and '"sha256"' in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE documents_record")  # what other tests left behind says nothing of these rows
        cursor.execute(f"EXPLAIN {lookup}")
        told = "\n".join(row[0] for row in cursor.fetchall())
        assert "record_of_file" in told, told


def test_nothing_handed_over_is_kept(office: Any, tmp_path: Any) -> None:
    before = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    handed(sign(make_pdf("Surat luar"), make_file("Orang Luar")).data)
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == before


def test_what_is_no_pdf_too_large_or_too_often_is_refused(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = handed(b"<html>", "naskah.pdf")
    assert answer.status_code == 422
    assert "bukan PDF yang dapat dibaca" in words(answer)
    assert handed(b"").status_code == 422
    monkeypatch.setattr(views, "BODY", 1000)
    answer = handed(b"x" * 2000)
    assert answer.status_code == 413
    assert "batasnya 20 MB" in words(answer)
    monkeypatch.setattr(views, "BODY", 100_000)
    monkeypatch.setattr(apart, "_run", lambda work: {"found": [], "same": False})
    with time_machine.travel(NOW, tick=False):
        codes = [handed(b"%PDF-1.7 x").status_code for _number in range(views.TRIES + 1)]
    assert set(codes[:-1]) == {200}
    assert codes[-1] == 429


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    with pytest.raises(apart.Broke):
        apart.check(make_pdf(), make_authority().trust, timezone.now())


def test_a_stored_paper_that_is_not_whole_any_more_is_not_vouched_for(office: Any) -> None:
    paper = make_paper(office.agency, office.kepala)
    file_path(office.agency.id, paper.record.sha256).unlink()
    assert "arsipnya di sini tidak utuh" in words(Client().get(f"/periksa/{paper.token}/"))


@pytest.mark.usefixtures("in_process")
def test_a_certificate_that_has_run_out_since_does_not_undo_the_signature(office: Any) -> None:
    paper = make_paper(office.agency, office.kepala)
    signed(office, paper)
    Signature.objects.update(valid_until=timezone.now() - timedelta(days=1))
    shown = words(Client().get(f"/periksa/{paper.token}/"))
    assert "Terdaftar dan ditandatangani" in shown
    assert "sesudah penandatanganan" in shown
