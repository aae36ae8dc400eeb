"""Drafts: kept for one person, never over a newer one, gone with the step, readable when somebody else was first."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from lajur.casework.cases import actions, jobs
from lajur.casework.cases.actions.drafts import LONGEST, Mark, Place
from lajur.casework.cases.models import Case, Draft, Task
from lajur.casework.cases.permissions import StartSubject
from lajur.casework.cases.testing import Office, complete, make_office, open_tasks
from lajur.casework.cases.tests.browsing import path, send
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.testing import NOW, as_actor, done
from lajur.registers.organisation.tests.browsing import signed_in, words

MOVED, CONFLICT, REFUSED = 302, 409, 403
GIVEN = {"teks-permintaan": "Permintaan", "teks-konsep": "Konsep"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock", "own_folder")]


def typing(client: Any, case: Case, text: str, *, base: int = 0, window: str = "w", order: int = 1) -> Any:
    """What the page's script sends while somebody types a note."""
    mark = {"versi": base, "jendela": window, "urut": order, "cara": "latar"}
    return client.post(path(case, "buat.1", "draf/"), {"catatan": text, "csrfmiddlewaretoken": "x", **mark})


def note() -> Any:
    return json.loads(Draft.objects.get().data)["catatan"]


def test_what_is_typed_is_kept_and_comes_back_on_another_device(office: Office) -> None:
    case, here, there = office.start(), signed_in(office.ani), signed_in(office.ani)
    answer = typing(here, case, "Setengah jalan")
    assert answer.json() == {"versi": 1, "pukul": "08.00", "tutup": False}
    assert here.cookies["perangkat"]["httponly"]
    assert set(json.loads(Draft.objects.get().data)) == {"catatan"}
    page = words(there.get(path(case, "buat.1")))
    assert "Setengah jalan" in page
    assert "perangkat lain." in page
    same = words(here.get(path(case, "buat.1")))
    assert "Draf dari 2 Mar 2026 08.00." in same
    assert "perangkat lain" not in same


def test_a_draft_of_another_window_is_not_overwritten_and_both_texts_are_told(office: Office) -> None:
    case, here, there = office.start(), signed_in(office.ani), signed_in(office.ani)
    typing(here, case, "Dari kantor", window="satu")
    late = typing(there, case, "Dari rumah", window="dua")
    assert late.status_code == CONFLICT
    assert late.json()["versi"] == 1
    for text in ("Dari kantor", "Dari rumah", "perangkat lain"):
        assert text in late.json()["panel"]
    assert note() == ["Dari kantor"]
    assert typing(there, case, "Dari rumah", base=1, window="dua").json()["versi"] == 2
    assert note() == ["Dari rumah"]


def test_the_same_words_from_another_window_are_no_conflict(office: Office) -> None:
    case, client = office.start(), signed_in(office.ani)
    typing(client, case, "Sama", window="satu")
    again = typing(client, case, "Sama", window="dua")
    assert (again.status_code, again.json()["versi"], note()) == (200, 1, ["Sama"])


def test_saves_of_one_window_may_overtake_each_other(office: Office) -> None:
    case, client = office.start(), signed_in(office.ani)
    typing(client, case, "pertama", order=1)
    assert typing(client, case, "ketiga", base=0, order=3).json()["versi"] == 2
    assert typing(client, case, "kedua", base=0, order=2).json()["versi"] == 2
    assert note() == ["ketiga"]


def test_a_form_typed_over_an_older_draft_is_not_sent_without_a_word(office: Office) -> None:
    case, here, there = office.start(), signed_in(office.ani), signed_in(office.ani)
    typing(here, case, "Dari kantor", window="satu")
    stale = {**GIVEN, "catatan": "Dari rumah", "versi": "0", "jendela": "", "urut": ""}
    answer = there.post(path(case, "buat.1"), stale)
    assert answer.status_code == CONFLICT
    for text in ("Dari kantor", "Dari rumah", 'name="versi" value="1"'):
        assert text in words(answer)
    assert open_tasks(case) == ["buat.1"]
    answer = there.post(path(case, "buat.1", "draf/"), stale)
    assert answer.status_code == CONFLICT
    assert note() == ["Dari kantor"]
    assert there.post(path(case, "buat.1"), {**stale, "versi": "1"}).status_code == MOVED


def test_the_button_keeps_everything_without_scripts_also_files(office: Office) -> None:
    case, client = office.start(), signed_in(office.ani)
    upload = SimpleUploadedFile("surat.pdf", b"%PDF-1.4 isi", "application/pdf")
    given = {"berkas-permintaan": upload, "catatan": "Nanti diteruskan", "versi": "0", "jendela": "", "urut": ""}
    assert client.post(path(case, "buat.1", "draf/"), given).headers["Location"] == path(case, "buat.1")
    page = client.get(path(case, "buat.1"))
    for text in ("Draf tersimpan 08.00.", "Nanti diteruskan", "surat.pdf"):
        assert text in words(page)
    assert "Galat:" not in words(page)
    discarded = client.post(path(case, "buat.1", "draf/"), {"buang": "1"}, follow=True)
    assert "Draf dibuang." in words(discarded)
    assert "Nanti diteruskan" not in words(discarded)
    assert not Draft.objects.exists()


def test_what_is_wrong_comes_back_and_stays_as_a_draft(office: Office) -> None:
    case, client = office.start(), signed_in(office.ani)
    wrong = client.post(path(case, "buat.1"), {"teks-konsep": "Sudah ditulis", "versi": "0", "jendela": "", "urut": ""})
    assert wrong.status_code == 422
    assert 'name="versi" value="1"' in words(wrong)
    assert "Sudah ditulis" in words(signed_in(office.ani).get(path(case, "buat.1")))


def test_the_draft_goes_with_the_step_and_not_before(office: Office, monkeypatch: Any) -> None:
    case, client = office.start(), signed_in(office.ani)
    client.raise_request_exception = False
    typing(client, case, "Konsep")
    typing(signed_in(office.budi), case, "Catatan Budi")

    def broken(*args: Any, **kwargs: Any) -> None:
        raise OSError("disk")

    with monkeypatch.context() as patch:
        patch.setattr("lajur.casework.cases.store.prepared.run", broken)
        assert client.post(path(case, "buat.1"), GIVEN).status_code == 500
    assert Draft.objects.filter(person=office.ani).exists()
    assert client.post(path(case, "buat.1"), {**GIVEN, "versi": "1"}).status_code == MOVED
    assert [draft.person_id for draft in Draft.objects.all()] == [office.budi.id]
    assert typing(client, case, "Terlambat").json() == {"selesai": True}
    assert not Draft.objects.filter(person=office.ani).exists()


def test_who_comes_second_still_reads_what_he_has_typed(office: Office) -> None:
    case, budi = office.start(), signed_in(office.budi)
    typing(budi, case, "Sebagian")
    done(complete(case, "buat.1", office.ani, outputs=["konsep"], attachments=["permintaan"]))
    assert typing(budi, case, "Sebagian besar", base=1, order=2).json()["tutup"]
    late = budi.post(path(case, "buat.1"), {**GIVEN, "catatan": "Semuanya"})
    assert late.status_code == CONFLICT
    for text in ("Ani sudah lebih dahulu", "Isian Anda yang tidak terkirim", "Semuanya", "Konsep"):
        assert text in words(late)
    assert "Semuanya" in words(budi.get(path(case, "buat.1")))
    assert "Semuanya" not in words(signed_in(office.koordinator).get(path(case, "buat.1")))


def test_a_draft_is_seen_and_kept_by_nobody_else(office: Office) -> None:
    case = office.start()
    typing(signed_in(office.ani), case, "Rahasia dapur")
    assert "Rahasia dapur" not in words(signed_in(office.budi).get(path(case, "buat.1")))
    assert typing(signed_in(office.staf), case, "Tidak terlibat").status_code == REFUSED
    assert typing(signed_in(office.kepala), case, "Bukan pelaksana").status_code in (200, REFUSED)
    signed_in(office.budi).post(path(case, "buat.1", "draf/"), {"buang": "1"})
    assert Draft.objects.filter(person=office.ani).exists()
    with scopes_disabled():
        foreign = make_office()
    assert typing(signed_in(foreign.kepala), case, "Instansi lain").status_code == 404


def test_the_actions_ask_who_it_is(office: Office) -> None:
    place = Place(f"sop/{uuid4()}")
    subject = StartSubject("surat", "petugas")
    common: dict[str, Any] = {"place": place, "fields": {"hal": ["x"]}, "mark": Mark(), "subject": subject, "now": NOW}
    assert isinstance(actions.save_draft(by=as_actor(office.staf), **common), Refusal)
    assert actions.save_draft(by=as_actor(office.ani), **common) == 1
    long = {**common, "fields": {"hal": ["x" * LONGEST]}}
    assert isinstance(actions.save_draft(by=as_actor(office.ani), **long), Refusal)
    assert isinstance(actions.clear_drafts(by=as_actor(office.admin), now=NOW), Refusal)
    assert actions.discard_draft(place=place, by=as_actor(office.budi), now=NOW) == 0
    assert actions.discard_draft(place=place, by=as_actor(office.ani), now=NOW) == 1


def test_drafts_of_closed_tasks_go_after_thirty_days(office: Office) -> None:
    open_case, closed = office.start(), office.start()
    for case in (open_case, closed):
        typing(signed_in(office.budi), case, "Draf")
    done(complete(closed, "buat.1", office.ani, outputs=["konsep"], attachments=["permintaan"]))
    assert jobs.clear_old_drafts(office.agency, NOW + timedelta(days=29)) == 0
    assert jobs.clear_old_drafts(office.agency, NOW + timedelta(days=31)) == 1
    assert [draft.case_id for draft in Draft.objects.all()] == [open_case.id]
    assert jobs.clear_old_drafts(office.agency, NOW + timedelta(days=31)) == 0


def test_a_task_handed_over_leaves_the_draft_with_its_writer(office: Office) -> None:
    case, ani = office.start(), signed_in(office.ani)
    typing(ani, case, "Punya Ani")
    given = {"orang": [str(office.budi.id)], "alasan": "Cuti"}
    look = ani.post(path(case, "buat.1", "alihkan/"), given)
    assert "Draf Anda pada tugas ini tidak ikut dialihkan" in words(look)
    assert not Task.objects.get(case=case, key="buat.1").assignees
    send(ani, path(case, "buat.1", "alihkan/"), given)
    assert "Punya Ani" not in words(signed_in(office.budi).get(path(case, "buat.1")))
    mine = words(ani.get(path(case, "buat.1")))
    assert "Punya Ani" in mine
    assert "tidak mengerjakannya" in mine


def test_a_draft_costs_no_further_statement(office: Office, django_assert_num_queries: Any) -> None:
    case, client = office.start(), signed_in(office.ani)
    client.get(path(case, "buat.1"))
    with CaptureQueriesContext(connection) as captured:
        client.get(path(case, "buat.1"))
        asked = len(captured)
    typing(client, case, "Draf")
    with django_assert_num_queries(asked):
        client.get(path(case, "buat.1"))
