"""The help as officers and administrators see it, and the quick cards on screen and on paper."""

from __future__ import annotations

import pypdfium2
import pytest
from django_scopes import scopes_disabled

from lajur.casework.cases.testing import Office, make_office, make_row
from lajur.registers.organisation.models import Agency
from lajur.registers.organisation.tests.browsing import signed_in, words


def test_the_help_shows_the_first_steps_to_who_can_go_them(office: Office) -> None:
    assert "Lima langkah sampai pelaksanaan pertama" in words(signed_in(office.admin).get("/bantuan/"))
    page = words(signed_in(office.ani).get("/bantuan/"))
    assert "Lima langkah" not in page
    for told in ("Mengerjakan tugas", "Melampirkan berkas", "Atur pengganti", "Hubungi administrator instansi Anda."):
        assert told in page
    Agency.objects.filter(id=office.agency.id).update(contact_email="bantuan@contoh.go.id", contact_phone="(0730) 62")
    page = words(signed_in(office.ani).get("/bantuan/"))
    assert 'href="mailto:bantuan@contoh.go.id"' in page
    assert "(0730) 62" in page


def test_every_page_leads_to_the_help(office: Office) -> None:
    assert 'href="/bantuan/"' in words(signed_in(office.ani).get("/sop/"))


def test_the_glossary_explains_in_the_readers_language(office: Office) -> None:
    client = signed_in(office.ani)
    page = words(client.get("/bantuan/istilah/"))
    assert 'id="ppk"' in page
    assert "Pejabat pembuat komitmen" in page
    assert "Perpres 16/2018 Pasal 1" in page
    client.cookies["django_language"] = "en"
    assert "The official who commits the budget" in words(client.get("/bantuan/istilah/"))


def test_a_card_tells_each_step_of_a_lane_with_needs_time_results_and_ways(office: Office) -> None:
    page = " ".join(words(signed_in(office.koordinator).get("/bantuan/kartu/surat/koordinator/")).split())
    for told in (
        "Mengerjakan periksa",
        "Dokumen konsep",
        "dari langkah 1",
        "2 jam",
        "<b>perbaiki:</b> kembali ke langkah 1",
    ):
        assert told in page
    assert "Mengerjakan sahkan" not in page, "another lane's step"
    page = " ".join(words(signed_in(office.ani).get("/bantuan/kartu/surat/petugas/")).split())
    for told in ("dari luar SOP ini", "1 jam", "untuk langkah 2, 3"):
        assert told in page


def test_my_cards_come_first_and_all_of_them_on_paper(office: Office) -> None:
    office.publish("nota", [make_row("tulis", time="1 jam"), make_row("baca", "koordinator")])
    page = words(signed_in(office.ani).get("/bantuan/kartu/"))
    assert page.index("Kartu saya") < page.index("/bantuan/kartu/surat/koordinator/")
    assert page.count("/bantuan/kartu/nota/petugas/") == 2
    answer = signed_in(office.ani).get("/bantuan/kartu/saya.pdf")
    assert answer["Content-Type"] == "application/pdf"
    paper = pypdfium2.PdfDocument(answer.content)
    texts = [paper[number].get_textpage().get_text_bounded() for number in range(len(paper))]
    assert len(texts) == 2
    assert all("Petugas" in text for text in texts)
    assert "Mengerjakan buat" in " ".join(texts)
    assert signed_in(office.staf).get("/bantuan/kartu/saya.pdf").status_code == 404, "he acts in no lane"
    assert "Kartu saya" not in words(signed_in(office.staf).get("/bantuan/kartu/"))


@pytest.mark.parametrize("path", ["surat/tidak-ada/", "tidak-ada/petugas/", "tidak-ada/petugas/kartu.pdf"])
def test_what_does_not_exist_is_not_found(office: Office, path: str) -> None:
    assert signed_in(office.ani).get(f"/bantuan/kartu/{path}").status_code == 404


def test_another_agencys_sops_have_no_cards_here(office: Office) -> None:
    office.publish("rahasia", [make_row("tulis")])
    with scopes_disabled():
        other = make_office()
    assert signed_in(office.ani).get("/bantuan/kartu/rahasia/petugas/").status_code == 200
    assert signed_in(other.ani).get("/bantuan/kartu/rahasia/petugas/").status_code == 404
    assert "rahasia" not in words(signed_in(other.ani).get("/bantuan/kartu/"))
