"""Reading one's own notices, a person's choice, and how the mail does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from lajur.casework.notices.models import Mail, MailChoice, MailState, Notice
from lajur.casework.notices.rules import Choice
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency

TO_SEND = (MailState.WAITING, MailState.CLAIMED, MailState.HANDING_OVER)
RECENT = timedelta(days=7)


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """The latest first."""
    return Notice.objects.filter(person_id=str(actor.person)).order_by("-at", "-id")


def notice_of(actor: Actor, notice_id: UUID) -> Notice | None:
    return Notice.objects.filter(person_id=str(actor.person), id=notice_id).first()


def count_unread(actor: Actor) -> int:
    return Notice.objects.filter(person_id=str(actor.person), read_at__isnull=True).count()


def choices_of(persons: Iterable[UUID | str]) -> dict[str, Choice]:
    """Person id → choice, for those who have chosen."""
    return {
        str(row.person_id): Choice(
            row.paces, row.is_quiet, row.quiet_from, row.quiet_until, row.quiet_days_off, row.digest_hour
        )
        for row in MailChoice.objects.filter(person_id__in=set(persons))
    }


def choice_of(person: UUID | str) -> Choice:
    return choices_of([person]).get(str(person), Choice())


def mail_is_set_up() -> bool:
    """Whether the installation can send mail: server, sender and the address that links begin with."""
    return bool(settings.SMTP_URL and settings.MAIL_FROM and urlsplit(settings.PUBLIC_URL).netloc)


def mails_from(agency: Agency) -> bool:
    """Whether notices of this agency go out by mail; an invented or training one never writes to anybody."""
    return mail_is_set_up() and not agency.is_demo and not agency.is_training


def failed_mails(person: UUID | str, now: datetime) -> list[Mail]:
    """A person's mails of the last days that could not be delivered, the latest first."""
    failed = Mail.objects.filter(person_id=person, state=MailState.FAILED, due_at__gte=now - RECENT)
    return list(failed.order_by("-due_at")[:20])


@dataclass(frozen=True, slots=True)
class MailHealth:
    """How the mail of an agency does. `waiting` are due and not sent yet, `overdue_since` when the oldest of them was
    due; `failed` were given up and `repeated` sent once more after a crash, both in the last seven days. `errors` are
    what the server said last about those that wait or have failed, without addresses."""

    is_on: bool
    waiting: int
    overdue_since: datetime | None
    failed: int
    repeated: int
    last_sent_at: datetime | None
    errors: tuple[str, ...]


def mail_health(agency: Agency, now: datetime) -> MailHealth:
    """For the health page; four small queries."""
    mails = Mail.objects.filter(agency=agency)
    due = mails.filter(state__in=TO_SEND, due_at__lte=now)
    failed = mails.filter(state=MailState.FAILED, due_at__gte=now - RECENT)
    sent = mails.filter(state=MailState.SENT, sent_at__gte=now - RECENT)
    troubled = (due.exclude(error="") | failed).order_by("-due_at").values_list("error", flat=True)[:50]
    return MailHealth(
        is_on=mails_from(agency),
        waiting=due.count(),
        overdue_since=due.order_by("due_at").values_list("due_at", flat=True).first(),
        failed=failed.count(),
        repeated=sent.filter(repeated=True).count(),
        last_sent_at=sent.order_by("-sent_at").values_list("sent_at", flat=True).first(),
        errors=tuple(dict.fromkeys(troubled))[:5],
    )
