"""Invitations by e-mail: one mail an address, each with the right to answer once, and nothing that tells afterwards
who used his.

The secret of a mail exists only in that mail: it is drawn for a whole batch when the batch goes out, the tickets are
written first, in the order of their digests, and no row says which address got which. The price: a killed process
sends such an address a second mail with a second ticket, and reminders cannot pick out who has not answered yet.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from lajur.capabilities.surveys.collecting.tokens import digest_of
from lajur.capabilities.surveys.models import Invitation, InvitationState, Survey, Ticket
from lajur.casework.notices.post import Away, Permanent, Post, Temporary
from lajur.casework.notices.queries import mails_from
from lajur.casework.notices.rules import next_attempt
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency
from lajur.ui.formats import long_date

BATCH = 100
LEASE = timedelta(minutes=20)
"""Longer than a batch takes when every answer of the server takes its ten seconds."""

_CLAIM = """
UPDATE surveys_invitation SET lease_until = %s, attempts = attempts + 1 WHERE id IN (
    SELECT i.id FROM surveys_invitation i JOIN surveys_survey s ON s.id = i.survey_id
    WHERE i.agency_id = %s AND i.state = 'menunggu' AND i.due_at <= %s AND (i.lease_until IS NULL OR i.lease_until < %s)
        AND s.state = 'dibuka' AND s.opens_on <= %s AND s.closes_on >= %s
    ORDER BY i.due_at LIMIT %s FOR UPDATE OF i SKIP LOCKED)
RETURNING id
"""


@action(needs="surveys.send_invitations", atomic=False)
def send_invitations(*, by: Actor, now: datetime, agency: Agency, today: date) -> int | Refusal:
    """Send a batch of what is due, where mail is set up; how many the server took."""
    if not (allowed := may(by, "surveys.send_invitations")):
        return allowed
    if not mails_from(agency):
        return 0
    claimed = _claimed(agency, now, today)
    drawn = {row.id: secrets.token_urlsafe(16) for row in claimed}
    Ticket.objects.bulk_create(
        sorted(
            (
                Ticket(agency=agency, survey=row.survey, group=row.group, digest=digest_of(drawn[row.id]))
                for row in claimed
            ),
            key=lambda ticket: bytes(ticket.digest),
        )
    )
    post, sent = Post(settings.SMTP_URL), 0
    try:
        for place, row in enumerate(claimed):
            try:
                sent += _send(post, row, drawn[row.id], now)
            except Away as problem:
                for later in claimed[place:]:
                    _later(later, drawn[later.id], now, problem)
                break
    finally:
        post.close()
    return sent


def _claimed(agency: Agency, now: datetime, today: date) -> list[Invitation]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now + LEASE, agency.id, now, now, today, today, BATCH])
        ids = [row[0] for row in cursor.fetchall()]
    return list(Invitation.objects.filter(id__in=ids).select_related("survey").order_by("id"))


def _send(post: Post, row: Invitation, secret: str, now: datetime) -> int:
    try:
        try:
            validate_email(row.email)
        except ValidationError:
            raise Permanent("the address is none") from None
        post.deliver(invitation_mail(row, secret, now), lambda: None)
    except Permanent as problem:
        _void(secret)
        _set(row.id, state=InvitationState.FAILED, error=str(problem)[:200], lease_until=None)
        return 0
    except Away:
        raise
    except Temporary as problem:
        _later(row, secret, now, problem)
        return 0
    _set(row.id, state=InvitationState.SENT, error="", lease_until=None)
    return 1


def _later(row: Invitation, secret: str, now: datetime, problem: Temporary) -> None:
    if not problem.handed_over:
        _void(secret)
    again = next_attempt(now, row.attempts)
    state = InvitationState.WAITING if again else InvitationState.FAILED
    _set(row.id, state=state, due_at=again or now, error=str(problem)[:200], lease_until=None)


def _void(secret: str) -> None:
    """The mail certainly did not go out: nobody knows its secret."""
    Ticket.objects.filter(digest=digest_of(secret), is_used=False).delete()


def _set(key: UUID, **values: object) -> None:
    Invitation.objects.filter(id=key).update(**values)


def invitation_mail(row: Invitation, secret: str, now: datetime) -> EmailMessage:
    """Names no person and nothing typed by anybody: agency, link, last day."""
    survey: Survey = row.survey
    link = settings.PUBLIC_URL.rstrip("/") + reverse("surveys.answer_invited", args=[survey.token, secret])
    with override(settings.LANGUAGE_CODE):
        facts = {"agency": survey.agency.name, "link": link, "until": long_date(survey.closes_on)}
        lines = [
            _("Anda diundang menilai layanan %(agency)s. Pengisiannya sekitar tiga menit, tanpa akun:") % facts,
            "",
            link,
            "",
            _("Tautan ini berlaku sekali, sampai %(until)s. Jawaban Anda tidak dihubungkan dengan alamat surel ini.")
            % facts,
            _("Abaikan surel ini bila Anda tidak berkenan. Surel ini dikirim otomatis dan tidak dapat dibalas."),
            "",
        ]
        message = EmailMessage()
        message["Subject"] = _("Survei kepuasan layanan %(agency)s") % facts
        message["From"] = settings.MAIL_FROM
        message["To"] = row.email
        message["Date"] = format_datetime(now)
        message["Message-ID"] = f"<{row.id}@{urlsplit(settings.PUBLIC_URL).hostname}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content("\n".join(lines))
    return message
