"""The register, a paper's page and files, writing a letter, and the administrator's wordings and patterns."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import docx as word
import pytest
from python_calamine import CalamineWorkbook

from lajur.casework.documents.papers.docx import paper_docx
from lajur.casework.documents.papers.managing import sample_of
from lajur.casework.documents.papers.models import NumberPattern, Paper, PaperCopy, WordingEdition
from lajur.casework.documents.papers.setting import set_paper
from lajur.casework.documents.papers.testing import make_paper
from lajur.casework.documents.papers.wordings import WORDINGS
from lajur.registers.organisation.testing import NOW
from lajur.registers.organisation.tests.browsing import signed_in, words

if TYPE_CHECKING:
    from lajur.casework.documents.papers.testing import Desk

LETTER = {
    "jenis": "surat", "hal": "Undangan rapat", "kepada": "Ani\nDinas Kesehatan", "tempat": "di Tempat",
    "isi": "Alinea satu.\n\nAlinea dua.", "tembusan": "Budi", "sifat": "B", "klasifikasi": "",
}  # fmt: skip


def test_a_letter_is_tried_then_issued_by_its_signer(office: Desk) -> None:
    client = signed_in(office.kepala)
    given = {**LETTER, "penandatangan": str(office.kepala.id)}
    tried = client.post("/naskah/baru/", {**given, "coba": "ya"})
    assert tried.status_code == 200
    assert "data:image/png;base64," in words(tried)
    assert not Paper.objects.exists()
    sent = client.post("/naskah/baru/", given)
    paper = Paper.objects.get()
    assert sent.headers["Location"] == f"/naskah/{paper.id}/"
    assert paper.addressees == ["Ani, Petugas", "Dinas Kesehatan"]
    assert {hand.person.name: hand.is_addressee for hand in PaperCopy.objects.all()} == {"Ani": True, "Budi": False}
    missing = client.post("/naskah/baru/", {**given, "isi": ""})
    assert missing.status_code == 422
    assert "Dinas Kesehatan" in words(missing)


def test_nobody_signs_for_another_but_the_administrator_does_the_post(office: Desk) -> None:
    given = {**LETTER, "penandatangan": str(office.kepala.id)}
    assert signed_in(office.ani).post("/naskah/baru/", given).status_code == 422
    assert signed_in(office.admin).post("/naskah/baru/", given).status_code == 302
    assert Paper.objects.get().signer == office.kepala


def test_the_register_shows_what_concerns_the_reader_and_marks_what_is_void(
    office: Desk, django_assert_max_num_queries: Any
) -> None:
    for n in range(3):
        make_paper(office.agency, office.kepala, subject=f"Hal {n}", copies=[office.ani] if n == 1 else [])
    assert words(signed_in(office.ani).get("/naskah/")).count("/naskah/0") == 1
    assert "Belum ada naskah" in words(signed_in(office.staf).get("/naskah/"))
    client = signed_in(office.admin)
    with django_assert_max_num_queries(8):
        assert words(client.get("/naskah/")).count("row") >= 3
    assert "Hal 2" not in words(client.get("/naskah/?cari=Hal+1"))
    assert "Tidak ada yang cocok" in words(client.get("/naskah/?keadaan=dicabut"))


def test_the_register_is_taken_along_as_it_is_filtered_and_runs_nothing(office: Desk) -> None:
    make_paper(office.agency, office.kepala, subject="=HYPERLINK(1)", copies=[office.ani])
    make_paper(office.agency, office.kepala, subject="Hal lain")
    lines = signed_in(office.ani).get("/naskah/daftar.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2, "only what she may open"
    assert "'=HYPERLINK(1)" in lines[1]
    assert "0/1" in lines[1]
    client = signed_in(office.admin)
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/naskah/daftar.xlsx?cari=lain").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[3] for row in rows[1:]] == ["Hal lain"]
    assert client.get("/naskah/daftar.exe").status_code == 404


def test_opening_a_paper_leaves_a_receipt_and_its_files_come_as_they_are(office: Desk) -> None:
    paper = make_paper(office.agency, office.kepala, copies=[office.ani])
    client = signed_in(office.ani)
    page = words(client.get(f"/naskah/{paper.id}/"))
    assert paper.token in page
    assert "Batalkan" not in page
    assert PaperCopy.objects.get().read_at is not None
    file = client.get(f"/naskah/{paper.id}/pdf/")
    assert b"".join(file.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    assert client.get(f"/naskah/{paper.id}/pdf/?unduh").headers["Content-Disposition"].startswith("attachment")
    copy = word.Document(io.BytesIO(client.get(f"/naskah/{paper.id}/docx/").content))
    text = "\n".join(one.text for one in copy.paragraphs)
    assert "Kartini" in text
    assert "bukan naskah resmi" in copy.sections[0].footer.paragraphs[0].text
    assert signed_in(office.staf).get(f"/naskah/{paper.id}/").status_code == 403


def test_voiding_asks_for_a_reason_and_is_shown_to_everybody(office: Desk) -> None:
    paper = make_paper(office.agency, office.kepala, copies=[office.ani])
    client = signed_in(office.kepala)
    assert client.post(f"/naskah/{paper.id}/batalkan/", {"alasan": " "}).status_code == 422
    assert client.post(f"/naskah/{paper.id}/batalkan/", {"alasan": "Salah nama"}).status_code == 302
    assert "Salah nama" in words(signed_in(office.ani).get(f"/naskah/{paper.id}/"))
    assert signed_in(office.ani).get(f"/naskah/{paper.id}/batalkan/").status_code == 403


def test_the_agency_words_its_letters_and_a_fault_tells_its_line_and_loses_nothing(office: Desk) -> None:
    client, place = signed_in(office.admin), "/pengelolaan/naskah/templat/umum.surat/"
    wrong = "{% for a in isi %}\n{{ a }}\n{% endfor %}\n{{ tidak_ada }}"
    for button in ("coba", "simpan"):
        answer = client.post(place, {"teks": wrong, "catatan": "", "dasar": "0", button: "ya"})
        assert answer.status_code == 422
        assert "baris 4" in words(answer)
        assert "{{ tidak_ada }}" in words(answer)
    mark = client.post(place, {"teks": "Isi\n@lamiran x", "dasar": "0", "simpan": "ya"})
    assert "@lamiran" in words(mark)
    assert not WordingEdition.objects.exists()
    right = "Kata instansi.\n\n{% for a in isi %}\n{{ a }}\n\n{% endfor %}"
    assert "data:image/png" in words(client.post(place, {"teks": right, "dasar": "0", "coba": "ya"}))
    assert client.post(place, {"teks": right, "catatan": "Baru", "dasar": "0", "simpan": "ya"}).status_code == 302
    paper = make_paper(office.agency, office.kepala)
    assert (paper.edition, paper.body["body"]["blocks"][0]["runs"]) == (1, [["Kata instansi.", 0]])
    second = client.post(place, {"teks": f"{right}\nLagi", "dasar": "0", "simpan": "ya"})
    assert "baru saja diubah" in words(second)
    assert "Lagi" in words(second)
    assert client.post(place, {"teks": right, "dasar": "1", "bawaan": "ya"}).status_code == 302
    assert make_paper(office.agency, office.kepala).edition == 0
    assert client.get(f"{place}pdf/").content.startswith(b"%PDF-")
    assert client.post(f"{place}pdf/", {"teks": wrong}).status_code == 422


def test_every_shipped_wording_can_be_set_from_its_sample(office: Desk) -> None:
    for wording in WORDINGS.values():
        made = sample_of(office.agency, wording, wording.shipped, NOW)
        assert isinstance(made, dict), (wording.key, made)
        assert set_paper(made).pages
        assert paper_docx(made).startswith(b"PK")


def test_the_agency_numbers_its_letters_and_goes_on_from_the_paper_book(office: Desk) -> None:
    client, place = signed_in(office.admin), "/pengelolaan/naskah/nomor/surat/"
    shape = {"pola": "{keamanan}{urut}/{unit}/{klasifikasi}/{bulan_romawi}/{tahun}", "deret": "surat"}
    for wrong in ("{urut}/2026", "{urut}/{tahun}/{apa}", "{urut}/{tahun"):
        assert client.post(place, {**shape, "pola": wrong}).status_code == 422
    full = {**shape, "unit": "02.02", "klasifikasi": "OT.02.01", "terpakai": "276"}
    assert client.post(place, full).status_code == 302
    assert NumberPattern.objects.count() == 1
    year = make_paper(office.agency, office.kepala).date.year
    assert year == 2026
    assert client.post(place, {**full, "terpakai": "10"}).status_code == 422
    assert client.get("/pengelolaan/naskah/").status_code == 200


@pytest.mark.parametrize("path", ["", "templat/umum.surat/", "nomor/surat/"])
def test_only_administrators_manage(office: Desk, path: str) -> None:
    assert signed_in(office.kepala).get(f"/pengelolaan/naskah/{path}").status_code == 403
