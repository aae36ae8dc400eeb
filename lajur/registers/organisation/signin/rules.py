"""Codes of second factors, and who needs one. Pure."""

from __future__ import annotations

import secrets
from base64 import b32encode
from datetime import datetime
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP = 30
"""Seconds that a code is shown. Apps know no other figures than these: thirty seconds, six digits, SHA-1 (RFC 6238)."""
DIGITS = 6
DRIFT = 1
"""Steps that a clock may be off, either way."""
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of recovery codes: no sign that is taken for another on paper."""
CODES = 10
HALF = 5
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip
PROGRAMS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("Chrom", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
"""What browsers call themselves, the telling ones first → what people call them."""


def new_secret() -> bytes:
    return secrets.token_bytes(20)


def secret_text(secret: bytes) -> str:
    """As apps want it typed."""
    return b32encode(secret).decode().rstrip("=")


def secret_address(secret: bytes, account: str, issuer: str) -> str:
    """What the QR code says (otpauth)."""
    asked = urlencode({"secret": secret_text(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{asked}"


def step_at(now: datetime) -> int:
    return int(now.timestamp()) // STEP


def code_of(secret: bytes, step: int) -> str:
    made: bytes = TOTP(secret, DIGITS, SHA1(), STEP).generate(step * STEP)  # noqa: S303
    return made.decode()


def step_of_code(secret: bytes, code: str, now: datetime) -> int | None:
    """The step near `now` whose code this is. Every near step is compared, so the time tells nothing."""
    here = step_at(now)
    found = [
        step
        for step in range(here - DRIFT, here + DRIFT + 1)
        if secrets.compare_digest(code_of(secret, step).encode(), code.encode())
    ]
    return found[-1] if found else None


def tidy_code(text: str) -> str:
    """A code as typed, without the spaces and dashes that people put in."""
    return "".join(sign for sign in text.lower() if sign.isalnum())


def new_recovery_code() -> str:
    """49 bits, in two halves."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(2 * HALF))
    return f"{signs[:HALF]}-{signs[HALF:]}"


def needs_factor(rule: str, *, administrator: bool) -> bool:
    """Whether an agency's rule asks a person for a second factor."""
    return rule == "semua" or (rule == "administrator" and administrator)


def browser_name(agent: str) -> str:
    """What a browser calls itself, in short: for the list of one's own sessions."""
    program = next((name for mark, name in PROGRAMS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return " · ".join(part for part in (program, system) if part) or agent[:60]
