"""A form sent after its session ended comes back with what was typed, and only to whom our own page has sent it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from lajur.registers.organisation.models import Person, Role
from lajur.registers.organisation.testing import make_agency, make_person, make_position

FORM = "/pengelolaan/pegawai/tambah/"
BROWSER = {"Accept": "text/html,application/xhtml+xml", "Sec-Fetch-Site": "same-origin"}
TYPED = {"nama": "Siti <b>Aminah</b>", "nama_pengguna": "siti.aminah", "surel": ""}
KEPT = 'name="nama" value="Siti &lt;b&gt;Aminah&lt;/b&gt;"'


@pytest.fixture
def admin(db: None) -> Person:
    with scopes_disabled():
        agency = make_agency()
        return make_person(agency, "Admira", make_position(agency, "Administrator", roles=[Role.ADMINISTRATOR]))


def sent(client: Client, fields: dict[str, str], headers: dict[str, str]) -> Any:
    return client.post(FORM, fields, headers=headers)


def test_who_is_signed_out_gets_back_what_he_typed(db: None) -> None:
    answer = sent(Client(), TYPED, BROWSER)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert KEPT in page
    assert f'action="{FORM}"' in page


def test_who_signed_in_elsewhere_sends_it_once_more_and_it_is_done(admin: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin)
    answer = sent(client, {**TYPED, "csrfmiddlewaretoken": "x" * 64}, BROWSER)
    assert KEPT in answer.content.decode()
    token = client.cookies["csrftoken"].value
    assert sent(client, {**TYPED, "csrfmiddlewaretoken": token}, BROWSER).status_code == 302
    with scopes_disabled():
        assert Person.objects.filter(username__startswith="siti.aminah").exists()


@pytest.mark.parametrize(
    ("fields", "headers"),
    [
        (TYPED, BROWSER | {"Sec-Fetch-Site": "cross-site"}),
        (TYPED, {"Accept": "text/html", "Origin": "https://lain.contoh"}),
        (TYPED, {"Accept": "text/html"}),
        (TYPED, BROWSER | {"Accept": "*/*"}),
        (TYPED, BROWSER | {"HX-Request": "true"}),
        (TYPED | {"sandi_baru": "rahasia sekali"}, BROWSER),
        ({"nama": "x" * 300_000}, BROWSER),
        ({"nama": " "}, BROWSER),
    ],
    ids=[
        "another site",
        "another origin",
        "nothing known",
        "a script",
        "htmx",
        "a secret",
        "too long",
        "nothing typed",
    ],
)
def test_nothing_is_given_back_that_our_page_has_not_sent_or_must_not_hold(
    db: None, fields: dict[str, str], headers: dict[str, str]
) -> None:
    answer = sent(Client(), fields, headers)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/masuk/?next={FORM}")


def test_a_server_without_tls_goes_by_the_origin(db: None) -> None:
    answer = sent(Client(), TYPED, {"Accept": "text/html", "Origin": "http://testserver"})
    assert KEPT in answer.content.decode()
