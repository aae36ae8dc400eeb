"""Deadlines as an iCalendar file (RFC 5545): numbers and titles of steps, what duties belong to; nobody's personal
data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lajur.casework.cases.duties import Duty
from lajur.casework.schedule.queries import FeedTask

if TYPE_CHECKING:
    from icalendar import Event

REFRESH = timedelta(minutes=15)


def calendar_file(tasks: Iterable[FeedTask], duties: Iterable[Duty], *, name: str, base: str) -> bytes:
    """One event for each open deadline, its id that of the task's visit, and one for each duty. `base`: the
    installation's own address."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Lajur//Jadwal//ID")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH)
    for task in tasks:
        calendar.add_component(_event(task, base))
    for duty in duties:
        calendar.add_component(_duty(duty, base))
    return bytes(calendar.to_ical())


def _event(task: FeedTask, base: str) -> Event:
    """An instant without length. It is stamped with its case's last move, not with the clock, so that the same
    deadlines always make the same file."""
    summary = _("Tenggat: %(step)s (%(number)s)") % {"step": task.step, "number": task.number}
    event = _deadline(f"{task.id}@lajur", summary, f"{base}{task.path}", task.opened, task.changed)
    event.add("sequence", task.version)
    event.add("dtstart", task.due)
    return event


def _duty(duty: Duty, base: str) -> Event:
    """The whole of its last day."""
    key = duty.url.strip("/").replace("/", "-")
    summary = _("Tenggat: %(about)s") % {"about": duty.about}
    event = _deadline(f"{key}@lajur", summary, f"{base}{duty.url}", duty.since, duty.since)
    event.add("dtstart", duty.due)
    event.add("dtend", duty.due + timedelta(days=1))
    return event


def _deadline(uid: str, summary: str, link: str, created: datetime, changed: datetime) -> Event:
    """What takes up nobody's time."""
    from icalendar import Event

    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("created", created)
    event.add("summary", summary)
    event.add("description", link)
    event.add("url", link)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event
