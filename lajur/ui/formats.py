"""Dates, times, working time, numbers and sizes as officers write them, in Indonesian or in English.

The active language decides. Numbers are read as strictly as they are written: a mark that could mean two things is
refused with the way to write it, because 1.234 and 1,234 differ a thousandfold.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

WORKDAY_MINUTES = 450
"""Minutes of a working day outside Ramadan (Perpres 21/2023: 37.5 hours over five days)."""

MONTHS = {
    "id": [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
SHORT_MONTHS = {
    "id": ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
SHORT_DAYS = {
    "id": ["Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"],
    "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
}
ZONE_NAMES = {7: "WIB", 8: "WITA", 9: "WIT"}


def language() -> str:
    """`en` when English is active, else `id`."""
    return "en" if (get_language() or "id").startswith("en") else "id"


def to_zone(value: dt.datetime, zone: str | dt.tzinfo | None = None) -> dt.datetime:
    """`value` in `zone`, or in Django's current time zone; a naive value is taken to be there already."""
    place = ZoneInfo(zone) if isinstance(zone, str) and zone else zone or timezone.get_current_timezone()
    assert isinstance(place, dt.tzinfo)
    return value.astimezone(place) if timezone.is_aware(value) else value.replace(tzinfo=place)


def zone_name(value: dt.datetime) -> str:
    """WIB, WITA or WIT; any other offset as UTC±h."""
    hours = (value.utcoffset() or dt.timedelta()).total_seconds() / 3600
    return ZONE_NAMES.get(int(hours), f"UTC{hours:+g}") if hours == int(hours) else f"UTC{hours:+g}"


def long_date(value: dt.date, zone: str | dt.tzinfo | None = None) -> str:
    """21 Februari 2025; a datetime is first brought to `zone`."""
    day = to_zone(value, zone) if isinstance(value, dt.datetime) else value
    return f"{day.day} {MONTHS[language()][day.month - 1]} {day.year}"


def clock(value: dt.datetime, zone: str | dt.tzinfo | None = None) -> str:
    """10.30 (10:30 in English)."""
    return f"{to_zone(value, zone):{'%H:%M' if language() == 'en' else '%H.%M'}}"


def short_moment(value: dt.datetime, zone: str | dt.tzinfo | None = None) -> str:
    """23 Nov 2026 10.30."""
    there = to_zone(value, zone)
    return f"{there.day} {SHORT_MONTHS[language()][there.month - 1]} {there.year} {clock(there, there.tzinfo)}"


def full_moment(value: dt.datetime, zone: str | dt.tzinfo | None = None) -> str:
    """Sen, 23 Nov 2026 10.30 WIB."""
    there = to_zone(value, zone)
    return f"{SHORT_DAYS[language()][there.weekday()]}, {short_moment(there, there.tzinfo)} {zone_name(there)}"


def working_time(minutes: int, *, day: int = WORKDAY_MINUTES, brief: bool = False) -> str:
    """1 hari 2 jam, from working minutes; `brief` keeps the two largest units. The sign is the caller's to word."""
    days, rest = divmod(abs(minutes), day)
    hours, rest = divmod(rest, 60)
    parts = []
    if days:
        parts.append(ngettext("%(count)d hari", "%(count)d hari", days) % {"count": days})
    if hours:
        parts.append(ngettext("%(count)d jam", "%(count)d jam", hours) % {"count": hours})
    if rest or not parts:
        parts.append(ngettext("%(count)d menit", "%(count)d menit", rest) % {"count": rest})
    return " ".join(parts[:2] if brief else parts)


def number(value: int | float | Decimal, decimals: int | None = None) -> str:
    """1.234.567,89 (1,234,567.89 in English); `decimals` None keeps those that the value has."""
    if isinstance(value, float) and decimals is None:
        value = Decimal(repr(value))
    text = f"{value:,}" if decimals is None else f"{value:,.{decimals}f}"
    return text if language() == "en" else text.translate(str.maketrans(",.", ".,"))


def rupiah(value: int | Decimal) -> str:
    """Rp1.234.567; cents only when there are any."""
    cents = 0 if value == int(value) else 2
    return f"{'-' if value < 0 else ''}Rp{number(value if value >= 0 else -value, cents)}"


def size(value: int) -> str:
    """1,2 MB, from bytes; thousands, as the shops and the networks count."""
    amount, unit = float(value), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if amount < 999.5 or unit == "TB":
            break
        amount /= 1000
    tenths = round(amount, 1)
    return f"{number(tenths, 0 if amount >= 10 or tenths == int(tenths) else 1)} {unit}"


class Unreadable(ValueError):
    """The text is no number; the message tells how to write it."""


def parse_number(text: str) -> Decimal:
    """Read 1.234.567,89 (1,234,567.89 in English), with or without grouping and "Rp". Raises Unreadable."""
    group, point = (",", ".") if language() == "en" else (".", ",")
    bare = re.sub(r"^(-?)Rp\.?", r"\1", re.sub(r"\s", "", text), flags=re.IGNORECASE).replace("−", "-")
    whole, _sep, fraction = bare.partition(point)
    digits = whole.lstrip("-")
    if group in digits and not re.fullmatch(rf"[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})+", digits):
        raise Unreadable(
            _("Pemisah ribuan tidak pada tempatnya. Tulis seperti %(example)s.")
            % {"example": number(Decimal("1234567.5"))}
        )
    plain = whole.replace(group, "")
    if not re.fullmatch(r"-?[0-9]{1,20}", plain) or (_sep and not re.fullmatch(r"[0-9]{1,10}", fraction)):
        raise Unreadable(_("Tulis angka saja, misalnya %(example)s.") % {"example": number(Decimal("1234567.5"))})
    try:
        return Decimal(f"{plain}.{fraction}" if fraction else plain)
    except InvalidOperation as problem:  # pragma: no cover - the patterns above leave nothing else
        raise Unreadable(str(problem)) from problem


def parse_date(text: str) -> dt.date:
    """Read 2026-11-23, 23/11/2026, 23-11-2026, 23.11.2026 or 23 November 2026. Raises Unreadable."""
    given = text.strip()
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return dt.datetime.strptime(given, pattern).date()
        except ValueError:
            continue
    words = re.fullmatch(r"(\d{1,2})\s+([A-Za-z]+)\s+(\d{4})", given)
    if words:
        wanted = words[2].lower()
        for names in (*MONTHS.values(), *SHORT_MONTHS.values()):
            lowered = [name.lower() for name in names]
            if wanted in lowered:
                try:
                    return dt.date(int(words[3]), lowered.index(wanted) + 1, int(words[1]))
                except ValueError:
                    break
    raise Unreadable(_("Tanggal tidak dikenali. Tulis seperti 23/11/2026 atau 23 November 2026."))
