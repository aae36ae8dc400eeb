from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.test import Client
from django_scopes import scope

from lajur.registers.authority.models import Entry
from lajur.registers.organisation.models import Agency, Match, Person, Provider
from lajur.registers.organisation.signin import oidc_client
from lajur.registers.organisation.signin.providers import refuse_address, set_provider
from lajur.registers.organisation.signin.tests.making import STEP, give_app, make_people, signed_in
from lajur.registers.organisation.signin.tests.provider import CLIENT, SECRET, FakeProvider, key_of, serving
from lajur.registers.organisation.testing import NOW, as_actor, done, refusal

pytestmark = pytest.mark.django_db
BACK = "/masuk/sso/"
NIP = "198501012010011001"


@pytest.fixture
def fake(settings: Any) -> Iterator[FakeProvider]:
    settings.OIDC_LOOPBACK = True
    oidc_client._kept.clear()
    with serving() as running:
        yield running


def offer(agency: Agency, admin: Person, fake: FakeProvider, **changes: Any) -> Provider:
    given: dict[str, Any] = {"is_on": True, "label": "SSO Kota", "issuer": fake.origin, "client": CLIENT,
             "secret": SECRET, "match": Match.NIP, "claim": "nip"} | changes  # fmt: skip
    with scope(agency=agency):
        return done(set_provider(by=as_actor(admin), now=NOW, **given))


def people(fake: FakeProvider, **changes: Any) -> tuple[Agency, Person, Person]:
    agency, person, admin = make_people()
    person.nip, person.email = NIP, "Budi@Kota.example"
    person.save()
    offer(agency, admin, fake, **changes)
    fake.claims = {"nip": "19850101 201001 1 001", "email": "budi@kota.example"}
    return agency, person, admin


def go(agency: Agency, client: Client | None = None, next: str = "") -> tuple[Client, str]:
    """To the provider; the browser and where it was sent."""
    client = client or Client()
    answer = client.get(f"{BACK}{agency.slug}/", {"next": next} if next else {})
    return client, answer.headers["Location"]


def come(agency: Agency, fake: FakeProvider, **changes: str) -> tuple[Client, Any]:
    client, address = go(agency)
    return client, client.get(BACK, fake.visit(address) | changes)


def is_in(client: Client) -> bool:
    return client.get("/akun/").status_code == 200


def test_a_known_person_is_signed_in_and_comes_where_he_wanted(fake: FakeProvider) -> None:
    agency, person, _ = people(fake)
    page = Client().get("/masuk/?next=/sop/").content.decode()
    assert f'href="{BACK}{agency.slug}/?next=/sop/"' in page
    client, address = go(agency, next="/sop/")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert address.startswith(fake.origin + "/masuk?")
    assert (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == ("code", CLIENT, "S256")
    assert asked["redirect_uri"] == "http://testserver" + BACK
    assert "code_verifier" not in asked
    cookie = client.cookies["lajur_sso"]
    assert asked["state"] not in cookie.value
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", BACK)
    answer = client.get(BACK, fake.visit(address))
    assert answer.headers["Location"] == "/sop/"
    assert person.name in client.get("/akun/").content.decode()
    name, _, secret = b64decode(fake.asked[0]["authorization"].removeprefix("Basic ")).decode().partition(":")
    assert (name, secret) == (CLIENT, quote(SECRET, safe=""))
    assert "client_secret" not in fake.asked[0]


def test_an_address_is_matched_by_email_too_but_not_an_unconfirmed_one(fake: FakeProvider) -> None:
    agency, _, _ = people(fake, match=Match.EMAIL, claim="email")
    assert is_in(come(agency, fake)[0])
    fake.claims["email_verified"] = False
    assert not is_in(come(agency, fake)[0])


def test_nobody_is_ever_made_and_nobody_of_another_agency_let_in(fake: FakeProvider) -> None:
    agency, person, admin = people(fake)
    count = Person.objects.count()
    fake.claims = {"nip": "199001012015011002"}
    client, answer = come(agency, fake)
    assert answer.headers["Location"] == "/masuk/"
    assert "belum terdaftar" in client.get("/masuk/").content.decode()
    other, _, other_admin = make_people()
    offer(other, other_admin, fake)
    fake.claims = {"nip": NIP}
    assert not is_in(come(other, fake)[0]), "the NIP is one of another agency"
    admin.nip = NIP
    admin.save()
    assert not is_in(come(agency, fake)[0]), "two of that number: which one?"
    admin.nip, person.is_active = "", False
    admin.save()
    person.save()
    assert not is_in(come(agency, fake)[0]), "has left"
    fake.claims = {}
    assert not is_in(come(agency, fake)[0])
    assert Person.objects.count() == count + 2


def test_an_answer_without_its_question_is_refused(fake: FakeProvider) -> None:
    agency, _, _ = people(fake)
    assert not is_in(come(agency, fake, state="lain")[0])
    assert not is_in(come(agency, fake, iss="https://lain.example")[0])
    assert not is_in(come(agency, fake, code="")[0])
    assert not is_in(come(agency, fake, code="kode-tebakan")[0])
    _, address = go(agency)
    stranger = Client()
    stranger.get(BACK, fake.visit(address))
    assert not is_in(stranger), "another browser"
    client, address = go(agency)
    brought = fake.visit(address)
    client.get(BACK, brought)
    assert is_in(client)
    client.post("/keluar/")
    client.get(BACK, brought)
    assert not is_in(client), "the cookie is spent"


LIES = {
    "of another issuer": {"iss": "https://lain.example"},
    "for another client": {"aud": "lain"},
    "for several, made for another": {"aud": [CLIENT, "lain"], "azp": "lain"},
    "expired": {"exp": 1_700_000_000},
    "of another sign-in": {"nonce": "lain"},
    "without nonce": {"nonce": None},
    "from tomorrow": {"nbf": 4_000_000_000},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=list(LIES))
def test_a_token_is_refused(fake: FakeProvider, lie: dict[str, Any]) -> None:
    agency, _, _ = people(fake)
    fake.lies = lie
    client, answer = come(agency, fake)
    assert answer.headers["Location"] == "/masuk/"
    assert not is_in(client)
    assert "tidak dapat dipercaya" in client.get("/masuk/").content.decode()


def test_a_token_signed_by_somebody_else_or_with_our_secret_is_refused(fake: FakeProvider) -> None:
    agency, _, _ = people(fake)
    assert is_in(come(agency, fake)[0])
    real, fake.key = fake.key, key_of("lain")
    assert not is_in(come(agency, fake)[0]), "its key's name is known, its signature is another's"
    fake.key, fake.algorithm = real, "HS256"
    assert not is_in(come(agency, fake)[0])
    fake.algorithm = "none"
    assert not is_in(come(agency, fake)[0])


def test_a_provider_may_change_its_keys(fake: FakeProvider) -> None:
    agency, _, _ = people(fake)
    assert is_in(come(agency, fake)[0])
    fake.key, fake.kid = key_of("dua"), "dua"
    assert is_in(come(agency, fake)[0])


def test_our_second_step_is_asked_unless_the_provider_asked_one(fake: FakeProvider) -> None:
    agency, person, _ = people(fake)
    give_app(person)
    client, answer = come(agency, fake)
    assert answer.headers["Location"] == STEP
    assert not is_in(client)
    fake.claims["amr"] = ["pwd", "mfa"]
    assert is_in(come(agency, fake)[0])


def test_a_provider_that_is_away_or_switched_off_is_told(fake: FakeProvider) -> None:
    agency, _, admin = people(fake, issuer="http://127.0.0.1:9")
    client = Client()
    assert client.get(f"{BACK}{agency.slug}/").headers["Location"] == "/masuk/"
    assert "tidak dapat dihubungi" in client.get("/masuk/").content.decode()
    offer(agency, admin, fake, is_on=False)
    assert client.get(f"{BACK}{agency.slug}/").status_code == 404
    assert "SSO Kota" not in client.get("/masuk/").content.decode()


def test_only_hosts_that_the_operator_allows_are_asked() -> None:
    hosts = ["sso.kota.example", "sso.kota.example:8443"]
    allowed = ["https://sso.kota.example/realms/a", "https://sso.kota.example:443", "https://sso.kota.example:8443/a"]
    refused = [
        "http://sso.kota.example", "https://lain.example", "https://sso.kota.example:9", "https://a:b@sso.kota.example",
        "https://127.0.0.1", "https://sso.kota.example@lain.example", "file:///etc/passwd", "https://sso.kota.example#a",
        "", "https://[", "http://127.0.0.1",
    ]  # fmt: skip
    assert [url for url in allowed if refuse_address(url, hosts) is not None] == []
    assert [url for url in refused if refuse_address(url, hosts) is None] == []


def test_the_administrator_sets_the_provider_and_its_secret_is_sealed(fake: FakeProvider, settings: Any) -> None:
    agency, person, admin = make_people()
    given = {"bagian": "penyedia", "aktif": "on", "nama": "SSO Kota", "penerbit": fake.origin, "klien": CLIENT,
             "rahasia": SECRET, "cocok": "nip", "klaim": "nip"}  # fmt: skip
    client, path = signed_in(admin), "/pengelolaan/cara-masuk/"
    assert signed_in(person).get(path).status_code == 403
    assert client.post(path, {**given, "rahasia": ""}).status_code == 422
    assert client.post(path, given).headers["Location"] == path
    page = client.get(path).content.decode()
    assert SECRET not in page
    assert "http://testserver" + BACK in page
    assert client.post(path, {**given, "rahasia": "", "nama": "SSO Baru"}).status_code == 302
    settings.OIDC_LOOPBACK = False
    refused = client.post(path, given)
    assert "https://" in refused.content.decode()
    assert refused.status_code == 422
    with scope(agency=agency):
        row = Provider.objects.get()
        assert (row.label, SECRET in row.secret) == ("SSO Baru", False)
        told = [entry.body for entry in Entry.objects.filter(kind="penyedia-masuk-diatur")]
        assert len(told) == 2
        assert SECRET not in "".join(told)
        no = set_provider(by=as_actor(person), now=NOW, is_on=True, label="", issuer="", client="", secret="",
                          match=Match.NIP, claim="")  # fmt: skip
        assert refusal(no).code == "bukan-wewenang"
