"""How often a password or a code may be tried, so that guessing is hopeless and nobody locks out another.

Wrong tries are counted per user name and *where they come from*: the browser's own mark if that person has signed in
with it before (`begin.remember_device`), else the network address. Whoever guesses from elsewhere, even from behind
the same address, counts on another account than the person himself. Guessing many names slows down that address, and
in the end every browser that nobody knows; it never locks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.http import HttpRequest

from lajur.engine.refusal import Refusal
from lajur.registers.authority.throttle import allow, count_of, forget
from lajur.registers.organisation.signin.begin import known_device, plain_address

WINDOW = timedelta(minutes=15)
TRIES = 5
"""Wrong tries of one name from one place within `WINDOW`."""
ADDRESS_FAULTS, ALL_FAULTS = 30, 300
"""Wrong tries of any names within `WINDOW`, from one address and altogether, from which on strangers are slowed."""
PACE = timedelta(seconds=2)
ADDRESS_PACE, ALL_PACE = 1, 20
"""Tries by browsers that nobody knows per `PACE`, once they are slowed."""
CODES, CODE_WINDOW = 20, timedelta(hours=1)
"""Wrong second steps of one person from anywhere: whoever tries them knows the password already."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Before one try of `username`'s password (`what` "sandi") or second step ("kode")."""

    what: str
    username: str
    device: str
    address: str

    @classmethod
    def of(cls, request: HttpRequest, username: str, what: str = "sandi") -> Gate:
        return cls(what, username, known_device(request, username), network(plain_address(request)))

    def enter(self, now: datetime) -> Refusal | None:
        """Count a try; why it may not be made. `now`: the wall's clock."""
        if not self.device and (slow := self._slowed(now)) is not None:
            return slow
        refusal = allow(self._own, limit=TRIES, window=WINDOW, now=now)
        if refusal is None and self.what == "kode" and not self.device:
            refusal = allow(self._codes, limit=CODES, window=CODE_WINDOW, now=now)
        return refusal

    def passed(self) -> None:
        """The try was right: this place begins anew."""
        forget(self._own)
        if self.what == "kode" and not self.device:
            forget(self._codes)

    def failed(self, now: datetime) -> None:
        """The try was wrong: what it adds to the counts of many names."""
        if not self.device:
            for key in (self._faults, ALL):
                allow(key, limit=1_000_000, window=WINDOW, now=now)

    def _slowed(self, now: datetime) -> Refusal | None:
        if count_of(self._faults, now=now) >= ADDRESS_FAULTS:
            return allow(f"pelan:{self.address}", limit=ADDRESS_PACE, window=PACE, now=now)
        if count_of(ALL, now=now) >= ALL_FAULTS:
            return allow("pelan", limit=ALL_PACE, window=PACE, now=now)
        return None

    @property
    def _own(self) -> str:
        return f"{self.what}:{self.username}:{self.device or self.address}"

    @property
    def _codes(self) -> str:
        return f"kode:{self.username}"

    @property
    def _faults(self) -> str:
        return f"gagal:{self.address}"


ALL = "gagal"


def network(address: str) -> str:
    """An IPv4 address, or the /64 that one subscriber has of IPv6."""
    if not address:
        return ""
    found = ip_address(address)
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network(f"{found}/64", strict=False).network_address)
    return str(found)
