from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from lajur.registers.authority.models import Entry
from lajur.registers.organisation.models import Agency, CodeApp, FactorRule, Person, RecoveryCode, SecurityKey
from lajur.registers.organisation.signin import actions as act
from lajur.registers.organisation.signin.providers import set_factor_rule
from lajur.registers.organisation.signin.rules import code_of, step_at
from lajur.registers.organisation.signin.tests.making import (
    PASSWORD,
    SIGN_IN,
    STEP,
    SoftKey,
    fresh_code,
    give_app,
    make_people,
    secret_shown,
    signed_in,
)
from lajur.registers.organisation.testing import as_actor, done, refusal

pytestmark = pytest.mark.django_db
OWN = "/akun/langkah-kedua/"
LOCAL = {"host": "localhost"}


@pytest.fixture(autouse=True)
def _still_clock() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 3, 2, 1, 0, 7, tzinfo=UTC), tick=False):
        yield


def at_step(person: Person, *, next: str = "", client: Client | None = None) -> Client:
    """A browser that has given the password and waits for the second step."""
    client = client or Client(headers=LOCAL)
    answer = client.post(SIGN_IN, {"username": person.username, "password": PASSWORD, "next": next})
    assert answer.headers["Location"] == STEP
    return client


def is_in(client: Client) -> bool:
    return client.get("/akun/").status_code == 200


def kinds(agency: Agency) -> list[str]:
    with scope(agency=agency):
        return [entry.kind for entry in Entry.objects.order_by("seq")]


def test_an_app_is_set_up_by_picture_or_text_and_asked_from_then_on() -> None:
    agency, person, _ = make_people()
    client = signed_in(person)
    page = client.get(OWN + "aplikasi/").content.decode()
    assert 'src="data:image/svg+xml' in page
    secret = secret_shown(page)
    wrong = client.post(OWN + "aplikasi/", {"kode": "000000"})
    assert wrong.status_code == 422
    assert secret_shown(wrong.content.decode()) == secret, "the same secret is shown again"
    now = step_at(timezone.now())
    right = client.post(OWN + "aplikasi/", {"kode": code_of(secret, now)})
    codes = re.findall(r"<li><code>([a-z0-9]{5}-[a-z0-9]{5})</code>", right.content.decode())
    assert len(codes) == 10
    assert right.headers["Cache-Control"] == "no-store"
    with scope(agency=agency):
        assert secret.hex() not in CodeApp.objects.get().secret
        assert not RecoveryCode.objects.filter(digest__in=codes).exists()
    other = at_step(person, next="/sop/")
    assert not is_in(other)
    spent = other.post(STEP, {"kode": code_of(secret, now)})
    assert spent.status_code == 422, "the code that set it up is spent"
    assert other.post(STEP, {"kode": fresh_code(secret)}).headers["Location"] == "/sop/"
    assert is_in(other)
    assert kinds(agency)[-2:] == ["aplikasi-kode-dipasang", "kode-pemulihan-dibuat"]


def test_a_code_counts_once() -> None:
    _, person, _ = make_people()
    secret, _ = give_app(person)
    first, second = at_step(person), at_step(person)
    code = fresh_code(secret)
    assert first.post(STEP, {"kode": code}).status_code == 302
    assert second.post(STEP, {"kode": code}).status_code == 422
    assert not is_in(second)


def test_a_code_on_paper_counts_once_and_says_how_many_are_left() -> None:
    agency, person, _ = make_people()
    _, codes = give_app(person)
    client = at_step(person)
    answer = client.post(STEP, {"kode": codes[3].upper().replace("-", " ")}, follow=True)
    assert "tersisa 9" in answer.content.decode()
    again = at_step(person)
    assert again.post(STEP, {"kode": codes[3]}).status_code == 422
    assert again.post(STEP, {"kode": codes[4]}).status_code == 302
    assert kinds(agency).count("kode-pemulihan-dipakai") == 2


def test_new_codes_end_the_old_ones_and_ask_for_the_password_again() -> None:
    _, person, _ = make_people()
    secret, codes = give_app(person)
    client = at_step(person)
    client.post(STEP, {"kode": fresh_code(secret)})
    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=False):
        asked = client.post(OWN + "kode/", {})
        assert asked.status_code == 422
        assert "Kata sandi Anda" in asked.content.decode()
        assert client.post(OWN + "kode/", {"sandi": "salah-sekali"}).status_code == 422
        shown = client.post(OWN + "kode/", {"sandi": PASSWORD})
    assert len(re.findall(r"<li><code>", shown.content.decode())) == 10
    assert at_step(person).post(STEP, {"kode": codes[0]}).status_code == 422


def test_the_second_step_is_only_for_who_has_just_given_the_password() -> None:
    _, person, _ = make_people()
    secret, _ = give_app(person)
    assert Client().get(STEP).headers["Location"] == SIGN_IN
    late = at_step(person)
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert late.post(STEP, {"kode": fresh_code(secret)}).headers["Location"] == SIGN_IN
    changed = at_step(person)
    person.set_password("Kata-Lain-91")
    person.save()
    assert changed.post(STEP, {"kode": fresh_code(secret)}).headers["Location"] == SIGN_IN


def test_guessing_codes_ends_after_five_but_not_for_a_browser_that_is_known() -> None:
    _, person, _ = make_people()
    secret, codes = give_app(person)
    known = at_step(person)
    known.post(STEP, {"kode": codes[0]})
    known.post("/keluar/")
    stranger = at_step(person)
    answers = [stranger.post(STEP, {"kode": f"{n:06}"}).status_code for n in range(7)]
    assert answers == [422] * 5 + [429] * 2
    assert int(stranger.post(STEP, {"kode": "1"}).headers["Retry-After"]) > 600
    assert at_step(person, client=known).post(STEP, {"kode": fresh_code(secret)}).status_code == 302


def test_a_key_is_registered_named_and_asked() -> None:
    agency, person, _ = make_people()
    client, key = signed_in(person, **LOCAL), SoftKey()
    page = client.get(OWN + "kunci/").content.decode()
    without = client.post(OWN + "kunci/", {"nama": "Kunci USB", "jawaban": ""})
    assert without.status_code == 422
    page = without.content.decode()
    made = client.post(OWN + "kunci/", {"nama": "Kunci USB", "jawaban": key.create(page)})
    assert "Kode pemulihan" in made.content.decode()
    other = at_step(person)
    page = other.get(STEP).content.decode()
    answer = key.get(page)
    assert other.post(STEP, {"jawaban": answer}).headers["Location"] == "/tugas/"
    replayed = at_step(person)
    replayed.get(STEP)
    assert replayed.post(STEP, {"jawaban": answer}).status_code == 422, "another challenge"
    assert kinds(agency)[-2:] == ["kunci-keamanan-didaftarkan", "kode-pemulihan-dibuat"]
    with scope(agency=agency):
        assert SecurityKey.objects.get().used_at is not None


def test_a_copied_key_another_site_and_nonsense_are_refused() -> None:
    _, person, _ = make_people()
    client, key = signed_in(person, **LOCAL), SoftKey()
    page = client.get(OWN + "kunci/").content.decode()
    client.post(OWN + "kunci/", {"nama": "Kunci USB", "jawaban": key.create(page)})
    key.uses = 7
    other = at_step(person)
    other.post(STEP, {"jawaban": key.get(other.get(STEP).content.decode())})
    key.uses = 3
    answers = []
    for sabotage in ("copy", "site", "nonsense", "empty object"):
        client = at_step(person)
        page = client.get(STEP).content.decode()
        key.origin = "https://lajur.example" if sabotage == "site" else "http://localhost"
        key.uses = 3 if sabotage == "copy" else 90
        given = {"nonsense": "{", "empty object": "{}"}.get(sabotage) or key.get(page)
        answers.append(client.post(STEP, {"jawaban": given}).status_code)
    assert answers == [422] * 4


def test_the_last_factor_takes_the_paper_with_it() -> None:
    agency, person, _ = make_people()
    secret, _ = give_app(person)
    client = at_step(person)
    client.post(STEP, {"kode": fresh_code(secret)})
    assert client.post(OWN + "aplikasi/lepas/", {}).headers["Location"] == OWN
    with scope(agency=agency):
        assert not RecoveryCode.objects.exists()
    assert Client().post(SIGN_IN, {"username": person.username, "password": PASSWORD}).headers["Location"] == "/tugas/"


def test_others_keys_do_not_exist() -> None:
    agency, person, admin = make_people()
    client, key = signed_in(admin, **LOCAL), SoftKey()
    client.post(OWN + "kunci/", {"nama": "A", "jawaban": key.create(client.get(OWN + "kunci/").content.decode())})
    with scope(agency=agency):
        row = SecurityKey.objects.get()
        told = act.turn_off_app(by=as_actor(person), now=timezone.now(), person=admin)
    assert signed_in(person).post(f"{OWN}kunci/{row.id}/lepas/").status_code == 404
    assert refusal(told).code == "bukan-wewenang"


def test_an_agency_that_asks_leads_to_the_setup_until_it_is_done() -> None:
    agency, person, admin = make_people()
    with scope(agency=agency):
        now = timezone.now()
        done(set_factor_rule(by=as_actor(admin, now), now=now, rule=FactorRule.ADMINISTRATORS))
        assert refusal(set_factor_rule(by=as_actor(person, now), now=now, rule=FactorRule.ALL)).code == "bukan-wewenang"
    officer, chief = signed_in(person), signed_in(admin)
    assert officer.get("/tugas/").status_code == 200
    assert chief.get("/tugas/").headers["Location"] == OWN
    assert chief.post("/pengelolaan/pegawai/tambah/", {}).headers["Location"] == OWN
    page = chief.get(OWN).content.decode()
    assert "mewajibkan langkah kedua" in page
    for open_ in (OWN + "aplikasi/", "/akun/perangkat/", "/akun/kata-sandi/"):
        assert chief.get(open_).status_code == 200, open_
    secret = secret_shown(chief.get(OWN + "aplikasi/").content.decode())
    chief.post(OWN + "aplikasi/", {"kode": code_of(secret, step_at(timezone.now()))})
    assert chief.get("/tugas/").status_code == 200
    kept = chief.post(OWN + "aplikasi/lepas/", {})
    assert "mewajibkan" in unescape(kept.content.decode())
    with scope(agency=agency):
        assert CodeApp.objects.filter(person=admin).exists()
        done(set_factor_rule(by=as_actor(admin, now), now=now, rule=FactorRule.ALL))
    assert officer.get("/tugas/").headers["Location"] == OWN


def test_an_administrator_resets_a_lost_factor_with_a_reason_in_the_journal() -> None:
    agency, person, admin = make_people()
    secret, _ = give_app(person)
    signed = at_step(person)
    signed.post(STEP, {"kode": fresh_code(secret)})
    chief, path = signed_in(admin), f"/pengelolaan/pegawai/{person.id}/langkah-kedua/"
    assert chief.post(path, {"alasan": ""}).status_code == 422
    assert chief.post(path, {"alasan": "Ponsel hilang, surat 800/12/BKD/2026"}).status_code == 302
    assert not is_in(signed), "he is signed out everywhere"
    assert is_in(signed_in(person)), "his password is enough again"
    with scope(agency=agency):
        entry = Entry.objects.get(kind="langkah-kedua-direset")
        assert entry.by == admin.id
        assert str(person.id) in entry.body
        assert "800/12/BKD/2026" in str(entry.private)
        now = timezone.now()
        assert (
            refusal(act.reset_factors(by=as_actor(admin, now), now=now, person=admin, reason="x")).code
            == "diri-sendiri"
        )
        assert (
            refusal(act.reset_factors(by=as_actor(person, now), now=now, person=admin, reason="x")).code
            == "bukan-wewenang"
        )
    assert signed_in(person).get(path).status_code == 403
    _, _, stranger = make_people()
    assert signed_in(stranger).post(path, {"alasan": "x"}).status_code == 404
    with scopes_disabled():
        assert not CodeApp.objects.exists()
