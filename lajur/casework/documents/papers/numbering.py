"""Numbers without gaps: the counter's row is locked in the transaction that issues the paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from lajur.casework.documents.papers.models import NumberPattern, Paper, PaperCounter, PaperKind, Secrecy
from lajur.casework.documents.papers.rules import LONGEST_NUMBER, number_of
from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.ids import new_id
from lajur.registers.authority.turns import take_turn

SHIPPED = "{keamanan}{urut}/{jenis}/{klasifikasi}/{bulan_romawi}/{tahun}"
SHIPPED_LETTER = "{keamanan}{urut}/{klasifikasi}/{bulan_romawi}/{tahun}"
SHIPPED_DECREE = "{urut} Tahun {tahun}"
"""Each kind counts by itself, so the kind's code keeps a memo of the same count apart from a letter; letters and
decrees go without, as offices write them."""
KIND_CODES = {
    PaperKind.LETTER: "S", PaperKind.MEMO: "ND", PaperKind.ORDER: "ST", PaperKind.DECREE: "SK",
    PaperKind.MINUTES: "BA", PaperKind.REPORT: "LAP",
}  # fmt: skip
TOO_LONG = Words(
    "Nomor dapat menjadi lebih panjang dari {n} huruf. Pendekkan pola, kode unit, atau kode klasifikasinya.",
    n=LONGEST_NUMBER,
)
_NEXT = (
    "INSERT INTO papers_papercounter AS counter (id, agency_id, series, year, last) VALUES (%s, %s, %s, %s, 1)"
    " ON CONFLICT (agency_id, series, year) DO UPDATE SET last = counter.last + 1 RETURNING last"
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a kind is numbered now."""

    kind: str
    pattern: str
    series: str
    unit_code: str = ""
    classification: str = ""

    def filled(self, classification: str = "", secrecy: str = Secrecy.ORDINARY.value) -> dict[str, str]:
        """What stands in the blanks that are not the count and the date."""
        return {
            "klasifikasi": classification or self.classification, "unit": self.unit_code, "keamanan": secrecy,
            "jenis": KIND_CODES[PaperKind(self.kind)],
        }  # fmt: skip

    def number(self, serial: int, day: date, classification: str = "", secrecy: str = Secrecy.ORDINARY.value) -> str:
        """The number of the paper that is `serial` in its series."""
        return number_of(self.pattern, serial, day, self.filled(classification, secrecy))


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
        return Pattern(kind, row.pattern, row.series, row.unit_code, row.classification)
    if kind == PaperKind.DECREE:
        return Pattern(kind, SHIPPED_DECREE, kind)
    return Pattern(kind, SHIPPED_LETTER if kind == PaperKind.LETTER else SHIPPED, kind, classification="UM")


def take_number(agency: str, kind: str, day: date, *, classification: str, secrecy: str) -> Numbered | Refusal:
    """The next number of the kind's series. Others wait until this transaction ends; when it is rolled back, the number
    is free again. Refused where the number would be too long, or where a paper has it already: patterns are tried when
    they are set, but codes of classification are written freely."""
    pattern = pattern_of(kind)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [new_id(), agency, pattern.series, day.year])
        (serial,) = cursor.fetchone()
    number = pattern.number(serial, day, classification, secrecy)
    take_turn(f"{agency}/naskah/{number}")
    if len(number) > LONGEST_NUMBER:
        return too_long()
    if Paper.objects.filter(agency_id=agency, number=number).exists():
        return Refusal(
            "nomor-sudah-dipakai",
            "Nomor {number} sudah dipakai naskah lain. Minta administrator memeriksa pola dan deret nomornya.",
            {"number": number},
        )
    return Numbered(serial, day.year, pattern.series, number, classification or pattern.classification)


def too_long(fields: Mapping[str, Words] | None = None) -> Refusal:
    return Refusal("nomor-terlalu-panjang", TOO_LONG.template, TOO_LONG.params, fields or {})


def clash_of(agency: str, wanted: Pattern, day: date) -> Refusal | None:
    """Why papers numbered so from the day on could get the number of another: a kind with a count of its own is written
    alike, or the count begins among numbers that this year's papers have."""
    secrecy = Secrecy.ORDINARY.value
    for other in map(pattern_of, PaperKind.values):
        if other.kind == wanted.kind or other.series == wanted.series:
            continue
        codes = {wanted.classification, other.classification, "-"}
        if any(wanted.number(1, day, code, secrecy) == other.number(1, day, code, secrecy) for code in codes):
            told = Words(
                "Nomornya akan sama dengan nomor {kind}. Pakai deret yang sama, atau bedakan polanya dengan {blank}.",
                kind=PaperKind(other.kind).label, blank="{jenis}",
            )  # fmt: skip
            return Refusal("nomor-kembar", told.template, told.params, {"pola": told})
    rows = PaperCounter.objects.filter(agency_id=agency, year=day.year).values_list("series", "last")
    counts = dict(rows)
    coming = range(counts.get(wanted.series, 0) + 1, max(counts.values(), default=0) + 1)
    given = {wanted.number(serial, day, "", secrecy) for serial in coming}
    taken = Paper.objects.filter(agency_id=agency, number__in=given).values_list("serial", flat=True)
    if last := max(taken, default=0):
        told = Words("Nomor sampai {last} dengan pola ini sudah dipakai tahun ini. Isikan {last} di sini.", last=last)
        return Refusal("nomor-kembar", told.template, told.params, {"terpakai": told})
    return None
