"""Deadlines as an iCalendar file (RFC 5545): numbers and titles of steps, nobody's personal data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lajur.casework.schedule.queries import FeedTask

if TYPE_CHECKING:
    from icalendar import Event

REFRESH = timedelta(minutes=15)


def calendar_file(tasks: Iterable[FeedTask], *, name: str, base: str) -> bytes:
    """One event for each open deadline, its id that of the task's visit. `base`: the installation's own address."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Lajur//Jadwal//ID")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH)
    for task in tasks:
        calendar.add_component(_event(task, base))
    return bytes(calendar.to_ical())


def _event(task: FeedTask, base: str) -> Event:
    """An instant without length that takes up nobody's time. It is stamped with its case's last move, not with the
    clock, so that the same deadlines always make the same file."""
    from icalendar import Event

    event, link = Event(), f"{base}{task.path}"
    event.add("uid", f"{task.id}@lajur")
    event.add("dtstamp", task.changed)
    event.add("last-modified", task.changed)
    event.add("created", task.opened)
    event.add("sequence", task.version)
    event.add("dtstart", task.due)
    event.add("summary", _("Tenggat: %(step)s (%(number)s)") % {"step": task.step, "number": task.number})
    event.add("description", link)
    event.add("url", link)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event
