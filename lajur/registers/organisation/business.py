"""What identifies a business outside: its tax number (NPWP) and its business number (NIB). Pure.

An NPWP is kept with 16 digits (PMK 112/PMK.03/2022). That of a business is its old number of 15 digits behind a zero,
and the ninth of those is a check digit (Luhn); that of a citizen is his NIK. A NIB has 13 digits.
"""

from __future__ import annotations

import re
from itertools import pairwise

from lajur.engine.refusal import Refusal, Words

NPWP_LENGTH, OLD_NPWP_LENGTH, BRANCH_LENGTH, NIB_LENGTH = 16, 15, 22, 13
WOMEN = 40
"""Is added to a woman's day of birth in her NIK."""

_SIGNS = re.compile(r"[\s.\-/]")
_SPACED = re.compile(r"[0-9][0-9 .\-/]*[0-9]")
_LENGTHS = (NIB_LENGTH, OLD_NPWP_LENGTH, NPWP_LENGTH)


def tidy_number(text: str) -> str:
    """As people write it (8120.0012.3456.7) → without the signs between."""
    return _SIGNS.sub("", text)


def tidy_npwp(text: str) -> str:
    """As people write it, with 15 digits or 16 → as it is kept."""
    digits = tidy_number(text)
    return f"0{digits}" if re.fullmatch(rf"[0-9]{{{OLD_NPWP_LENGTH}}}", digits) else digits


def check_npwp(npwp: str) -> Refusal | None:
    """`npwp` as `tidy_npwp` gives it. Empty is fine."""
    if not npwp:
        return None
    if re.fullmatch(rf"[0-9]{{{BRANCH_LENGTH}}}", npwp):
        return _wrong("npwp", Words("Ini NITKU (22 angka). Tulis NPWP-nya, yaitu 16 angka pertamanya."))
    if not re.fullmatch(rf"[0-9]{{{NPWP_LENGTH}}}", npwp):
        return _wrong("npwp", Words("NPWP terdiri atas 15 atau 16 angka; titik dan tanda hubung boleh ditulis."))
    if npwp[0] == "0":
        if not _luhn(npwp[1:10]):
            return _wrong("npwp", Words("Angka pemeriksa NPWP ini tidak cocok; salin kembali dari kartunya."))
    elif not (1 <= int(npwp[6:8]) % WOMEN <= 31 and int(npwp[6:8]) < WOMEN + 32 and 1 <= int(npwp[8:10]) <= 12):
        return _wrong(
            "npwp", Words("NPWP perorangan sama dengan NIK, dan angka ke-7 sampai ke-10 NIK ini bukan tanggal.")
        )
    return None


def check_nib(nib: str) -> Refusal | None:
    """`nib` as `tidy_number` gives it. Empty is fine."""
    if not nib or re.fullmatch(rf"[0-9]{{{NIB_LENGTH}}}", nib):
        return None
    return _wrong("nib", Words("NIB terdiri atas 13 angka."))


def shown_npwp(npwp: str) -> str:
    """That of a business as on its card (01.234.567.4-901.000); a citizen's in fours."""
    if len(npwp) != NPWP_LENGTH:
        return npwp
    if npwp[0] != "0":
        return " ".join(npwp[begin : begin + 4] for begin in range(0, NPWP_LENGTH, 4))
    cuts = [npwp[begin:end] for begin, end in pairwise((1, 3, 6, 9, 10, 13, 16))]
    return f"{cuts[0]}.{cuts[1]}.{cuts[2]}.{cuts[3]}-{cuts[4]}.{cuts[5]}"


def numbers_in(text: str) -> tuple[str, ...]:
    """What may be an NPWP or a NIB in words that somebody typed, as they are kept."""
    digits = (tidy_number(part) for part in (*text.split(), *_SPACED.findall(text)))
    return tuple(
        dict.fromkeys(tidy_npwp(one) for one in digits if len(one) in _LENGTHS and re.fullmatch("[0-9]+", one))
    )


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _wrong(field: str, why: Words) -> Refusal:
    return Refusal(f"{field}-belum-benar", why, fields={field: why})
