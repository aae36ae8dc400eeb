"""Tokens: made once, kept as a hash, ended by time, by their owner and with his account. And how the API says no."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.module_loading import import_string

from lajur.casework.cases.testing import Office
from lajur.entrypoints.api import actions
from lajur.entrypoints.api.models import AccessToken, Webhook
from lajur.entrypoints.api.rules import LONGEST, hash_of
from lajur.entrypoints.api.testing import Program, make_token
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.models import Agency, Person
from lajur.registers.organisation.testing import NOW, as_actor, done, refusal
from lajur.registers.organisation.tests.browsing import signed_in, words

pytestmark = pytest.mark.django_db


def code(response: Any, status: int) -> str:
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json")
    return str(response.json()["code"])


def test_only_the_hash_is_kept_and_it_is_random(office: Office) -> None:
    first, second = make_token(office.ani), make_token(office.ani)
    assert first != second
    assert len(first) == len("lajur_") + 43
    rows = AccessToken.objects.all()
    assert {row.hash for row in rows} == {hash_of(first), hash_of(second)}
    kept = json.dumps([[str(value) for value in row] for row in AccessToken.objects.values_list()])
    kept += "".join(Entry.objects.filter(kind="token-dibuat").values_list("body", flat=True))
    assert first not in kept
    assert Entry.objects.filter(kind="token-dibuat", by=office.ani.id).count() == 2


def test_me_tells_whom_a_token_acts_for(office: Office) -> None:
    me = Program(make_token(office.ani, ["cases:read"])).get("/me").json()
    assert (me["person"], me["agency"], me["scopes"]) == (str(office.ani.id), office.agency.slug, ["cases:read"])


def test_a_token_without_tls_is_refused_and_not_led_on(office: Office, settings: Any) -> None:
    strict = import_string("lajur.config.safety.safety")(production=True)
    for name in ("SECURE_SSL_REDIRECT", "SECURE_REDIRECT_EXEMPT", "SECURE_PROXY_SSL_HEADER"):
        setattr(settings, name, strict[name])
    token = make_token(office.ani)
    assert code(Program(token).get("/me"), 403) == "tanpa-tls"
    assert Program(token, **{"X-Forwarded-Proto": "https"}).get("/me").status_code == 200
    assert Client().get("/tugas/").status_code == 301


def test_a_token_ends_at_its_time(office: Office) -> None:
    program = Program(make_token(office.ani, days=30))
    with time_machine.travel(NOW + timedelta(days=30, seconds=-1), tick=False):
        assert program.get("/me").status_code == 200
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        assert code(program.get("/me"), 401) == "token-kedaluwarsa"


def test_a_revoked_token_ends_at_once_and_only_its_owner_revokes_it(office: Office) -> None:
    program = Program(make_token(office.ani))
    [row] = AccessToken.objects.all()
    assert refusal(actions.revoke_token(token=row, by=as_actor(office.admin), now=NOW)).code == "bukan-token-anda"
    done(actions.revoke_token(token=row, by=as_actor(office.ani), now=NOW))
    done(actions.revoke_token(token=row, by=as_actor(office.ani), now=NOW))
    assert code(program.get("/me"), 401) == "token-dicabut"
    assert Entry.objects.filter(kind="token-dicabut").count() == 1


def test_a_token_ends_with_its_persons_account_and_agency(office: Office) -> None:
    program = Program(make_token(office.ani))
    Person.within.filter(id=office.ani.id).update(is_active=False)
    assert code(program.get("/me"), 401) == "akun-tidak-aktif"
    Person.within.filter(id=office.ani.id).update(is_active=True)
    Agency.objects.filter(id=office.agency.id).update(is_active=False)
    assert code(program.get("/me"), 401) == "akun-tidak-aktif"


def test_a_token_needs_a_name_known_scopes_and_an_end_within_a_year(office: Office) -> None:
    def create(**given: Any) -> str:
        wanted = {"name": "A", "scopes": ["cases:read"], "expires_at": NOW + timedelta(days=1), **given}
        return refusal(actions.create_token(by=as_actor(office.ani), now=NOW, **wanted)).code

    assert create(name=" ") == "nama-token-kosong"
    assert create(scopes=[]) == create(scopes=["cases:read", "semua"]) == "lingkup-kosong"
    assert create(expires_at=NOW) == create(expires_at=NOW + LONGEST + timedelta(seconds=1)) == "masa-token-salah"


def test_the_last_use_is_kept_but_not_written_with_every_request(
    office: Office, django_assert_num_queries: Any
) -> None:
    program = Program(make_token(office.ani))
    program.get("/me")
    assert AccessToken.objects.get().last_used_at == NOW
    with django_assert_num_queries(2):  # how often this token asked is counted; when it last did is not
        program.get("/me")
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        program.get("/me")
    assert AccessToken.objects.get().last_used_at == NOW + timedelta(minutes=5)


def test_what_is_done_with_a_token_is_its_persons_doing(office: Office) -> None:
    started = Program(make_token(office.ani)).post("/cases", {"procedure": "surat", "subject": "Undangan"}).json()
    assert Entry.objects.get(chain=started["id"], seq=1).by == office.ani.id


def test_what_is_not_there_or_not_so_is_told_as_a_problem(office: Office) -> None:
    program = Program(make_token(office.ani))
    assert code(program.get("/entah"), 404) == "tidak-ada"
    assert code(program.client.get("/api/"), 404) == "tidak-ada"
    assert code(program.get("/procedures/surat/editions/a%0Ab"), 404) == "tidak-ada"
    assert code(program.client.get("/api/v2/cases"), 404) == "tidak-ada"
    response = program.client.delete("/api/v1/cases", headers=program.headers)
    assert code(response, 405) == "metode-tidak-ada"
    assert response.headers["Allow"] == "GET, POST"
    assert code(program.post("/cases", "{"), 400) == "isi-tidak-terbaca"
    assert code(program.post("/cases", '{"procedure": "surat", "subject": "a\\u0000b"}'), 400) == "isi-tidak-terbaca"
    assert code(program.post("/cases", '{"procedure": "surat", "subject": "\\ud800"}'), 400) == "isi-tidak-terbaca"
    body = program.post("/cases", {"procedure": "surat", "isi": 1})
    assert code(body, 422) == "masukan-belum-benar"
    assert body.json()["fields"] == {"subject": "Wajib diisi.", "isi": "Isian ini tidak dikenal."}
    assert code(program.post("/cases", "[" * 3_000_000), 413) == "terlalu-besar"


def test_a_failure_of_ours_is_told_without_its_cause(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    program = Program(make_token(office.ani))

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("rahasia dalam")

    monkeypatch.setattr("lajur.entrypoints.api.operations.cases.visible_cases", fail)
    response = program.get("/cases")
    assert code(response, 500) == "kesalahan-sistem"
    assert "rahasia" not in words(response)


def test_forgetting_to_ask_for_the_permission_is_a_failure(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lajur.entrypoints.api.operations.catalogue.allow", lambda *_: None)
    assert code(Program(make_token(office.ani)).get("/procedures"), 500) == "kesalahan-sistem"


def test_a_token_is_made_in_the_browser_shown_once_and_revoked(office: Office) -> None:
    client = signed_in(office.ani)
    page = client.get("/akun/token/")
    ticket = words(page).split('name="tiket" value="')[1].split('"')[0]
    given = {"nama": "Aplikasi surat", "lingkup": ["cases:read"], "sampai": "2026-06-01", "tiket": ticket}
    made = client.post("/akun/token/", given)
    assert made.headers["Cache-Control"] == "no-store"
    secret = words(made).split("<code>")[1].split("</code>")[0]
    assert Program(secret).get("/cases").status_code == 200
    assert client.post("/akun/token/", given).status_code == 302  # sent twice, made once
    [row] = AccessToken.objects.all()
    listed = words(client.get("/akun/token/"))
    assert secret not in listed
    assert row.prefix in listed
    assert signed_in(office.budi).post(f"/akun/token/{row.id}/cabut/").status_code == 404
    client.post(f"/akun/token/{row.id}/cabut/")
    assert code(Program(secret).get("/cases"), 401) == "token-dicabut"
    assert client.post("/akun/token/", {**given, "sampai": "2028-01-01", "tiket": ""}).status_code == 422


def test_webhooks_are_looked_after_by_administrators_in_the_browser(office: Office, settings: Any) -> None:
    settings.WEBHOOK_HOSTS = ["sistem.contoh.go.id"]
    assert signed_in(office.ani).get("/pengelolaan/webhook/").status_code == 403
    client = signed_in(office.admin)
    given = {"alamat": "https://sistem.contoh.go.id/lajur", "peristiwa": ["case.started"]}
    made = client.post("/pengelolaan/webhook/", given)
    assert "rahasia_" in words(made)
    assert made.headers["Cache-Control"] == "no-store"
    assert client.post("/pengelolaan/webhook/", {**given, "alamat": "https://lain.example/"}).status_code == 422
    [row] = Webhook.objects.all()
    where = f"/pengelolaan/webhook/{row.id}/"
    first = words(made).split("<code>")[1].split("</code>")[0]
    second = words(client.post(f"{where}rahasia/")).split("<code>")[1].split("</code>")[0]
    assert first != second
    assert first not in words(client.get(where))
    client.post(f"{where}jalan/")
    assert not Webhook.objects.get().is_active
    client.post(f"{where}hapus/")
    assert client.get(where).status_code == 404
    kinds = set(Entry.objects.filter(chain=office.agency.id).values_list("kind", flat=True))
    assert {"webhook-ditambahkan", "rahasia-webhook-diganti", "webhook-dihentikan", "webhook-dihapus"} <= kinds
