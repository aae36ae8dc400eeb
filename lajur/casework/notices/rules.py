"""When a mail may go out, and what people get who have chosen nothing. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from lajur.engine.worktime import WorkCalendar

USUAL: Mapping[str, str] = {
    "tugas-baru": "ringkasan",
    "dialihkan": "segera",
    "dikembalikan": "segera",
    "pengingat": "segera",
    "terlambat": "segera",
    "eskalasi": "ringkasan",
    "penyimpangan": "ringkasan",
    "penilaian": "ringkasan",
    "dibatalkan": "ringkasan",
    "disebut": "segera",
    "pengganti": "segera",
    "terjangkit": "segera",
    "sop-telaah": "segera",
    "sop-tanggapan": "ringkasan",
    "sop-pantau": "ringkasan",
    "naskah": "ringkasan",
    "naskah-batal": "segera",
}
"""Kind of notice → pace, for who has not chosen: at once what needs a hand today, the rest once a day."""

RETRIES = (1, 5, 15, 60, 180, 360, 720, 720, 1440)
"""Minutes until the next attempt after each temporary failure; after the last one the mail has failed (three days)."""

LONGEST_QUIET = 60
"""Days that are looked through for a working one; a calendar without any lets the mail go."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A person's choice. `quiet_from`, `quiet_until`: minutes after local midnight; equal: no quiet hours."""

    paces: Mapping[str, str] = field(default_factory=dict)
    is_quiet: bool = True
    quiet_from: int = 18 * 60
    quiet_until: int = 7 * 60
    quiet_days_off: bool = True
    digest_hour: int = 8

    def pace_of(self, kind: str) -> str:
        return self.paces.get(kind) or USUAL.get(kind, "ringkasan")

    def is_quiet_at(self, minute: int) -> bool:
        """Whether the minute after midnight lies in the quiet hours, which may span midnight."""
        begins, ends = self.quiet_from, self.quiet_until
        if not self.is_quiet or begins == ends:
            return False
        return begins <= minute < ends if begins < ends else minute >= begins or minute < ends


def works_on(calendar: WorkCalendar, local: datetime) -> bool:
    """Whether the local day of a moment is a working day."""
    midnight = datetime.combine(local.date(), time(), calendar.zone)
    return calendar.between(midnight, midnight + timedelta(days=1)) > 0


def next_allowed(moment: datetime, choice: Choice, calendar: WorkCalendar) -> datetime:
    """The first moment, not before `moment`, outside the quiet hours and days of a person."""
    local = moment.astimezone(calendar.zone)
    for _ in range(LONGEST_QUIET * 2):
        minute = local.hour * 60 + local.minute
        if choice.quiet_days_off and not works_on(calendar, local):
            local = datetime.combine(local.date() + timedelta(days=1), time(), calendar.zone)
        elif choice.is_quiet_at(minute):
            later = minute >= choice.quiet_until
            day = local.date() + timedelta(days=1 if later else 0)
            local = datetime.combine(day, time(*divmod(choice.quiet_until, 60)), calendar.zone)
        else:
            break
    return max(moment, local)


def digest_is_due(now: datetime, choice: Choice, calendar: WorkCalendar) -> bool:
    """Whether the hour of the day's digest has come, on a working day."""
    local = now.astimezone(calendar.zone)
    return local.hour >= choice.digest_hour and works_on(calendar, local)


def next_attempt(now: datetime, attempts: int) -> datetime | None:
    """When to try again after the so-many-eth temporary failure; None when it is enough."""
    return now + timedelta(minutes=RETRIES[attempts - 1]) if attempts <= len(RETRIES) else None
