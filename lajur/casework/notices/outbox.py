"""From notices to mails, and from mails to the server: nothing lost, nothing told twice, whatever is killed when.

Every step is a row that is written before it is acted on, and every row has a unique key:

1. `plan` decides each notice's pace by its person's choice. At once: a mail of its own, held back over quiet hours.
2. `digest` gathers, in one transaction, what waits into the day's one mail of a person; a notice has one mail, ever.
3. `send` claims a mail (committed, with a lease), talks to the server, writes `HANDING_OVER` (committed) just before
   the message itself, then `SENT`.

What a `kill -9` leaves behind is taken up when the lease is over. A mail found `CLAIMED` was certainly not sent and
goes again. One found `HANDING_OVER` may have arrived: SMTP cannot be asked, and exactly once cannot be had over it. It
goes once more, because a lost deadline is worse than a second mail, with the same Message-ID, by which servers and mail
readers drop duplicates, and with a line that says so; not at all when its notices were read in the meantime. The window
is the time between the message's last byte and the server's answer. In the page every notice stands once, always.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import Q

from lajur.casework.notices.composing import message_of
from lajur.casework.notices.models import Mail, MailState, Notice, Pace
from lajur.casework.notices.post import Away, Permanent, Post, Temporary
from lajur.casework.notices.queries import choices_of, mails_from
from lajur.casework.notices.rules import Choice, digest_is_due, next_allowed, next_attempt
from lajur.registers.authority import prepared
from lajur.registers.organisation.models import Agency, Person
from lajur.registers.reference.queries import calendar_for

LEASE = timedelta(minutes=2)
"""Longer than one mail can take: a few answers of at most ten seconds each."""

AT_A_TIME = 500
PATIENCE = 20
"""Seconds that one run may send, so that other jobs get their turn."""


_DECIDED = (
    "UPDATE notices_notice n SET pace = v.pace, mail_id = v.mail"
    " FROM unnest($1::uuid[], $2::text[], $3::uuid[]) AS v (id, pace, mail) WHERE n.id = v.id RETURNING n.id"
)


def plan(agency: Agency, now: datetime) -> int:
    """Decide how each new notice travels; returns how many were decided."""
    fresh = list(Notice.objects.filter(agency=agency, pace="").select_related("person").order_by("id")[:AT_A_TIME])
    if not fresh:
        return 0
    is_on, calendar = mails_from(agency), calendar_for(agency)
    choices = choices_of(notice.person_id for notice in fresh)
    with transaction.atomic():
        mails, due = [], {}
        for notice in fresh:
            person, choice = notice.person, choices.get(str(notice.person_id), Choice())
            reachable = is_on and person.is_active and bool(person.email)
            notice.pace = choice.pace_of(notice.kind) if reachable and notice.read_at is None else Pace.NEVER
            if notice.pace == Pace.AT_ONCE:
                if person.id not in due:
                    due[person.id] = next_allowed(now, choice, calendar)
                mails.append(Mail(agency=agency, person=person, key=str(notice.id), due_at=due[person.id]))
        Mail.objects.bulk_create(mails, ignore_conflicts=True)
        ids = dict(Mail.objects.filter(key__in=[mail.key for mail in mails]).values_list("key", "id"))
        told = (tuple(str(notice.id) for notice in fresh), tuple(notice.pace for notice in fresh))
        mail_of = tuple(str(ids.get(str(notice.id)) or "NULL") for notice in fresh)
        prepared.rows(_DECIDED, (*told, mail_of))
    return len(fresh)


def digest(agency: Agency, now: datetime) -> int:
    """Make the day's digests that are due; returns how many. Nothing unread: no mail."""
    waiting = Notice.objects.filter(agency=agency, pace=Pace.DIGEST, mail__isnull=True)
    waiting.filter(read_at__isnull=False).update(pace=Pace.NEVER)
    if not mails_from(agency):
        waiting.update(pace=Pace.NEVER)
        return 0
    calendar = calendar_for(agency)
    persons = list(waiting.order_by("person_id").values_list("person_id", flat=True).distinct())
    choices, made = choices_of(persons), 0
    key = f"ringkasan:{now.astimezone(calendar.zone).date()}"
    served = set(Mail.objects.filter(person_id__in=persons, key=key).values_list("person_id", flat=True))
    for person in persons:
        if person in served or not digest_is_due(now, choices.get(str(person), Choice()), calendar):
            continue
        with transaction.atomic():
            mail, is_new = Mail.objects.get_or_create(
                person_id=person, key=key, defaults={"agency": agency, "due_at": now}
            )
            if is_new:
                waiting.filter(person_id=person).update(mail=mail)
                made += 1
    return made


def recover(agency: Agency, now: datetime) -> int:
    """Take up what a killed worker has left."""
    left = Mail.objects.filter(agency=agency, lease_until__lt=now)
    doubtful = left.filter(state=MailState.HANDING_OVER).update(
        state=MailState.WAITING, lease_until=None, repeated=True
    )
    return doubtful + left.filter(state=MailState.CLAIMED).update(state=MailState.WAITING, lease_until=None)


def send(agency: Agency, now: datetime) -> int:
    """Send what is due; returns how many mails the server took."""
    recover(agency, now)
    if not mails_from(agency):
        return 0
    post, sent, until = Post(settings.SMTP_URL), 0, time.monotonic() + PATIENCE
    try:
        while time.monotonic() < until and (mail := _claim(agency, now)) is not None:
            try:
                sent += _send_one(post, mail, now)
            except Away as problem:
                _later(mail, now, str(problem), doubtful=False)
                break
            except Temporary as problem:
                _later(mail, now, str(problem), doubtful=problem.handed_over)
            except Permanent as problem:
                _end(mail, MailState.FAILED, error=str(problem))
    finally:
        post.close()
    return sent


_CLAIM = """
UPDATE notices_mail SET state = 'diambil', lease_until = %s, attempts = attempts + 1 WHERE id = (
    SELECT id FROM notices_mail WHERE agency_id = %s AND state = 'menunggu' AND due_at <= %s
    ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id
"""


def _claim(agency: Agency, now: datetime) -> Mail | None:
    """The next mail, held by this process alone until its lease is over."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now + LEASE, agency.id, now])
        row = cursor.fetchone()
    return Mail.objects.select_related("person").get(id=row[0]) if row else None


def _send_one(post: Post, mail: Mail, now: datetime) -> int:
    person: Person = mail.person
    told = list(Notice.objects.filter(mail=mail, read_at__isnull=True).order_by("at", "id"))
    if not told or not person.is_active or not person.email:
        _end(mail, MailState.NEEDLESS)
        return 0
    try:
        validate_email(person.email)
    except ValidationError:
        raise Permanent("the address is none") from None
    message = message_of(mail, told, person.email, person.language, now)
    post.deliver(message, lambda: _move(mail, MailState.CLAIMED, MailState.HANDING_OVER))
    _end(mail, MailState.SENT, sent_at=now)
    return 1


def _move(mail: Mail, before: MailState, after: MailState) -> None:
    if not Mail.objects.filter(id=mail.id, state=before, attempts=mail.attempts).update(state=after):
        raise Temporary("the lease was over")


def _end(mail: Mail, state: MailState, **values: object) -> None:
    Mail.objects.filter(_held(mail)).update(state=state, lease_until=None, **values)


def _later(mail: Mail, now: datetime, why: str, *, doubtful: bool) -> None:
    at = next_attempt(now, mail.attempts)
    if at is None:
        _end(mail, MailState.FAILED, error=why)
        return
    Mail.objects.filter(_held(mail)).update(
        state=MailState.WAITING, lease_until=None, due_at=at, error=why, repeated=mail.repeated or doubtful
    )


def _held(mail: Mail) -> Q:
    """The mail as long as this claim of it is the last one."""
    return Q(id=mail.id, attempts=mail.attempts, state__in=[MailState.CLAIMED, MailState.HANDING_OVER])
