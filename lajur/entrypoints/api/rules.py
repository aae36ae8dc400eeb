"""Tokens, scopes, signatures and retries as plain rules. Pure."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from lajur.engine.refusal import Refusal

SCOPES = (
    "catalogue:read",
    "cases:read",
    "cases:write",
    "tasks:read",
    "tasks:write",
    "records:read",
    "records:write",
    "deviations:read",
    "deviations:write",
    "journal:read",
    "people:read",
    "people:write",
)
LONGEST = timedelta(days=366)
"""A token lives a year at most."""
MARK = "lajur_"
"""How a token begins, so that scanners of leaked secrets know it."""
REQUESTS, GUESSES = 600, 30
"""Requests that a token may make in a minute; unknown tokens that may come from one address in a minute."""
ANSWERS_KEPT = timedelta(days=2)
"""A repeated request is answered alike for so long."""

BACKOFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
)
"""Waiting times after the first, second … failure; after the last of them one gives up."""
OVERLAP = timedelta(hours=48)
"""For so long the secret before the present one signs too."""

EVENTS = (
    "case.started",
    "case.ended",
    "task.opened",
    "task.completed",
    "deviation.recorded",
    "deviation.answered",
    "deviation.judged",
)
_OF_JOURNAL = {
    "pelaksanaan-dimulai": "case.started",
    "pelaksanaan-selesai": "case.ended",
    "pelaksanaan-dibatalkan": "case.ended",
    "tugas-dibuka": "task.opened",
    "tugas-diselesaikan": "task.completed",
    "penyimpangan-dicatat": "deviation.recorded",
    "penyimpangan-dijawab": "deviation.answered",
    "penyimpangan-dinilai": "deviation.judged",
}
KINDS_OF_JOURNAL = tuple(_OF_JOURNAL)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def hash_of(token: str) -> str:
    """A token is 256 random bits, so a plain SHA-256 of it cannot be guessed back."""
    return sha256(token.encode()).hexdigest()


def refuse_token(
    *, is_active: bool, revoked_at: datetime | None, expires_at: datetime, now: datetime
) -> Refusal | None:
    """Why a token that exists opens nothing any more."""
    if not is_active:
        return Refusal("akun-tidak-aktif", "Pemilik token ini tidak aktif lagi.")
    if revoked_at is not None:
        return Refusal("token-dicabut", "Token ini sudah dicabut; buat token baru di halaman akun.")
    if expires_at <= now:
        return Refusal("token-kedaluwarsa", "Token ini sudah kedaluwarsa; buat token baru di halaman akun.")
    return None


def signature(body: str, at: int, secrets: Iterable[str]) -> str:
    """The header `Lajur-Signature`: the moment (Unix seconds) and HMAC-SHA256 of "moment.body" by each secret."""
    signed = f"{at}.{body}".encode()
    parts = [hmac.new(secret.encode(), signed, sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={at}", *(f"v1={part}" for part in parts)])


def next_attempt(failures: int, now: datetime) -> datetime | None:
    """When to try again after so many failures; None to give up."""
    return now + BACKOFF[failures - 1] if failures <= len(BACKOFF) else None


def refuse_url(url: str, hosts: Sequence[str], *, loopback: bool = False) -> Refusal | None:
    """Whether webhooks may go to `url`: https, a host the operator allows, no user name in it. `loopback` lets tests
    use http on their own machine."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        host, port = "", None
    own = loopback and host in ("127.0.0.1", "localhost", "::1")
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if not host or not plain or parts.username is not None or parts.fragment or len(url) > 500:
        return Refusal("alamat-webhook-salah", "Tuliskan alamat lengkap, misalnya https://sistem.contoh.go.id/lajur.")
    if parts.scheme != "https" and not (own and parts.scheme == "http"):
        return Refusal("webhook-bukan-https", "Alamat webhook harus diawali https://.")
    named = f"{host}:{port}" if port else host
    if not own and host not in hosts and named not in hosts:
        return Refusal(
            "host-tidak-diizinkan",
            "Host “{host}” belum diizinkan; minta operator menambahkannya ke LAJUR_WEBHOOK_HOSTS.",
            {"host": host},
        )
    if not own and port not in (None, 443) and named not in hosts:
        return Refusal("port-tidak-diizinkan", "Porta {port} tidak diizinkan untuk host ini.", {"port": port})
    return None


_TUNNELS = [ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]


def is_public(address: Address) -> bool:
    """Whether an address lies on the open internet, also when it is written inside an IPv6 address."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in net for net in _TUNNELS):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def told(entry_events: Sequence[Mapping[str, Any]]) -> list[tuple[int, str, dict[str, Any]]]:
    """What of a journal entry is told to the outside: (place in the entry, event, its data). Keys and numbers only: no
    names, no free text."""
    found: list[tuple[int, str, dict[str, Any]]] = []
    for place, event in enumerate(entry_events):
        name = _OF_JOURNAL.get(str(event["e"]))
        if name is None:
            continue
        match name:
            case "task.opened":
                data = {"task": event["task"], "step": event["step"], "due_at": event.get("due")}
            case "task.completed":
                step = str(event["task"]).rpartition(".")[0]
                data = {"task": event["task"], "step": step, "exit": event.get("exit")}
            case "deviation.recorded":
                data = {"number": event["number"], "kind": event["kind"], "task": event["task"]}
            case "deviation.answered":
                data = {"number": event["number"]}
            case "deviation.judged":
                data = {"number": event["number"], "accepted": event["accepted"]}
            case "case.ended":
                data = {"status": "selesai" if event["e"] == "pelaksanaan-selesai" else "dibatalkan"}
            case _:
                data = {}
        found.append((place, name, data))
    return found
