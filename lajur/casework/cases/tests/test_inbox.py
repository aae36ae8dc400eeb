"""Tugas saya: what it shows, saved filters, several tasks at once. The clock stands at `NOW` of the tests' office."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from django_scopes import scope, scopes_disabled

from lajur.casework.cases import actions
from lajur.casework.cases.actions.filters import MOST, save_filter
from lajur.casework.cases.inbox import read_inbox
from lajur.casework.cases.models import SavedFilter, Task
from lajur.casework.cases.queries import inbox_tasks
from lajur.casework.cases.rules import Borders
from lajur.casework.cases.testing import Office, complete, make_office, make_row
from lajur.casework.cases.tests.browsing import path
from lajur.casework.cases.tests.many import fill_inbox
from lajur.casework.cases.wanted import Wanted
from lajur.casework.notices.models import Notice
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.testing import (
    NOW,
    as_actor,
    done,
    make_person,
    make_substitution,
    refusal,
)
from lajur.registers.organisation.tests.browsing import signed_in, words

GONE, MOVED, WRONG, NOTHING = 404, 302, 422, 204
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock")]


def inbox(person: Any, query: str = "", now: Any = NOW) -> str:
    return words(signed_in(person).get(f"/tugas/{query}"))


def tasks_on(page: str) -> list[str]:
    """References of the tasks that a page lists, in its order."""
    return re.findall(r'name="tugas" value="([^"]+)"', page)


def reference(case: Any, key: str = "buat.1") -> str:
    return f"{case.id}/{key}"


def test_a_line_tells_who_since_when_how_long_and_why(office: Office) -> None:
    case = office.start()
    done(complete(case, "buat.1", office.ani, outputs=["konsep"], attachments=["permintaan"]))
    page = inbox(office.koordinator)
    for told in ("Mengerjakan periksa", case.number, "Uji coba", "Ani", "2 Mar 2026 08.00", "sisa 2 jam kerja"):
        assert told in page
    assert "2 jam sejak Sen, 2 Mar 2026 08.00 WIB, yaitu 120 menit kerja:" in page
    assert "Sen, 2 Mar: 120 menit (Hari kerja Ramadan)." in page


def test_days_that_gave_nothing_are_named(office: Office) -> None:
    office.publish("panjang", [make_row("tulis", time="6 hari")])
    office.start("panjang")
    page = inbox(office.ani)
    assert "Tidak dihitung: Sab, 7 Mar – Min, 8 Mar (Akhir pekan)." in page


def test_missing_kelengkapan_and_returned_work_are_told(office: Office) -> None:
    case = office.start()
    assert "Belum ada:</" not in inbox(office.budi)
    assert "Belum ada: Dokumen permintaan" in inbox(office.budi)
    done(complete(case, "buat.1", office.ani, outputs=["konsep"], attachments=["permintaan"]))
    assert "Belum ada:" not in inbox(office.koordinator)


def test_the_one_statement_finds_what_the_rule_says(office: Office) -> None:
    """`read_inbox` and `inbox_tasks` must agree for everybody: by position, by name, as a substitute."""
    cases = [office.start() for _ in range(4)]
    done(complete(cases[0], "buat.1", office.ani, outputs=["konsep"], attachments=["permintaan"]))
    Task.objects.filter(case=cases[1]).update(assignees=[office.staf.id])
    Task.objects.filter(case=cases[2]).update(waits_for_child=True)
    make_substitution(office.agency, office.koordinator, office.budi, NOW.date(), NOW.date())
    borders = Borders.at(NOW, office.agency.zone)
    sizes = {}
    for person in (office.ani, office.budi, office.koordinator, office.staf, office.kepala):
        actor = as_actor(person)
        found = read_inbox(actor, Wanted(), borders)
        assert {(task.case, task.key) for task in found.tasks} == {
            (str(task.case_id), task.key) for task in inbox_tasks(actor)
        }
        assert found.total == len(found.tasks) == sum(found.groups.values())
        sizes[person.name] = found.total
    assert sizes == {"Ani": 1, "Budi": 2, "Kusno": 1, "Siti": 1, "Kartini": 0}


def test_another_agencys_tasks_do_not_exist(office: Office) -> None:
    with scopes_disabled():
        elsewhere = make_office()
    with scope(agency=elsewhere.agency):
        case = elsewhere.start()
    assert case.number not in tasks_on(inbox(office.ani))
    assert tasks_on(inbox(office.ani)) == []
    ani = signed_in(office.ani)
    assert ani.get(f"/tugas/alihkan/?{urlencode({'tugas': reference(case)})}").status_code == GONE
    given = {"tugas": reference(case), "kepada": str(office.budi.id), "alasan": "Cuti"}
    assert ani.post("/tugas/alihkan/", given).status_code == GONE
    assert ani.get("/tugas/alihkan/?tugas=bukan-tugas").status_code == GONE


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?sop=lain", 1), ("?sop=surat", 2), ("?cari=menulis", 1), ("?cari=uji+mengerjakan", 3), ("?cari=tidakada", 0),
        ("?cari=100%25", 0), ("?cari=%5C", 0), ("?cari=%00%27", 0), ("?terlambat=1", 0), ("?urut=aneh&halaman=x", 3),
        ("?kelompok=sop", 3), ("?kelompok=tanpa&urut=terbaru", 3), ("?sop=../&cari=", 3), ("?halaman=99", 3),
    ],
)  # fmt: skip
def test_the_list_is_sifted_sorted_and_grouped_from_the_address(office: Office, query: str, count: int) -> None:
    office.publish("lain", [{**make_row("tulis", time="3 hari"), "kegiatan": "Menulis dan mengerjakan laporan"}])
    for procedure in ("surat", "surat", "lain"):
        office.start(procedure)
    assert len(tasks_on(inbox(office.ani, query))) == count


def test_late_ones_alone_and_the_latest_first(office: Office) -> None:
    early = office.start()
    later = NOW + timedelta(hours=3)
    late = office.start(now=later)
    with time_machine.travel(later, tick=False):
        assert tasks_on(inbox(office.ani, "?terlambat=1")) == [reference(early)]
        newest = tasks_on(inbox(office.ani, "?kelompok=tanpa&urut=terbaru"))
        assert newest == [reference(late), reference(early)]
        assert tasks_on(inbox(office.ani, "?kelompok=tanpa&urut=terlama")) == newest[::-1]


def test_an_inbox_of_three_thousand_is_asked_in_six_statements(
    office: Office, django_assert_max_num_queries: Any
) -> None:
    fill_inbox(office, 3000)
    client = signed_in(office.ani)
    client.get("/tugas/")
    for query in ("", "?halaman=60", "?cari=X29", "?kelompok=sop&terlambat=1"):
        with django_assert_max_num_queries(6 + ("cari" in query)):
            answer = client.get(f"/tugas/{query}")
        assert answer.status_code == 200
    assert len(tasks_on(words(client.get("/tugas/?halaman=61")))) == 1


@pytest.mark.parametrize("address", ["/tugas/menunggu/", "/tugas/selesai/"])
def test_the_other_tabs_are_paged_and_not_cut(office: Office, address: str, django_assert_max_num_queries: Any) -> None:
    fill_inbox(office, 120)
    tasks = Task.objects.all()
    if "selesai" in address:
        tasks.update(status="selesai", done_by=office.ani, done_at=NOW)
    else:
        tasks.update(seat="surat/koordinator", step="periksa")
    client = signed_in(office.ani)
    client.get(address)
    with django_assert_max_num_queries(7):
        page = words(client.get(f"{address}?halaman=3"))
    assert "Halaman 3 dari 3" in page
    assert "101–121 dari 121" in page


def test_waiting_tells_with_whom_and_since_when(office: Office) -> None:
    case = office.start()
    done(complete(case, "buat.1", office.ani, outputs=["konsep"], attachments=["permintaan"]))
    page = words(signed_in(office.ani).get("/tugas/menunggu/"))
    assert "Mengerjakan periksa" in page
    assert "Kusno" in page
    assert "2 Mar 2026 08.00" in page
    assert "Tidak ada yang Anda tunggu" in words(signed_in(office.koordinator).get("/tugas/menunggu/"))


def test_news_come_only_when_the_list_has_changed(office: Office) -> None:
    office.start()
    client = signed_in(office.ani)
    seen = re.search(r"tanda=([^\"]+)\"", inbox(office.ani))
    assert seen is not None
    asked = f"/tugas/baru/?tanda={seen[1]}"
    assert client.get(asked, headers={"HX-Request": "true"}).status_code == NOTHING
    case = office.start()
    told = words(client.get(asked, headers={"HX-Request": "true"}))
    assert "1 tugas baru untuk Anda." in told
    assert "<main" not in told
    done(complete(case, "buat.1", office.budi, outputs=["konsep"], attachments=["permintaan"]))
    Task.objects.exclude(case=case).update(assignees=[office.staf.id])
    assert "Daftar tugas ini sudah berubah." in words(client.get(asked, headers={"HX-Request": "true"}))


def test_signing_in_leads_to_the_form_in_two_clicks(office: Office) -> None:
    case = office.start()
    person = make_person(office.agency, "Wati", office.positions["petugas"], password="rahasia-sekali-9")
    client = Client()
    answer = client.post("/masuk/", {"username": person.username, "password": "rahasia-sekali-9"}, follow=True)
    assert f'<th scope="row"><a href="{path(case, "buat.1")}">' in words(answer)
    assert client.get(path(case, "buat.1")).status_code == 200


def test_a_filter_is_saved_opened_by_default_and_deleted(office: Office) -> None:
    office.publish("lain", [make_row("tulis", time="3 hari")])
    office.start()
    mine = office.start("lain")
    client = signed_in(office.ani)
    assert "Simpan saringan ini" in words(client.get("/tugas/?sop=lain"))
    assert client.post("/tugas/saringan/?sop=lain", {"nama": ""}).status_code == WRONG
    saved = client.post("/tugas/saringan/?sop=lain", {"nama": "Hanya lain", "bawaan": "on"})
    assert saved.headers["Location"] == "/tugas/?sop=lain"
    assert tasks_on(words(client.get("/tugas/"))) == [reference(mine, "tulis.1")]
    assert len(tasks_on(words(client.get("/tugas/?semua=1")))) == 2
    assert len(tasks_on(words(client.get("/tugas/?sop=surat")))) == 1
    assert "Hanya lain" not in inbox(office.budi)
    kept = SavedFilter.objects.get()
    assert signed_in(office.budi).post(f"/tugas/saringan/{kept.id}/hapus/").status_code == MOVED
    signed_in(office.budi).post("/tugas/saringan/bawaan/", {"saringan": str(kept.id)})
    assert SavedFilter.objects.get().is_default
    client.post("/tugas/saringan/bawaan/", {})
    assert len(tasks_on(words(client.get("/tugas/")))) == 2
    client.post("/tugas/saringan/bawaan/", {"saringan": str(kept.id)})
    assert SavedFilter.objects.get().is_default
    client.post(f"/tugas/saringan/{kept.id}/hapus/")
    assert not SavedFilter.objects.exists()


def test_a_filter_is_saved_once_under_a_name_and_not_without_end(office: Office) -> None:
    actor = as_actor(office.ani)
    given: dict[str, Any] = {"is_default": True, "by": actor, "now": NOW}
    for number in range(MOST):
        done(save_filter(name=f"Saringan {number}", query="terlambat=1", **given))
    assert SavedFilter.objects.filter(is_default=True).count() == 1
    assert refusal(save_filter(name="Satu lagi", query="terlambat=1", **given)).code == "saringan-penuh"
    done(save_filter(name="Saringan 3", query="sop=surat", **given))
    assert SavedFilter.objects.get(name="Saringan 3").query == "sop=surat"
    assert SavedFilter.objects.count() == MOST
    assert refusal(save_filter(name="Semua", query="", **given)).code == "saringan-kosong"


def picked(client: Client, *references_: str, do: str = "alihkan") -> Any:
    return client.post("/tugas/beberapa/", {"tugas": references_, "lakukan": do, "kembali": "sop=surat"})


def test_several_tasks_are_handed_to_one_colleague(office: Office) -> None:
    cases = [office.start() for _ in range(3)]
    client = signed_in(office.ani)
    confirm = picked(client, *(reference(case) for case in cases)).headers["Location"]
    page = client.get(confirm)
    assert words(page).count("Mengerjakan buat") == 3
    refs = [reference(case) for case in cases]
    given = {"tugas": refs, "kepada": str(office.staf.id), "alasan": "Dinas luar", "tiket": page.context["ticket"]}
    assert client.post("/tugas/alihkan/", {**given, "alasan": ""}).status_code == WRONG
    answer = client.post("/tugas/alihkan/", given)
    result = words(client.get(answer.headers["Location"]))
    assert "3 dari 3 tugas kini menunggu Siti." in result
    assert result.count("Dialihkan.") == 3
    assert len(tasks_on(inbox(office.staf))) == 3
    assert tasks_on(inbox(office.ani)) == []
    # Sent a second time, the same form only shows what it did.
    assert client.post("/tugas/alihkan/", given).headers["Location"] == answer.headers["Location"]
    assert Entry.objects.filter(kind="alihkan").count() == 3
    assert signed_in(office.budi).get(answer.headers["Location"]).status_code == GONE


def test_what_is_refused_is_told_at_its_task_and_the_others_go_on(office: Office) -> None:
    mine, closed, foreign = (office.start() for _ in range(3))
    given: dict[str, Any] = {"reason": "Mendesak", "by": as_actor(office.admin), "now": NOW}
    done(actions.hand_over(case_id=foreign.id, task="buat.1", persons=[str(office.kepala.id)], **given))
    client = signed_in(office.ani)
    refs = [reference(case) for case in (mine, closed, foreign)]
    done(complete(closed, "buat.1", office.budi, outputs=["konsep"], attachments=["permintaan"]))
    shown = words(client.get(f"/tugas/alihkan/?{urlencode([('tugas', ref) for ref in refs])}"))
    assert "Tugas ini sudah tidak terbuka." in shown
    answer = client.post("/tugas/alihkan/", {"tugas": refs, "kepada": str(office.staf.id), "alasan": "Dinas luar"})
    result = words(client.get(answer.headers["Location"]))
    assert "1 dari 3 tugas kini menunggu Siti." in result
    assert "Tugas ini sudah selesai oleh Budi" in result
    assert "Tugas hanya dapat dialihkan oleh pelaksananya" in result
    assert result.count("Tidak ada yang berubah pada tugas ini.") == 2
    assert Task.objects.get(case=foreign).assignees == [office.kepala.id]


def test_nobody_picked_and_nobody_chosen_change_nothing(office: Office) -> None:
    case = office.start()
    client = signed_in(office.ani)
    assert picked(client).headers["Location"] == "/tugas/?sop=surat"
    assert "Pilih dahulu satu tugas" in inbox_after(client)
    given = {"tugas": reference(case), "kepada": "", "alasan": "Cuti"}
    assert client.post("/tugas/alihkan/", given).status_code == WRONG
    assert client.get("/tugas/alihkan/").headers["Location"] == "/tugas/"
    assert client.get("/tugas/beberapa/").headers["Location"] == "/tugas/"
    assert Task.objects.get().assignees == []


def inbox_after(client: Client) -> str:
    return words(client.get("/tugas/"))


def test_notices_of_picked_tasks_are_marked_read_and_no_others(office: Office) -> None:
    first, second = office.start(), office.start()
    for case in (first, second):
        for person in (office.ani, office.budi):
            Notice.objects.create(
                agency=office.agency, person=person, kind="pengingat", key=f"pengingat:{case.id}",
                link=path(case, "buat.1"), at=NOW,
            )  # fmt: skip
    client = signed_in(office.ani)
    assert picked(client, reference(first), do="dibaca").status_code == MOVED
    assert "1 pemberitahuan ditandai dibaca." in inbox_after(client)
    read = Notice.objects.filter(read_at__isnull=False)
    assert [(notice.person_id, notice.link) for notice in read] == [(office.ani.id, path(first, "buat.1"))]
