"""Mailing a day's sheet to the chosen addresses."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from lajur.casework.notices.post import Permanent, Post
from lajur.casework.notices.queries import mails_from
from lajur.casework.upkeep.models import SealSheet
from lajur.casework.upkeep.seals import paper, reading
from lajur.casework.upkeep.seals.actions import note_mailed
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency


def send_waiting(agency: Agency, by: Actor, now: datetime) -> int:
    """Send every sheet that has not gone out; returns how many mails the server took.

    Raises post.Temporary when the server is away: the job runs again, and the Message-ID stays. An address that the
    server refuses for good does not keep the others from theirs.
    """
    addresses = reading.addresses_of(agency)
    waiting = list(SealSheet.objects.filter(agency=agency, mailed_at=None).order_by("number"))
    if not waiting or not addresses or not mails_from(agency):
        return 0
    post, sent, refused = Post(settings.SMTP_URL), 0, []
    try:
        for row in waiting:
            sheet = reading.sheet_of(agency, row.number)
            assert sheet is not None
            for place, address in enumerate(addresses):
                try:
                    post.deliver(paper.message(agency, row, sheet, address, place), lambda: None)
                    sent += 1
                except Permanent as problem:
                    refused.append(str(problem))
            if isinstance(noted := note_mailed(by=by, now=now, sheet=row), Refusal):
                raise RuntimeError(noted.code)
    finally:
        post.close()
    if refused:
        raise RuntimeError("; ".join(refused))
    return sent
