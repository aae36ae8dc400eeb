"""Seals kept where the database's owner cannot reach: printed, mailed, written down. The only witness against somebody
who changes the journal and then computes every hash and every seal anew. Pure but for `differing`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lajur.registers.authority.chain import Fault
from lajur.registers.authority.models import Seal

SIGN = "LAJUR-SEGEL"
LEAST = 20
"""Hexadecimal digits of a head that must be given at least: 80 bits, which nobody hits by trying."""
_LINE = re.compile(rf"{SIGN} 1 ([-\w]+) (\d{{1,9}}) \d{{4}}-\d\d-\d\d ([0-9a-fA-F]{{4}}(?: ?[0-9a-fA-F]{{4}}){{4,15}})")


@dataclass(frozen=True, slots=True)
class KeptSeal:
    """`head`: the first hexadecimal digits of the seal's hash, at least `LEAST` of its 64, in small letters."""

    agency: str
    number: int
    head: str


def line_of(agency: str, number: int, day: str, digest: bytes) -> str:
    """The one line that a sheet, its QR code and a mail all carry; `agency` is its short name."""
    return f"{SIGN} 1 {agency} {number} {day} {digest.hex()}"


def kept_in(text: str) -> list[KeptSeal]:
    """Every seal written anywhere in the text: a file of lines, saved mails, what a phone read from the QR code."""
    whole = re.sub(r"=\r?\n", "", text)  # as mails break long lines
    return [KeptSeal(found[1], int(found[2]), plain_head(found[3])) for found in _LINE.finditer(whole)]


def plain_head(text: str) -> str:
    """Digits as typed from paper, without the gaps between their groups."""
    return re.sub(r"[\s:.-]", "", text).lower()


def is_head(text: str) -> bool:
    return LEAST <= len(text) <= 64 and all(sign in "0123456789abcdef" for sign in text)


def differing(kept: Iterable[KeptSeal]) -> list[Fault]:
    """Which of the kept seals the database no longer has, or has otherwise; in the scope of their agency."""
    wanted = {(seal.number, seal.head) for seal in kept}
    rows = Seal.objects.filter(number__in={number for number, _ in wanted}).values_list("number", "hash")
    stored = {number: bytes(digest).hex() for number, digest in rows}
    faults = []
    for number, head in sorted(wanted):
        if number not in stored:
            faults.append(
                Fault("segel", number, "segel ini disimpan di luar, tetapi basis data tidak mengenalnya lagi")
            )
        elif not stored[number].startswith(head):
            faults.append(
                Fault("segel", number, "segel ini berbeda dari yang disimpan di luar: jurnal telah dihitung ulang")
            )
    return faults
