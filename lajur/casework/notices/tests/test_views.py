"""The page of notices, the links that mails carry, and the choices."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope, scopes_disabled

from lajur.casework.notices.actions import notify
from lajur.casework.notices.models import Notice, NoticeKind
from lajur.casework.notices.queries import choice_of
from lajur.registers.organisation.models import Agency, Person, Role
from lajur.registers.organisation.testing import NOW, make_agency, make_person, make_position
from lajur.registers.organisation.tests.browsing import signed_in


@pytest.fixture
def agency(db: None) -> Any:
    with scopes_disabled():
        made = make_agency()
    with scope(agency=made):
        yield made


def tell(agency: Agency, person: Person, count: int = 1) -> list[Notice]:
    for n in range(count):
        notify(
            agency=str(agency.id), persons=[str(person.id)], kind=NoticeKind.LATE, key=str(n), link="/akun/",
            at=NOW - timedelta(hours=9 * n), params={"step": f"Langkah {n}", "number": "2026-00001"},
        )  # fmt: skip
    return list(Notice.objects.order_by("-at"))


def test_notices_stand_by_day_and_say_which_are_unread(agency: Agency):
    ani = make_person(agency, "Ani")
    tell(agency, ani, 4)
    page = signed_in(ani).get("/pemberitahuan/").content.decode()
    assert page.count("belum dibaca") == 4
    assert page.count('<section class="stack">') == 2
    assert page.index("Langkah 0") < page.index("Langkah 3")


def test_one_or_all_are_marked_and_only_new_ones_can_be_listed(agency: Agency):
    ani = make_person(agency, "Ani")
    first, *_ = tell(agency, ani, 3)
    client = signed_in(ani)
    client.post(f"/pemberitahuan/{first.id}/")
    assert Notice.objects.filter(read_at__isnull=True).count() == 2
    assert "Langkah 0" not in client.get("/pemberitahuan/?bagian=baru").content.decode()
    client.post("/pemberitahuan/dibaca/")
    assert "Semua sudah dibaca" in client.get("/pemberitahuan/?bagian=baru").content.decode()


def test_a_link_of_a_mail_asks_to_sign_in_then_lands_on_the_task_and_is_read(agency: Agency):
    ani = make_person(agency, "Ani", password="Rahasia-2026-x")
    (notice,) = tell(agency, ani)
    client = Client()
    answer = client.get(f"/pemberitahuan/{notice.id}/")
    assert answer.status_code == 302
    assert answer["Location"] == f"/masuk/?next=/pemberitahuan/{notice.id}/"
    given = {"username": ani.username, "password": "Rahasia-2026-x", "next": f"/pemberitahuan/{notice.id}/"}
    answer = client.post("/masuk/", given, follow=True)
    assert [path for path, _ in answer.redirect_chain] == [f"/pemberitahuan/{notice.id}/", "/akun/"]
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_other_peoples_notices_do_not_exist(agency: Agency):
    ani, budi = make_person(agency, "Ani"), make_person(agency, "Budi")
    (notice,) = tell(agency, ani)
    for answer in (
        signed_in(budi).get(f"/pemberitahuan/{notice.id}/"),
        signed_in(budi).post(f"/pemberitahuan/{notice.id}/"),
    ):
        assert answer.status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_list_of_many_costs_as_few_queries_as_one_of_few(agency: Agency, django_assert_max_num_queries: Any):
    ani = make_person(agency, "Ani")
    tell(agency, ani, 60)
    client = signed_in(ani)
    client.get("/pemberitahuan/")
    with django_assert_max_num_queries(7):
        page = client.get("/pemberitahuan/")
    assert "halaman=2" in page.content.decode()


def form(**changed: str) -> dict[str, str]:
    given = {kind.value: "segera" for kind in NoticeKind}
    return {**given, "jam_ringkasan": "9", "tenang_mulai": "1080", "tenang_sampai": "420", **changed}


def test_choices_are_kept_without_scripts(agency: Agency):
    ani = make_person(agency, "Ani")
    client = signed_in(ani)
    page = client.get("/akun/pemberitahuan/").content.decode()
    assert "Surel belum dinyalakan pada instalasi ini" in page
    assert "Surel instansi" not in page
    assert client.post("/akun/pemberitahuan/", form(pengingat="tidak")).status_code == 302
    choice = choice_of(ani.id)
    assert (choice.pace_of("pengingat"), choice.pace_of("eskalasi"), choice.is_quiet) == ("tidak", "segera", False)
    assert choice.digest_hour == 9


def test_odd_choices_are_refused_with_words(agency: Agency):
    client = signed_in(make_person(agency, "Ani"))
    for odd in ({"pengingat": "x"}, {"jam_ringkasan": "25"}, {"tenang_mulai": "-1"}, {"tenang_sampai": ""}):
        answer = client.post("/akun/pemberitahuan/", form(**odd))
        assert answer.status_code == 422
        assert 'id="error-summary"' in answer.content.decode()


def test_the_administrator_sees_how_the_mail_does(agency: Agency, settings: Any):
    settings.SMTP_URL, settings.MAIL_FROM, settings.PUBLIC_URL = "smtp://h", "a@b.id", "https://lajur.example"
    place = make_position(agency, "Administrator", roles=[Role.ADMINISTRATOR])
    page = signed_in(make_person(agency, "Admira", place)).get("/akun/pemberitahuan/").content.decode()
    assert "Surel instansi" in page
    assert "Alamat surel Anda belum tercatat" in page
    agency.is_training = True
    agency.save()
    page = signed_in(make_person(agency, "Ani")).get("/akun/pemberitahuan/").content.decode()
    assert "latihan ini tidak mengirim surel" in page
