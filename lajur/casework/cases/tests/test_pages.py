"""The pages of an office at work, by Django's client. The clock stands at `NOW` of the tests' office."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django_scopes import scopes_disabled

from lajur.casework.cases.models import Case, Comment, Deviation
from lajur.casework.cases.testing import Office, complete, make_office, make_row, open_tasks
from lajur.casework.cases.tests.browsing import path, send
from lajur.casework.documents.models import Record
from lajur.casework.notices.models import Notice
from lajur.registers.organisation import queries
from lajur.registers.organisation.testing import done, make_person
from lajur.registers.organisation.tests.browsing import signed_in, words

MOVED = 302
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock", "own_folder")]


def every_address(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        here = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from every_address(entry, here)
        else:
            yield here, entry


def test_every_address_declares_who_may_see_it() -> None:
    bare = [
        address
        for address, entry in every_address()
        if entry.name != "set_language" and not hasattr(entry.callback, "page_needs")
    ]
    assert bare == []


@pytest.mark.parametrize("address", ["/tugas/", "/pelaksanaan/", "/sop/", "/penyimpangan/", "/pengganti/", "/akun/"])
def test_a_stranger_is_sent_to_sign_in(client: Client, address: str) -> None:
    assert client.get(address).headers["Location"] == f"/masuk/?next={address}"


def test_the_first_request_of_a_process_finds_the_roster_inside_the_agency() -> None:
    with scopes_disabled():
        office = make_office()
    queries._rosters.clear()
    assert signed_in(office.ani).get("/tugas/").status_code == 200


def test_signing_in_answers_the_unknown_and_the_mistyped_alike(office: Office, client: Client) -> None:
    person = make_person(office.agency, "Wati", password="rahasia-sekali-9")
    known = client.post("/masuk/", {"username": person.username, "password": "salah"})
    unknown = client.post("/masuk/", {"username": "tidak.ada", "password": "salah"})
    assert known.status_code == unknown.status_code == 422
    told = "Nama pengguna atau kata sandi salah"
    assert told in words(known)
    assert told in words(unknown)
    entered = client.post("/masuk/", {"username": person.username, "password": "rahasia-sekali-9", "next": "/sop/"})
    assert entered.headers["Location"] == "/sop/"


def test_signing_in_leads_nowhere_outside(office: Office, client: Client) -> None:
    person = make_person(office.agency, "Wati", password="rahasia-sekali-9")
    given = {"username": person.username, "password": "rahasia-sekali-9", "next": "https://jahat.example/"}
    assert client.post("/masuk/", given).headers["Location"] == "/tugas/"


def test_the_one_click_sign_in_opens_only_demonstration_agencies(office: Office, client: Client, settings: Any) -> None:
    address = f"/masuk/sebagai/{office.ani.id}/"
    assert client.post(address).status_code == 404
    settings.DEMO = True
    assert client.post(address).status_code == 404
    office.agency.is_demo = True
    office.agency.save()
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == MOVED
    assert office.ani.name in words(client.get("/tugas/"))


def test_a_whole_sop_goes_through_the_pages(office: Office) -> None:
    ani, koordinator, kepala = (signed_in(p) for p in (office.ani, office.koordinator, office.kepala))
    started = ani.post("/sop/surat/mulai/", {"hal": "Undangan rapat"})
    case = Case.objects.get()
    assert started.headers["Location"] == path(case, "buat.1")
    upload = SimpleUploadedFile("permintaan.pdf", b"isi berkas", "application/pdf")
    saved = ani.post(path(case, "buat.1"), {"berkas-permintaan": upload, "teks-konsep": "Konsep surat"})
    assert saved.headers["Location"] == "/tugas/"
    inbox = words(koordinator.get("/tugas/"))
    assert "Mengerjakan periksa" in inbox
    assert "Undangan rapat" in inbox
    assert "Ani" in inbox
    page = words(koordinator.get(path(case, "periksa.1")))
    assert "kembali ke langkah 1: Mengerjakan buat" in page
    assert "Dokumen konsep" in page
    send(koordinator, path(case, "periksa.1"), {"keputusan": "perbaiki", "catatan": "Lengkapi alamatnya"})
    again = words(ani.get(path(case, "buat.2")))
    assert "Lengkapi alamatnya" in again
    assert "Konsep surat" in again
    ani.post(path(case, "buat.2"), {"teks-konsep": "Konsep surat kedua"})
    send(koordinator, path(case, "periksa.2"), {"keputusan": "setuju"})
    send(kepala, path(case, "sahkan.1"), {"alasan-surat": "Dicetak besok"})
    case.refresh_from_db()
    assert case.status == "selesai"
    story = words(kepala.get(path(case)))
    for told in (
        "Memutuskan “perbaiki”",
        "Menyerahkan hasil:",
        "Penyimpangan 1 tercatat",
        "Dicetak besok",
    ):
        assert told in story
    assert Deviation.objects.get().kind == "output"


def test_an_invalid_form_comes_back_with_everything_that_was_given(office: Office) -> None:
    client, case = signed_in(office.ani), office.start()
    upload = SimpleUploadedFile("surat masuk.pdf", b"isi", "application/pdf")
    wrong = client.post(path(case, "buat.1"), {"berkas-permintaan": upload, "catatan": "Mohon dibaca"})
    assert wrong.status_code == 422
    assert "Mohon dibaca" in words(wrong)
    assert "surat masuk.pdf" in words(wrong)
    assert "Berkas “Dokumen konsep” belum ada" in words(wrong)
    slot = next(slot for slot in wrong.context["slots"] if slot["slot"].kind == "permintaan")
    [(token, file, checked, _scanned)] = slot["files"]
    assert checked
    assert file.name == "surat masuk.pdf"
    right = client.post(path(case, "buat.1"), {"simpan-permintaan": token, "teks-konsep": "Konsep"})
    assert right.status_code == MOVED
    record = Record.objects.get(kind="permintaan")
    assert (record.name, record.size) == ("surat masuk.pdf", 3)
    answer = client.get(f"/dokumen/{record.id}/unduh/")
    assert answer.getvalue() == b"isi"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_new_file_takes_the_place_of_the_text_of_the_visit_before(office: Office) -> None:
    case, client = office.start(), signed_in(office.ani)
    client.post(path(case, "buat.1"), {"teks-permintaan": "Permintaan", "teks-konsep": "Konsep lama"})
    done(complete(case, "periksa.1", office.koordinator, exit="perbaiki"))
    upload = SimpleUploadedFile("konsep.pdf", b"baru", "application/pdf")
    client.post(path(case, "buat.2"), {"teks-konsep": "Konsep lama", "berkas-konsep": upload})
    assert [r.name for r in Record.objects.filter(task="buat.2")] == ["konsep.pdf"]


def test_a_kept_file_serves_no_other_task(office: Office) -> None:
    client, case, other = signed_in(office.ani), office.start(), office.start()
    upload = SimpleUploadedFile("a.pdf", b"isi", "application/pdf")
    wrong = client.post(path(case, "buat.1"), {"berkas-permintaan": upload})
    token = next(s for s in wrong.context["slots"] if s["slot"].kind == "permintaan")["files"][0][0]
    answer = client.post(path(other, "buat.1"), {"simpan-permintaan": token, "teks-konsep": "Konsep"})
    assert answer.status_code == 422
    assert open_tasks(other) == ["buat.1"]


def test_a_file_beyond_the_limit_is_refused_with_the_limit(office: Office, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 10
    client, case = signed_in(office.ani), office.start()
    upload = SimpleUploadedFile("besar.pdf", b"x" * 11, "application/pdf")
    answer = client.post(path(case, "buat.1"), {"berkas-permintaan": upload, "teks-konsep": "Konsep"})
    assert answer.status_code == 422
    assert "batasnya 10 B" in words(answer)


def test_sending_twice_is_told_as_saved_and_the_second_person_hears_who_was_first(office: Office) -> None:
    case = office.start()
    given = {"teks-permintaan": "Permintaan", "teks-konsep": "Konsep"}
    ani, budi = signed_in(office.ani), signed_in(office.budi)
    assert ani.post(path(case, "buat.1"), given).status_code == MOVED
    again = ani.post(path(case, "buat.1"), given, follow=True)
    assert "Sudah tersimpan" in words(again)
    late = budi.post(path(case, "buat.1"), given)
    assert late.status_code == 409
    assert "Ani sudah lebih dahulu menutup langkah ini" in words(late)
    assert Record.objects.count() == 2


def test_the_start_form_sent_twice_starts_one_case(office: Office) -> None:
    client = signed_in(office.ani)
    ticket = client.get("/sop/surat/mulai/").context["ticket"]
    first = client.post("/sop/surat/mulai/", {"hal": "Sekali", "tiket": ticket})
    second = client.post("/sop/surat/mulai/", {"hal": "Sekali", "tiket": ticket})
    case = Case.objects.get()
    assert first.headers["Location"] == path(case, "buat.1")
    assert second.headers["Location"] == path(case)


def test_a_comment_sent_twice_is_written_once(office: Office) -> None:
    case, client = office.start(), signed_in(office.ani)
    ticket = client.get(path(case)).context["ticket"]
    for _ in range(2):
        client.post(path(case, "", "komentar/"), {"komentar": "Segera", "tiket": ticket})
    assert [one.text for one in case.comments.all()] == ["Segera"]


def test_another_agency_finds_nothing(office: Office) -> None:
    case = office.start()
    done(complete(case, "buat.1", office.ani, outputs=["konsep"], attachments=["permintaan"]))
    record = Record.objects.first()
    assert record is not None
    with scopes_disabled():
        foreign = make_office()
    client = signed_in(foreign.kepala)
    addresses = [path(case), path(case, "buat.1"), path(case, "periksa.1", "alihkan/"), path(case, "", "batalkan/")]
    for address in (*addresses, f"/dokumen/{record.id}/"):
        assert client.get(address).status_code == 404
    assert "Uji coba" not in words(client.get("/pelaksanaan/"))


def test_who_may_not_is_refused_with_a_sentence(office: Office) -> None:
    case = office.start()
    outsider = signed_in(office.staf)
    answer = outsider.get(path(case))
    assert answer.status_code == 403
    assert "Anda tidak terlibat dalam pelaksanaan ini" in words(answer)
    answer = signed_in(office.koordinator).post(path(case, "buat.1"), {"teks-konsep": "x"})
    assert answer.status_code == 403
    assert "Tugas ini bukan bagian Anda" in words(answer)
    answer = outsider.get("/sop/surat/mulai/")
    assert answer.status_code == 403
    assert "dimulai oleh pelaksana langkah pertamanya" in words(answer)


def test_handing_over_returning_and_skipping_have_pages_that_ask_why(office: Office) -> None:
    office.publish("nota", [make_row("tulis", time="1 jam"), make_row("kirim"), make_row("arsip", "kepala")])
    case, client = office.start("nota"), signed_in(office.ani)
    client.post(path(case, "tulis.1"), {})
    assert open_tasks(case) == ["kirim.1"]
    assert client.post(path(case, "kirim.1", "kembalikan/"), {"tujuan": "tulis"}).status_code == 422
    send(client, path(case, "kirim.1", "kembalikan/"), {"tujuan": "tulis", "alasan": "Salah tanggal"})
    assert open_tasks(case) == ["tulis.2"]
    send(client, path(case, "tulis.2", "lewati/"), {"alasan": "Sudah ada"})
    assert open_tasks(case) == ["kirim.2"]
    assert client.post(path(case, "kirim.2", "alihkan/"), {"alasan": "Cuti"}).status_code == 422
    client.post(path(case, "kirim.2", "alihkan/"), {"orang": [str(office.budi.id)], "alasan": "Cuti"})
    assert "Mengerjakan kirim" not in words(client.get("/tugas/"))
    budi = signed_in(office.budi)
    assert "Mengerjakan kirim" in words(budi.get("/tugas/"))
    assert "Satu tugas dialihkan kepada Anda" in words(budi.get("/pemberitahuan/"))
    budi.post("/pemberitahuan/dibaca/")
    assert not Notice.objects.filter(read_at=None).exists()
    story = words(client.get(path(case)))
    for told in ("Mengembalikan pekerjaan", "Salah tanggal", "Melewati", "Mengalihkan", "Cuti"):
        assert told in story


def test_a_step_asks_its_questions_and_appoints_persons(office: Office) -> None:
    asked = {
        "anggaran": {"label": "Anggaran", "jenis": "uang", "wajib": True},
        "setuju": {"label": "Setuju", "jenis": "ya-tidak", "wajib": True},
        "jadwal": {"label": "Jadwal", "jenis": "tanggal"},
    }
    rows = [make_row("isi", "kepala", isian=asked, menunjuk=["petugas"]), make_row("kerjakan")]
    office.publish("tim", rows, per_case=["petugas"])
    case, client = office.start("tim", by=office.kepala), signed_in(office.kepala)
    wrong = client.post(path(case, "isi.1"), {"jawab-anggaran": "1.23", "jawab-setuju": "ya"})
    assert wrong.status_code == 422
    assert "Pemisah ribuan" in words(wrong)
    assert "Pilih paling sedikit satu orang" in words(wrong)
    given = {"jawab-anggaran": "1.250.000", "jawab-setuju": "tidak", "jawab-jadwal": "2026-04-01"}
    send(client, path(case, "isi.1"), {**given, "tunjuk-petugas": [str(office.budi.id)]})
    assert open_tasks(case) == ["kerjakan.1"]
    shown = words(client.get(path(case, "isi.1")))
    assert "Rp1.250.000" in shown
    assert "1 April 2026" in shown
    assert "Tidak" in shown
    assert "Mengerjakan kerjakan" not in words(signed_in(office.ani).get("/tugas/"))
    assert "Mengerjakan kerjakan" in words(signed_in(office.budi).get("/tugas/"))


def test_a_deviation_is_answered_by_the_officer_and_judged_by_the_superior(office: Office) -> None:
    case = office.start()
    without = {"konsep": "Menyusul"}
    done(complete(case, "buat.1", office.ani, attachments=["permintaan"], without=without))
    ani, above = signed_in(office.ani), signed_in(office.koordinator)
    assert "Menyusul" in words(ani.get("/penyimpangan/"))
    address = path(case, "", "penyimpangan/1/")
    assert above.get(f"{address}jawab/").status_code == 403
    ani.post(f"{address}jawab/", {"jawaban": "Printer rusak"})
    assert "Printer rusak" in words(above.get("/penyimpangan/?bagian=nilai"))
    assert above.post(f"{address}nilai/", {"nilai": "tolak"}).status_code == 422
    above.post(f"{address}nilai/", {"nilai": "terima"})
    assert Deviation.objects.get().status == "diterima"


def test_comments_cancelling_and_appointing_on_the_case_page(office: Office) -> None:
    case, kepala = office.start(), signed_in(office.kepala)
    assert kepala.post(path(case, "", "komentar/"), {"komentar": " "}).status_code == 422
    kepala.post(path(case, "", "komentar/"), {"komentar": "Segera, ya"})
    assert Comment.objects.get().text == "Segera, ya"
    address = path(case, "", "tunjuk/?pelaksana=petugas")
    kepala.post(address, {"orang": [str(office.budi.id)], "alasan": "Ani cuti"})
    assert "Mengerjakan buat" not in words(signed_in(office.ani).get("/tugas/"))
    assert kepala.post(path(case, "", "batalkan/"), {}).status_code == 422
    look = words(kepala.post(path(case, "", "batalkan/"), {"alasan": "Salah SOP"}))
    for told in ("Periksa sebelum dibatalkan", "Salah SOP", "1 tugas yang terbuka ditutup", 'name="konfirmasi"'):
        assert told in look
    case.refresh_from_db()
    assert case.status == "berjalan"
    changing = kepala.post(path(case, "", "batalkan/"), {"alasan": "Salah SOP", "ubah": "1"})
    assert 'name="konfirmasi"' not in words(changing)
    kepala.post(path(case, "", "batalkan/"), {"alasan": "Salah SOP", "konfirmasi": "1"})
    case.refresh_from_db()
    assert case.status == "dibatalkan"
    assert "Salah SOP" in words(kepala.get(path(case)))
