"""What a seal sheet says, and whether a head typed from one is still the journal's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from lajur.casework.upkeep.models import SealAddresses, SealSheet
from lajur.registers.authority.journal import verify_seals
from lajur.registers.authority.kept_seals import KeptSeal, differing, line_of
from lajur.registers.authority.models import Seal
from lajur.registers.organisation.models import Agency

PREVIOUS = 14
SHOWN = 400

_COUNTED = """
SELECT count(*), coalesce(sum(seq), 0) FROM (
    SELECT DISTINCT ON (head->>0) head->>0, (head->>1)::int AS seq
    FROM authority_seal s CROSS JOIN LATERAL jsonb_array_elements(s.heads::jsonb) head
    WHERE s.agency_id = %s AND s.number <= %s ORDER BY head->>0, s.number DESC) AS latest
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A seal as paper lists it; `head` in groups of four digits."""

    day: date
    number: int
    head: str
    whole: str

    @property
    def groups(self) -> list[str]:
        return self.head.split()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A seal with all that its sheet says. `chains` and `entries`: what all seals up to it hold together."""

    line: Line
    sealed_at: datetime
    chains: int
    entries: int
    previous: tuple[Line, ...]


def line(agency: Agency, number: int, at: datetime, digest: bytes) -> Line:
    """The day is the agency's own."""
    day = at.astimezone(ZoneInfo(agency.zone)).date()
    plain = digest.hex()
    groups = " ".join(plain[at : at + 4] for at in range(0, 64, 4))
    return Line(day, number, groups, line_of(agency.slug, number, day.isoformat(), digest))


def sheet_of(agency: Agency, number: int) -> Sheet | None:
    """The sheet of any seal; None when there is no such seal."""
    seal = Seal.objects.filter(agency=agency, number=number).first()
    if seal is None:
        return None
    earlier = SealSheet.objects.filter(agency=agency, number__lt=number).order_by("-number")[:PREVIOUS]
    kept = SealSheet.objects.filter(agency=agency, number=number).first()
    chains, entries = (kept.chains, kept.entries) if kept else counted(agency, number)
    return Sheet(
        line(agency, number, seal.at, bytes(seal.hash)), seal.at, chains, entries,
        tuple(line(agency, one.number, one.sealed_at, bytes(one.hash)) for one in earlier),
    )  # fmt: skip


def counted(agency: Agency, number: int) -> tuple[int, int]:
    """Chains and entries that the seals up to `number` hold."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [agency.id, number])
        chains, entries = cursor.fetchone()
    return chains, entries


def sheets(agency: Agency) -> list[SealSheet]:
    return list(SealSheet.objects.filter(agency=agency).order_by("-number")[:SHOWN])


def latest(agency: Agency) -> Seal | None:
    return Seal.objects.filter(agency=agency).order_by("-number").first()


def addresses_of(agency: Agency) -> list[str]:
    row = SealAddresses.objects.filter(agency=agency).first()
    return row.addresses.split() if row else []


def last_of_day(agency: Agency, day: date) -> Seal | None:
    """The last seal before the end of the agency's day."""
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), ZoneInfo(agency.zone))
    return Seal.objects.filter(agency=agency, at__lt=midnight).order_by("-number").first()


def compared(agency: Agency, number: int, head: str) -> list[str]:
    """What is wrong with the journal's seals, held against one from paper; nothing when they hold."""
    found = differing([KeptSeal(agency.slug, number, head)])
    broken = verify_seals(str(agency.id))
    return [fault.why for fault in (*found, *([broken] if broken else []))]
