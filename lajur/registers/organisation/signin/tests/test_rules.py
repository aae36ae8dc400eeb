from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lajur.registers.organisation.signin.rules import (
    CODES,
    browser_name,
    code_of,
    needs_factor,
    new_recovery_code,
    secret_address,
    secret_text,
    step_at,
    step_of_code,
    tidy_code,
)
from lajur.registers.organisation.signin.sealing import digests, seal, unseal
from lajur.registers.organisation.signin.throttling import network

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(("second", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    assert code_of(SECRET, second // 30) == code, "RFC 6238, appendix B, the last six digits"


def test_a_code_counts_one_step_early_or_late_and_no_more() -> None:
    now = datetime(2026, 3, 2, 1, 0, 7, tzinfo=UTC)
    code = code_of(SECRET, step_at(now))
    found = [step_of_code(SECRET, code, now + timedelta(seconds=30 * late)) for late in (-2, -1, 0, 1, 2)]
    assert found == [None, step_at(now), step_at(now), step_at(now), None]
    assert step_of_code(SECRET, "", now) is None
    assert step_of_code(SECRET, "kode", now) is None


def test_an_app_reads_the_secret_from_the_address() -> None:
    address = secret_address(SECRET, "budi@kota", "Lajur Kota Uji")
    assert (
        address
        == f"otpauth://totp/Lajur%20Kota%20Uji:budi%40kota?secret={secret_text(SECRET)}&issuer=Lajur%20Kota%20Uji"
    )


def test_codes_on_paper_differ_and_may_be_typed_carelessly() -> None:
    codes = {new_recovery_code() for _ in range(CODES)}
    assert len(codes) == CODES
    code = codes.pop()
    assert tidy_code(f" {code.upper().replace('-', ' ')} ") == code.replace("-", "")


def test_the_rule_asks_administrators_or_all() -> None:
    asked = {rule: (needs_factor(rule, administrator=False), needs_factor(rule, administrator=True)) for rule in
             ("bebas", "administrator", "semua")}  # fmt: skip
    assert asked == {"bebas": (False, False), "administrator": (False, True), "semua": (True, True)}


def test_browsers_are_named_shortly() -> None:
    agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"
    assert browser_name(agent) == "Chrome · Linux"
    assert browser_name("curl/8.5") == "curl/8.5"


def test_what_is_sealed_opens_only_for_its_purpose_and_by_our_key(settings: object) -> None:
    sealed = seal("rahasia", purpose="satu")
    assert "rahasia" not in sealed
    assert unseal(sealed, purpose="satu") == "rahasia"
    assert unseal(sealed, purpose="dua") is None
    assert unseal("", purpose="satu") is None
    old, before = settings.SECRET_KEY, digests("x", purpose="satu")  # type: ignore[attr-defined]
    settings.SECRET_KEY = "kunci-baru"  # type: ignore[attr-defined]
    assert unseal(sealed, purpose="satu") is None
    settings.SECRET_KEY_FALLBACKS = [old]  # type: ignore[attr-defined]
    assert unseal(sealed, purpose="satu") == "rahasia"
    assert before[0] in digests("x", purpose="satu")


def test_one_subscriber_of_ipv6_is_one_place() -> None:
    assert network("2001:db8:1:2:aaaa::1") == network("2001:db8:1:2:bbbb::9") == "2001:db8:1:2::"
    assert network("::ffff:10.0.0.9") == network("10.0.0.9") == "10.0.0.9"
    assert network("") == ""
