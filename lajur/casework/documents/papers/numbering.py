"""Numbers without gaps: the counter's row is locked in the transaction that issues the paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from lajur.casework.documents.papers.models import NumberPattern, PaperKind
from lajur.casework.documents.papers.rules import number_of
from lajur.registers.authority.ids import new_id

SHIPPED = "{keamanan}{urut}/{klasifikasi}/{bulan_romawi}/{tahun}"
SHIPPED_DECREE = "{urut} Tahun {tahun}"
_NEXT = (
    "INSERT INTO papers_papercounter AS counter (id, agency_id, series, year, last) VALUES (%s, %s, %s, %s, 1)"
    " ON CONFLICT (agency_id, series, year) DO UPDATE SET last = counter.last + 1 RETURNING last"
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a kind is numbered now."""

    pattern: str
    series: str
    unit_code: str = ""
    classification: str = ""


@dataclass(frozen=True, slots=True)
class Numbered:
    serial: int
    year: int
    series: str
    number: str
    classification: str


def pattern_of(kind: str) -> Pattern:
    """The agency's last pattern for the kind, else the shipped one. Inside the agency's scope."""
    row = NumberPattern.objects.filter(kind=kind).order_by("-recorded_at", "-id").first()
    if row is not None:
        return Pattern(row.pattern, row.series, row.unit_code, row.classification)
    if kind == PaperKind.DECREE:
        return Pattern(SHIPPED_DECREE, kind)
    return Pattern(SHIPPED, kind, classification="UM")


def take_number(agency: str, kind: str, day: date, *, classification: str, secrecy: str) -> Numbered:
    """The next number of the kind's series. Others wait until this transaction ends; when it is rolled back, the number
    is free again."""
    pattern = pattern_of(kind)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [new_id(), agency, pattern.series, day.year])
        (serial,) = cursor.fetchone()
    chosen = classification or pattern.classification
    filled = {"klasifikasi": chosen, "unit": pattern.unit_code, "keamanan": secrecy}
    return Numbered(serial, day.year, pattern.series, number_of(pattern.pattern, serial, day, filled), chosen)
