"""One request to one address: to the checked address itself, so that no second look-up of the name can lead elsewhere.

No redirect is followed, no proxy asked, nothing waits longer than `WHOLE`, and of an answer only the status matters.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from urllib.parse import urlsplit

from lajur.entrypoints.api.rules import Address, is_public, refuse_url

CONNECT, READ, WHOLE = 3.0, 5.0, 8.0
"""Seconds to connect, between two pieces of an answer, and for everything together."""
MOST_READ = 4096


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of it: the status answered, or None and why there was no answer (English, for administrators' logs)."""

    status: int | None
    error: str = ""

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


Resolve = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def send(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    hosts: Sequence[str],
    loopback: bool = False,
    look_up: Resolve = resolve,
    trust: ssl.SSLContext | None = None,
) -> Sent:
    """POST `body`. One address that is not on the open internet is enough to refuse a host altogether."""
    if (refusal := refuse_url(url, hosts, loopback=loopback)) is not None:
        return Sent(None, refusal.code)
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    try:
        addresses = [ipaddress.ip_address(text.partition("%")[0]) for text in look_up(host, port)]
    except (OSError, ValueError) as error:
        return Sent(None, f"name not found: {error}"[:300])
    if not addresses or not all(_may_reach(address, loopback) for address in addresses):
        return Sent(None, "address not public")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        return _post(addresses[0], host, port, path, body, headers, (trust or _trust()) if secure else None)
    except (OSError, http.client.HTTPException) as error:
        return Sent(None, f"{type(error).__name__}: {error}"[:300])


def _may_reach(address: Address, loopback: bool) -> bool:
    return is_public(address) or (loopback and address.is_loopback)


def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def _post(
    address: Address,
    host: str,
    port: int,
    path: str,
    body: bytes,
    headers: Mapping[str, str],
    trust: ssl.SSLContext | None,
) -> Sent:
    raw = socket.create_connection((str(address), port), timeout=CONNECT)
    watch = Timer(WHOLE, _cut, [raw])
    watch.daemon = True
    watch.start()
    connection = http.client.HTTPConnection(host, port)
    try:
        raw.settimeout(READ)
        # The certificate must be for the name, though the connection goes to the address.
        connection.sock = trust.wrap_socket(raw, server_hostname=host) if trust else raw
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        answer.read(MOST_READ)
        if 300 <= answer.status < 400:
            return Sent(answer.status, "redirects are not followed")
        return Sent(answer.status)
    finally:
        watch.cancel()
        connection.close()
        raw.close()


def _cut(raw: socket.socket) -> None:
    """Time is up: whoever waits for a piece of the answer gets an error."""
    with suppress(OSError):
        raw.shutdown(socket.SHUT_RDWR)
