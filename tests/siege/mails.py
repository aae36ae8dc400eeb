"""Mail: what must be true of every mail whatever was killed when: none is lost, none goes twice without the doubt told
in its text, each notice has one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from lajur.casework.jobs.models import JobOutcome
from lajur.casework.jobs.registry import run_job
from lajur.casework.notices.composing import message_id
from lajur.casework.notices.models import Mail, MailState, Notice, Pace
from lajur.casework.notices.outbox import LEASE
from lajur.casework.notices.rules import RETRIES
from tests.siege.acts import Act
from tests.siege.checks import Broken, expect
from tests.siege.faults import abandon
from tests.siege.postoffice import WorkerKilled
from tests.siege.world import World

JOB = "notices.send_mail"
ROUNDS = 200
"""Runs after which an outbox that is not empty is stuck; a mail is tried some ten times at most."""


def send_mail(world: World) -> Act:
    """The job, as the worker runs it; a worker that dies in the middle of a mail is followed by another. While it
    plans or stands at the post office, a second one may do the whole job."""

    def second(late: bool) -> None:
        _work(world, world.now + (2 * LEASE if late else timedelta(0)))

    def run() -> Any:
        world.office.second = second
        try:
            return _work(world, world.now)
        finally:
            world.office.second = None

    return Act(f"kerja {JOB}", lambda trial: "", run, parts=True)


def _work(world: World, now: datetime) -> Any:
    world.office.begin()
    try:
        found = run_job(JOB, now)
    except WorkerKilled:
        abandon()
        return None
    assert found.outcome == JobOutcome.DONE, found.error
    world.office.believed()
    return found


def drain(world: World) -> None:
    """The server is well again and nobody dies, though two still work at once: every mail finds its end."""
    world.office.calm = True
    run_job("cases.tell_people", world.now)
    for _ in range(ROUNDS):
        send_mail(world).run()
        left = Mail.objects.filter(agency=world.agency).exclude(state__in=ENDS).count()
        unread = Notice.objects.filter(agency=world.agency, read_at=None, mail=None)
        if not left and not unread.exclude(pace=Pace.NEVER).exists():
            return
        world.now += timedelta(hours=3)
    raise Broken(f"{left} mails are left in the outbox")


ENDS = (MailState.SENT, MailState.FAILED, MailState.NEEDLESS)


def check(world: World) -> None:
    """Each mail that was to go has gone, once, or with the doubt told in its text, and by whose it was."""
    office, mails = world.office, {message_id(mail): mail for mail in Mail.objects.filter(agency=world.agency)}
    expect("mails brought by one worker while another one held them", set(), office.robbed)
    expect("mails that nobody asked for", set(), set(office.taken) - set(mails))
    for key, mail in mails.items():
        taken, doubts = office.taken[key], office.doubts[key]
        if mail.state == MailState.SENT and not taken:
            raise Broken(f"mail {mail.id} counts as sent, and the server never had it")
        if taken > 1 + doubts:
            raise Broken(f"mail {mail.id} went {taken} times, with {doubts} doubts")
        if taken > 1 and key not in office.said_again:
            raise Broken(f"mail {mail.id} went {taken} times and never said so")
        if mail.state == MailState.FAILED and key not in office.refused and mail.attempts <= len(RETRIES):
            raise Broken(f"mail {mail.id} was given up after {mail.attempts} tries: {mail.error}")
    at_once = Notice.objects.filter(agency=world.agency, pace=Pace.AT_ONCE)
    expect("notices at once without a mail", 0, at_once.filter(mail=None).count())
    several = at_once.values("mail").annotate(told=Count("id")).filter(told__gt=1)
    expect("mails that tell several notices at once", 0, several.count())
