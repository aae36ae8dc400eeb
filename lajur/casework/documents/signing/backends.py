"""What every way of signing takes and gives. An outcome is one of three, and the third is not a failure: who was asked
may have signed although we never heard of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from lajur.casework.documents.signing.look import Stamp
from lajur.casework.documents.signing.rules import Place
from lajur.casework.documents.signing.trust import Trust

NOBODY = Trust()


@dataclass(frozen=True, slots=True)
class Work:
    """A PDF to be signed once. `place` None: where there is room. `field`: name of the signature field, new in it."""

    pdf: bytes
    stamp: Stamp
    field: str
    reason: str
    location: str
    now: datetime
    place: Place | None = None
    trust: Trust = NOBODY


@dataclass(frozen=True, slots=True)
class Secret:
    """What only the officer has. It lives as long as his request, is in no table, journal or log, and shows nothing of
    itself when printed."""

    passphrase: str = field(repr=False)
    file: bytes = field(default=b"", repr=False)
    nik: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Made:
    """The signed PDF and what its certificate says."""

    data: bytes
    level: str
    holder: str
    issuer: str
    serial: str
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class Failed:
    """Surely not signed. `code` is one of `words.FAULTS`."""

    code: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Asked for, and no usable answer came. Nobody asks again but a person."""

    code: str


Outcome = Made | Failed | Unknown


class Backend(Protocol):
    """One way of signing."""

    def sign(self, work: Work, secret: Secret) -> Outcome: ...
