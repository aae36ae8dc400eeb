"""NIP, the number of a civil servant (Peraturan Kepala BKN 22/2007): 18 digits of which most can be checked. Pure."""

from __future__ import annotations

import re
from datetime import date

from lajur.engine.refusal import Refusal, Words

CONTRACT_MONTH = "21"
"""Stands where others have the month of appointment, for those who serve under contract (PPPK)."""


def check_nip(nip: str) -> Refusal | None:
    """Date of birth (8 digits), year and month of appointment (6), sex (1), serial (3). Empty is fine."""
    if not nip:
        return None
    if not re.fullmatch(r"[0-9]{18}", nip):
        return _wrong(Words("NIP terdiri atas 18 angka tanpa spasi."))
    try:
        date(int(nip[:4]), int(nip[4:6]), int(nip[6:8]))
    except ValueError:
        return _wrong(Words("Delapan angka pertama NIP adalah tanggal lahir (tahun, bulan, tanggal); periksa kembali."))
    month = nip[12:14]
    if nip[8:12] < nip[:4] or not ("01" <= month <= "12" or month == CONTRACT_MONTH):
        return _wrong(Words("Angka ke-9 sampai ke-14 NIP adalah tahun dan bulan pengangkatan; periksa kembali."))
    if nip[14] not in "12":
        return _wrong(Words("Angka ke-15 NIP adalah 1 untuk laki-laki atau 2 untuk perempuan; periksa kembali."))
    return None


def tidy_nip(text: str) -> str:
    """As people write it (19780412 200312 1 001) → as it is kept."""
    return re.sub(r"[\s.\-]", "", text)


def _wrong(why: Words) -> Refusal:
    return Refusal("nip-belum-benar", why, fields={"nip": why})
