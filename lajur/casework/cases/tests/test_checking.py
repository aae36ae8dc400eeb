"""The last look before what cannot be undone: what it shows, and that only what it showed counts."""

from __future__ import annotations

from typing import Any

import pytest

from lajur.casework.cases.models import Case, Deviation, Draft, Task
from lajur.casework.cases.testing import Office, complete, make_row, open_tasks
from lajur.casework.cases.tests.browsing import path
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.testing import done
from lajur.registers.organisation.tests.browsing import signed_in, words
from lajur.ui.formats import full_moment

MOVED, CONFLICT = 302, 409
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock", "own_folder")]


@pytest.fixture
def deciding(office: Office) -> Case:
    case = office.start()
    done(complete(case, "buat.1", office.ani, outputs=["konsep"], attachments=["permintaan"]))
    return case


def test_a_decision_is_shown_with_what_follows_and_nothing_is_written_yet(office: Office, deciding: Case) -> None:
    client, address = signed_in(office.koordinator), path(deciding, "periksa.1", "periksa/")
    sent = client.post(path(deciding, "periksa.1"), {"keputusan": "setuju", "catatan": "Sudah baik"})
    assert sent.headers["Location"] == address
    entries = Entry.objects.count()
    look = client.get(address)
    page = words(look)
    for told in ("Setuju → lanjut ke langkah 3", "Sudah baik", "Langkah 3: Mengerjakan sahkan", "Kartini",
                 "tidak dapat ditarik kembali"):  # fmt: skip
        assert told in page
    assert f"{path(deciding, 'periksa.1')}#id_keputusan_0" in page
    assert open_tasks(deciding) == ["periksa.1"]
    assert Entry.objects.count() == entries
    back = words(client.get(path(deciding, "periksa.1")))
    assert "Sudah baik" in back
    assert "checked" in back
    assert client.post(address, dict(look.context["hidden"])).status_code == MOVED
    assert open_tasks(deciding) == ["sahkan.1"]
    due = Task.objects.get(case=deciding, key="sahkan.1").due_at
    assert due
    assert f"paling lambat {full_moment(due, office.agency.zone)}" in page
    assert not Draft.objects.exists()


def test_the_last_look_asks_eight_questions_at_most(
    office: Office, deciding: Case, django_assert_max_num_queries: Any
) -> None:
    client, address = signed_in(office.koordinator), path(deciding, "periksa.1", "periksa/")
    client.post(path(deciding, "periksa.1"), {"keputusan": "setuju"})
    client.get(address)
    with django_assert_max_num_queries(8):
        client.get(address)


def test_confirming_twice_decides_once(office: Office, deciding: Case) -> None:
    client, address = signed_in(office.koordinator), path(deciding, "periksa.1", "periksa/")
    client.post(path(deciding, "periksa.1"), {"keputusan": "setuju"})
    first, again = (client.post(address, {"versi": "1"}, follow=True) for _ in range(2))
    assert "Tersimpan: langkah 2 selesai" in words(first)
    assert "Sudah tersimpan" in words(again)
    assert Task.objects.filter(case=deciding, step="sahkan").count() == 1


def test_what_changed_after_the_look_is_shown_again(office: Office, deciding: Case) -> None:
    client, address = signed_in(office.koordinator), path(deciding, "periksa.1", "periksa/")
    client.post(path(deciding, "periksa.1"), {"keputusan": "setuju"})
    client.post(path(deciding, "periksa.1"), {"keputusan": "perbaiki", "versi": "1", "jendela": "", "urut": ""})
    answer = client.post(address, {"versi": "1"})
    assert answer.status_code == CONFLICT
    assert "belum ada yang disimpan" in words(answer)
    assert "kembali ke langkah 1" in words(answer)
    assert open_tasks(deciding) == ["periksa.1"]


def test_going_on_without_a_document_is_shown_as_the_deviation_it_becomes(office: Office) -> None:
    case, client = office.start(), signed_in(office.ani)
    client.post(path(case, "buat.1"), {"teks-konsep": "Konsep", "alasan-permintaan": "Diminta lisan"})
    look = client.get(path(case, "buat.1", "periksa/"))
    for told in ("Kelengkapan tidak ada: Dokumen permintaan", "Diminta lisan", "Langkah 2: Mengerjakan periksa"):
        assert told in words(look)
    assert not Deviation.objects.exists()
    client.post(path(case, "buat.1", "periksa/"), {"versi": "1"})
    assert Deviation.objects.get().reason == "Diminta lisan"


def test_a_plain_step_stays_one_click(office: Office) -> None:
    case, client = office.start(), signed_in(office.ani)
    client.post(path(case, "buat.1"), {"teks-konsep": "Konsep", "teks-permintaan": "Ada"})
    assert open_tasks(case) == ["periksa.1"]


def test_the_last_look_belongs_to_the_officer(office: Office, deciding: Case) -> None:
    address = path(deciding, "periksa.1", "periksa/")
    assert signed_in(office.ani).get(address).status_code == 403
    assert signed_in(office.ani).post(address, {"versi": "1"}).status_code == 403
    empty = signed_in(office.koordinator).get(address)
    assert empty.headers["Location"] == path(deciding, "periksa.1")


def test_returning_and_skipping_are_looked_at_once_more_and_can_be_changed(office: Office) -> None:
    office.publish("nota", [make_row("tulis", time="1 jam"), make_row("kirim"), make_row("arsip", "kepala")])
    case, client = office.start("nota"), signed_in(office.ani)
    client.post(path(case, "tulis.1"), {})
    address, given = path(case, "kirim.1", "kembalikan/"), {"tujuan": "tulis", "alasan": "Salah tanggal"}
    look = client.post(address, given)
    for told in ("Periksa sebelum dikembalikan", "Salah tanggal", "Langkah 1: Mengerjakan tulis", "Ani, Budi"):
        assert told in words(look)
    assert open_tasks(case) == ["kirim.1"]
    changed = client.post(address, {**given, "ubah": "1"})
    assert changed.status_code == 200
    assert "Salah tanggal" in words(changed)
    assert 'name="konfirmasi"' not in words(changed)
    client.post(address, {**given, "konfirmasi": "1"})
    assert open_tasks(case) == ["tulis.2"]
    again = client.post(address, {**given, "konfirmasi": "1"}, follow=True)
    assert "Sudah tersimpan" in words(again)
    look = client.post(path(case, "tulis.2", "lewati/"), {"alasan": "Sudah ada"})
    for told in ("Langkah dilewati – Sudah ada", "Langkah 2: Mengerjakan kirim"):
        assert told in words(look)
    assert open_tasks(case) == ["tulis.2"]


def test_a_returned_task_says_by_whom_and_why_up_front(office: Office, deciding: Case) -> None:
    done(complete(deciding, "periksa.1", office.koordinator, exit="perbaiki", note="Alamat belum lengkap"))
    page = words(signed_in(office.ani).get(path(deciding, "buat.2")))
    assert "Dikembalikan oleh Kusno" in page
    assert "Alamat belum lengkap" in page


def test_what_cannot_be_done_says_why(office: Office, deciding: Case) -> None:
    page = words(signed_in(office.koordinator).get(path(deciding, "periksa.1")))
    assert "Lewati tidak tersedia" in page
    other = words(signed_in(office.ani).get(path(deciding, "periksa.1")))
    assert "Anda dapat melihat tugas ini, tetapi tidak mengerjakannya." in other
