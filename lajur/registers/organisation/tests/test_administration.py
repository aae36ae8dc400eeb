"""People and positions in the section Pengelolaan: who may, what is refused and why, what changes at once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django_scopes import scope, scopes_disabled

from lajur.registers.authority.models import Entry
from lajur.registers.organisation import actions as organise
from lajur.registers.organisation import work
from lajur.registers.organisation.models import Holding, Person, Position, Unit
from lajur.registers.organisation.testing import (
    NOW,
    as_actor,
    clock,
    done,
    make_agency,
    make_person,
    make_position,
    refusal,
)
from lajur.registers.organisation.tests.administering import OLD, Place
from lajur.registers.organisation.tests.browsing import signed_in, words

pytestmark = pytest.mark.usefixtures("still_clock", "own_folder")

TODAY = NOW.date()
NEW = "Sepeda-Hijau-77"


PAGES = ["", "pegawai/", "pegawai/tambah/", "pegawai/impor/", "pegawai/impor/templat.xlsx", "pegawai/ekspor.csv",
         "jabatan/", "jabatan/tambah/", "unit/"]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_only_administrators_enter_and_others_are_told_why(place: Place, path: str) -> None:
    assert signed_in(place.admin).get(f"/pengelolaan/{path}").status_code == 200
    answer = signed_in(place.ani).get(f"/pengelolaan/{path}")
    assert answer.status_code == 403
    assert "Ini wewenang administrator instansi." in words(answer)
    assert Client().get(f"/pengelolaan/{path}").url.startswith("/masuk/")  # type: ignore[attr-defined]


def test_what_another_agency_has_does_not_exist_here(place: Place) -> None:
    with scopes_disabled():
        other = make_agency()
    with scope(agency=other):
        stranger, post = make_person(other, "Orang Lain"), make_position(other, "Jabatan Lain")
    client = signed_in(place.admin)
    for path in (f"pegawai/{stranger.id}/", f"pegawai/{stranger.id}/ubah/", f"pegawai/{stranger.id}/nonaktifkan/",
                 f"pegawai/{stranger.id}/jabatan/", f"jabatan/{post.id}/", f"jabatan/{post.id}/ubah/"):  # fmt: skip
        assert client.get(f"/pengelolaan/{path}").status_code == 404, path
    assert client.post(f"/pengelolaan/pegawai/{stranger.id}/tautan/").status_code == 404
    by = as_actor(place.admin)
    given: dict[str, Any] = {"by": by, "now": NOW}
    assert refusal(organise.seat(person=place.ani, position=post, since=TODAY, **given)).code == "jabatan-tidak-dikenal"
    assert refusal(organise.deactivate(person=stranger, end_holdings=True, **given)).code == "orang-tidak-dikenal"
    bound = organise.bind_lane(procedure="surat", lane="tim", positions=[post], **given)
    assert refusal(bound).code == "jabatan-tidak-dikenal"


def test_a_person_is_added_found_and_changed(place: Place) -> None:
    client = signed_in(place.admin)
    given = {"nama": "Budi Santoso, S.T.", "nama_pengguna": "budi", "nip": "19780412 200312 1 001", "surel": "b@x.id"}
    answer = client.post("/pengelolaan/pegawai/tambah/", given)
    budi = Person.objects.get(username="budi")
    assert answer.url == f"/pengelolaan/pegawai/{budi.id}/"  # type: ignore[attr-defined]
    assert (budi.nip, budi.has_usable_password()) == ("197804122003121001", False)
    for term in ("santoso", "19780412", "budi", "b@x"):
        assert "Budi Santoso" in words(client.get("/pengelolaan/pegawai/", {"cari": term})), term
    assert "Budi Santoso" in words(client.get("/pengelolaan/pegawai/?keadaan=tanpa-sandi"))
    assert "Budi Santoso" in words(client.get("/pengelolaan/pegawai/?keadaan=tanpa-jabatan"))
    assert "Ani" not in words(client.get("/pengelolaan/pegawai/?keadaan=tanpa-jabatan"))
    client.post(f"/pengelolaan/pegawai/{budi.id}/ubah/", {"nama": "Budi S.", "nip": given["nip"], "surel": ""})
    budi.refresh_from_db()
    assert (budi.name, budi.email) == ("Budi S.", "")
    entry = Entry.objects.latest("seq")
    private = {key: text for key, text in (entry.private or {}).items() if key != "salt"}
    assert (entry.kind, private) == ("pegawai-diubah", {"0.was.name": given["nama"], "0.was.email": "b@x.id"})
    assert "Santoso" not in entry.body


@pytest.mark.parametrize(("nip", "why"), [
    ("123", "18 angka"),
    ("197813412003121001"[:18], "tanggal lahir"),
    ("197804122003991001", "pengangkatan"),
    ("197804122003123001", "ke-15"),
])  # fmt: skip
def test_a_wrong_nip_is_told_at_the_field(place: Place, nip: str, why: str) -> None:
    answer = signed_in(place.admin).post(
        "/pengelolaan/pegawai/tambah/", {"nama": "B", "nama_pengguna": "b", "nip": nip}
    )
    assert answer.status_code == 422
    assert why in words(answer)
    assert not Person.objects.filter(username="b").exists()


def test_a_taken_user_name_or_nip_is_told_at_the_field(place: Place) -> None:
    client, nip = signed_in(place.admin), "197804122003121001"
    client.post("/pengelolaan/pegawai/tambah/", {"nama": "B", "nama_pengguna": "b", "nip": nip})
    again = client.post("/pengelolaan/pegawai/tambah/", {"nama": "C", "nama_pengguna": "c", "nip": nip})
    assert "sudah tercatat untuk B" in words(again)
    again = client.post("/pengelolaan/pegawai/tambah/", {"nama": "C", "nama_pengguna": "b"})
    assert (again.status_code, "sudah dipakai" in words(again)) == (422, True)


def test_who_leaves_is_out_at_the_next_request_and_his_tasks_are_shown_first(place: Place, monkeypatch: Any) -> None:
    admin, ani = signed_in(place.admin), signed_in(place.ani)
    assert ani.get("/akun/").status_code == 200
    monkeypatch.setattr(work, "TASKS_BY_NAME", [lambda person: [work.OpenTask("Susun rencana", "/tugas/1/")]])
    path = f"/pengelolaan/pegawai/{place.ani.id}/nonaktifkan/"
    assert "Susun rencana" in words(admin.get(path))
    assert admin.post(path, {"akhiri": "on"}).status_code == 422
    place.ani.refresh_from_db()
    assert place.ani.is_active
    admin.post(path, {"akhiri": "on", "tetap": "on"})
    assert ani.get("/akun/").status_code == 302
    place.ani.refresh_from_db()
    assert not place.ani.is_active
    assert Holding.objects.get(person=place.ani).until == TODAY
    admin.post(f"/pengelolaan/pegawai/{place.ani.id}/aktifkan/")
    place.ani.refresh_from_db()
    assert place.ani.is_active


def test_the_last_administrator_stays(place: Place) -> None:
    given: dict[str, Any] = {"by": clock(place.agency), "now": NOW}
    holding = Holding.objects.get(position=place.post)
    outcomes = [
        organise.deactivate(person=place.admin, end_holdings=False, **given),
        organise.unseat(holding=holding, until=TODAY - timedelta(days=1), **given),
        organise.unseat(holding=holding, until=TODAY + timedelta(days=40), **given),
        organise.change_position(
            position=place.post, title="Administrator", unit=None, superior=None, roles=[], is_outside=False, **given
        ),
    ]
    assert {refusal(outcome).code for outcome in outcomes} == {"administrator-terakhir"}
    place.admin.refresh_from_db()
    holding.refresh_from_db()
    assert (place.admin.is_active, holding.until) == (True, None)
    assert Position.objects.get(id=place.post.id).roles == ["administrator"]
    done(organise.seat(person=place.boss, position=place.post, since=TODAY, **given))
    done(organise.deactivate(person=place.admin, end_holdings=False, **given))


def test_nobody_locks_himself_out_and_the_page_says_why(place: Place) -> None:
    client = signed_in(place.admin)
    assert "tidak dapat menonaktifkan diri sendiri" in words(client.get(f"/pengelolaan/pegawai/{place.admin.id}/"))
    client.post(f"/pengelolaan/pegawai/{place.admin.id}/tautan/")
    place.admin.refresh_from_db()
    assert place.admin.check_password(OLD)


def link_for(place: Place, person: Person) -> str:
    answer = signed_in(place.admin).post(f"/pengelolaan/pegawai/{person.id}/tautan/")
    found = re.search(r'value="http://testserver(/akun/kata-sandi/[^"]+)"', words(answer))
    assert found, words(answer)
    assert answer["Cache-Control"] == "no-store"
    return found[1]


def test_a_link_sets_the_password_once(place: Place) -> None:
    ani, path = signed_in(place.ani), link_for(place, place.ani)
    assert ani.get("/akun/").status_code == 302, "the old password has ended with its sessions"
    visitor = Client()
    assert "Ani" in words(visitor.get(path))
    assert visitor.post(path, {"baru": NEW, "ulangi": NEW + "x"}).status_code == 422
    assert visitor.post(path, {"baru": "12345", "ulangi": "12345"}).status_code == 422
    assert visitor.post(path, {"baru": NEW, "ulangi": NEW}).url == "/masuk/"  # type: ignore[attr-defined]
    assert visitor.get(path).status_code == 410
    assert visitor.post(path, {"baru": OLD, "ulangi": OLD}).status_code == 410
    place.ani.refresh_from_db()
    assert place.ani.check_password(NEW)
    kinds = list(Entry.objects.order_by("-seq").values_list("kind", flat=True)[:2])
    assert kinds == ["sandi-diganti", "tautan-sandi-dibuat"]


def test_a_link_ends_with_a_newer_one_with_time_and_with_leaving(place: Place, settings: Any) -> None:
    first = link_for(place, place.ani)
    second = link_for(place, place.ani)
    assert Client().get(first).status_code == 410
    with time_machine.travel(NOW + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 60)):
        assert Client().get(second).status_code == 410
    assert Client().get(second.replace(str(place.ani.id), str(place.boss.id))).status_code == 410
    assert Client().get(second).status_code == 200
    done(organise.deactivate(by=clock(place.agency), now=NOW, person=place.ani, end_holdings=False))
    assert Client().get(second).status_code == 410


def test_changing_the_own_password_asks_the_old_one_and_ends_other_sessions(place: Place) -> None:
    here, elsewhere = signed_in(place.ani), signed_in(place.ani)
    wrong = here.post("/akun/kata-sandi/", {"lama": "salah", "baru": NEW, "ulangi": NEW})
    assert (wrong.status_code, "Kata sandi lama tidak cocok." in words(wrong)) == (422, True)
    assert here.post("/akun/kata-sandi/", {"lama": OLD, "baru": NEW, "ulangi": NEW}).status_code == 302
    assert here.get("/akun/").status_code == 200
    assert elsewhere.get("/akun/").status_code == 302
    assert (
        refusal(
            organise.change_password(by=as_actor(place.admin), now=NOW, person=place.ani, old=NEW, password=OLD)
        ).code
        == "bukan-wewenang"
    )


def position_values(place: Place, **changes: Any) -> dict[str, Any]:
    return {"nama": "Kepala", "unit": "", "atasan": "", "peran": ["pimpinan"]} | changes


def test_superiors_do_not_go_in_a_circle_and_the_circle_is_told(place: Place) -> None:
    answer = signed_in(place.admin).post(
        f"/pengelolaan/jabatan/{place.head.id}/ubah/", position_values(place, atasan=str(place.desk.id))
    )
    assert answer.status_code == 422
    assert "Kepala → Petugas → Kepala" in words(answer)


def test_a_role_holds_from_the_next_request(place: Place) -> None:
    boss, admin = signed_in(place.boss), signed_in(place.admin)
    assert boss.get("/pengelolaan/").status_code == 403
    admin.post(
        f"/pengelolaan/jabatan/{place.head.id}/ubah/", position_values(place, peran=["pimpinan", "administrator"])
    )
    assert boss.get("/pengelolaan/").status_code == 200
    holding = Holding.objects.get(person=place.boss)
    admin.post(f"/pengelolaan/jabatan/masa/{holding.id}/", {"sampai": (TODAY - timedelta(days=1)).isoformat()})
    assert boss.get("/pengelolaan/").status_code == 403


def test_acting_officers_need_decree_and_dates_and_are_shown_with_them(place: Place) -> None:
    client, path = signed_in(place.admin), f"/pengelolaan/jabatan/{place.head.id}/"
    given = {"pegawai": "Ani", "status": "plt", "mulai": "2026-03-09"}
    answer = client.post(path + "dudukkan/", given)
    assert answer.status_code == 422
    assert "Isi nomor surat perintah" in words(answer)
    assert "Isi hari terakhir" in words(answer)
    client.post(path + "dudukkan/", given | {"surat": "SP/7/2026", "selesai": "2026-03-20"})
    page = words(client.get(path))
    assert "SP/7/2026" in page
    assert "mulai 9 Maret 2026" in page
    holding = Holding.objects.get(kind="plt")
    client.post(f"/pengelolaan/jabatan/masa/{holding.id}/", {"batal": "1"})
    assert not Holding.objects.filter(kind="plt").exists()


def test_a_second_definitive_holder_is_asked_about(place: Place) -> None:
    client = signed_in(place.admin)
    given = {"pegawai": "Ani", "status": "definitif", "mulai": TODAY.isoformat()}
    path = f"/pengelolaan/jabatan/{place.head.id}/dudukkan/"
    answer = client.post(path, given)
    assert answer.status_code == 422
    assert "sudah dipegang definitif oleh Kartini" in words(answer)
    assert client.post(path, given | {"tetap": "on"}).status_code == 302
    assert Holding.objects.filter(position=place.head).count() == 2
    again = client.post(path, given | {"tetap": "on"})
    assert "sudah menduduki jabatan ini" in words(again)


def test_a_name_that_several_bear_is_asked_about(place: Place) -> None:
    make_person(place.agency, "Ani")
    answer = signed_in(place.admin).post(
        f"/pengelolaan/jabatan/{place.head.id}/dudukkan/",
        {"pegawai": "Ani", "status": "definitif", "mulai": "2026-03-02"},
    )
    assert "Ada beberapa" in words(answer)
    assert place.ani.username in words(answer)


def test_units_are_added_moved_and_never_inside_themselves(place: Place) -> None:
    client = signed_in(place.admin)
    client.post("/pengelolaan/unit/", {"nama": "Biro Umum"})
    client.post("/pengelolaan/unit/", {"nama": "Bagian Pengadaan"})
    above, below = Unit.objects.get(name="Biro Umum"), Unit.objects.get(name="Bagian Pengadaan")
    client.post(f"/pengelolaan/unit/{below.id}/", {"nama": "Bagian PBJ", "induk": str(above.id)})
    below.refresh_from_db()
    assert (below.name, below.parent) == ("Bagian PBJ", above)
    answer = client.post(f"/pengelolaan/unit/{above.id}/", {"nama": "Biro Umum", "induk": str(below.id)})
    assert answer.status_code == 422
    assert "tidak boleh" in words(answer)


def test_two_thousand_people_fill_pages_without_a_question_per_row(
    place: Place, django_assert_max_num_queries: Any
) -> None:
    Person.within.bulk_create(
        Person(agency=place.agency, username=f"p{n}", name=f"Pegawai {n:04}", password="!") for n in range(2000)
    )
    client = signed_in(place.admin)
    client.get("/pengelolaan/pegawai/")
    with django_assert_max_num_queries(5):
        answer = client.get("/pengelolaan/pegawai/?halaman=3")
    assert "Halaman 3 dari 41" in words(answer)
    with django_assert_max_num_queries(6):
        client.get("/pengelolaan/jabatan/")


def test_the_agency_says_whom_its_people_ask_for_help(place: Place) -> None:
    admin, page = signed_in(place.admin), "/pengelolaan/instansi/"
    assert signed_in(place.ani).get(page).status_code == 403
    assert (
        admin.post(page, {"jenis": "kota", "surel": "bantuan@contoh.go.id", "telepon": "telepon saya"}).status_code
        == 422
    )
    assert admin.post(page, {"jenis": "kota", "surel": "bukan surel", "telepon": ""}).status_code == 422
    given = {"jenis": "kota", "surel": "bantuan@contoh.go.id", "telepon": "(0730)  621123 / 12"}
    assert admin.post(page, given).status_code == 302
    place.agency.refresh_from_db()
    assert (place.agency.kind, place.agency.contact_phone) == ("kota", "(0730) 621123 / 12")
    assert "bantuan@contoh.go.id" in words(admin.get(page))
    entry = Entry.objects.filter(kind="instansi-diubah").get()
    assert "bantuan@contoh.go.id" in entry.body
    assert admin.post(page, given).status_code == 302
    assert Entry.objects.filter(kind="instansi-diubah").count() == 1, "nothing changed, nothing told"
