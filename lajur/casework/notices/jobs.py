"""Mail for notices, every minute."""

from __future__ import annotations

from datetime import datetime

from lajur.casework.jobs.registry import job
from lajur.casework.notices import outbox
from lajur.casework.notices.actions import notify
from lajur.casework.notices.models import NoticeKind
from lajur.registers.organisation.actors import day_of
from lajur.registers.organisation.models import Agency, Substitution


@job(cron="* * * * *", title="Mengirim surel pemberitahuan")
def send_mail(agency: Agency, now: datetime) -> int:
    """Decide about new notices, gather digests, send what is due."""
    outbox.plan(agency, now)
    outbox.digest(agency, now)
    return outbox.send(agency, now)


@job(cron="*/5 * * * *", title="Memberi tahu pengganti")
def tell_substitutes(agency: Agency, now: datetime) -> int:
    """Tell each substitute of every substitution that is not over; each is told once."""
    today = day_of(agency, now).day
    current = list(Substitution.objects.filter(agency=agency, until__gte=today))
    for rule in current:
        notify(
            agency=str(agency.id),
            persons=[str(rule.substitute_id)],
            kind=NoticeKind.SUBSTITUTE,
            key=str(rule.id),
            link="/pengganti/",
            at=now,
            params={"since": rule.since.strftime("%d-%m-%Y")},
        )
    return len(current)
