"""What is printed carries the agency's letterhead; who may be named and who may open a called case."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lajur.casework.cases.models import Case
from lajur.casework.cases.testing import Office, make_row
from lajur.casework.cases.tests.browsing import path
from lajur.casework.documents.models import Upload
from lajur.registers.organisation.testing import NOW, clock, done, make_person, make_position
from lajur.registers.organisation.tests.browsing import signed_in, words
from lajur.registers.reference.letterheads import set_letterhead

pytestmark = pytest.mark.usefixtures("still_clock", "own_folder")


def head(office: Office, name: str, days: int = 0) -> None:
    done(
        set_letterhead(
            by=clock(office.agency), now=NOW, agency=office.agency, lines=[name], address="Jalan Uji 1", city="Uji",
            valid_from=NOW.date() + timedelta(days=days),
        )
    )  # fmt: skip


def test_a_case_on_paper_and_a_receipt_carry_the_letterhead_of_the_day(office: Office) -> None:
    case = office.start()
    given = {"berkas-permintaan": SimpleUploadedFile("surat.txt", b"Isi"), "teks-konsep": "Konsep"}
    assert signed_in(office.ani).post(path(case, "buat.1"), given).status_code == 302
    ani, receipt = signed_in(office.ani), f"/unggahan/{Upload.objects.get(case=case).id}/"
    assert "kop-paper" not in words(ani.get(path(case) + "?cetak")), "none is set yet"
    head(office, "PEMERINTAH KOTA UJI")
    head(office, "PEMERINTAH KOTA LAIN", days=1)
    for address in (path(case) + "?cetak", receipt):
        page = words(ani.get(address))
        assert "PEMERINTAH KOTA UJI" in page
        assert "Jalan Uji 1" in page
        assert "PEMERINTAH KOTA LAIN" not in page
        assert "ui/letterhead" in page
    assert "PEMERINTAH KOTA UJI" not in words(ani.get(path(case))), "the page to work on stays light"


def test_a_script_learns_whom_a_comment_may_name_and_nobody_else(office: Office) -> None:
    case = office.start()
    make_person(office.agency, "Orang Luar Lajur", make_position(office.agency, "Tamu"))
    answer = signed_in(office.ani).get(path(case, "", "komentar/?orang"))
    told = dict(json.loads(answer.content))
    assert told[office.koordinator.username] == "Kusno"
    assert "Orang Luar Lajur" not in told.values()
    assert signed_in(office.staf).get(path(case, "", "komentar/?orang")).status_code == 403
    assert "mentions" in words(signed_in(office.ani).get(path(case)))
    assert signed_in(office.ani).get(path(case, "", "komentar/")).status_code == 302


def test_a_task_links_the_case_it_called_only_for_who_may_read_it(office: Office) -> None:
    office.publish("anak", [make_row("isi", "staf")])
    call = {"sop": f"{office.agency.slug}/anak"}
    office.publish("induk", [make_row("panggil", panggil=call), make_row("tutup")])
    case = office.start("induk")
    child = Case.objects.get(parent=case)
    for person, sees in ((office.kepala, True), (office.budi, False)):
        page = words(signed_in(person).get(path(case, "panggil.1")))
        assert child.number in page
        assert (f'href="{path(child)}"' in page) is sees
        assert (signed_in(person).get(path(child)).status_code == 200) is sees


def test_selects_that_are_answered_from_the_start_show_no_star(office: Office) -> None:
    page = words(signed_in(office.ani).get("/akun/pemberitahuan/"))
    assert "Jam ringkasan harian" in page
    assert "label-needed" not in page
