"""Telling other systems, and forgetting what need not be remembered."""

from __future__ import annotations

from datetime import datetime
from time import monotonic

from django.utils import timezone

from lajur.casework.jobs.registry import job
from lajur.entrypoints.api import outbox
from lajur.entrypoints.api.models import Delivery, DeliveryStatus, KeptAnswer
from lajur.entrypoints.api.queries import webhooks_of
from lajur.entrypoints.api.rules import ANSWERS_KEPT
from lajur.registers.authority.throttle import sweep
from lajur.registers.organisation.models import Agency


@job(cron="* * * * *", title="Memberi tahu sistem lain (webhook)")
def tell_other_systems(agency: Agency, now: datetime) -> int:
    """A training room tells nobody."""
    if agency.is_training:
        return 0
    active = [webhook for webhook in webhooks_of(agency.id) if webhook.is_active]
    for webhook in active:
        outbox.collect(agency, webhook, now)
    first = now.minute % len(active) if active else 0  # a slow receiver must not always come before the others
    until = monotonic() + outbox.SECONDS
    return sum(outbox.send_due(webhook, now, until=until) for webhook in active[first:] + active[:first])


@job(cron="41 3 * * *", title="Menghapus catatan lama API")
def forget_old_answers(agency: Agency, now: datetime) -> int:
    """Answers of repeated requests, deliveries that are done, and counts of tries whose window is over."""
    answers, _ = KeptAnswer.objects.filter(agency=agency, at__lt=now - ANSWERS_KEPT).delete()
    done = Delivery.objects.filter(agency=agency, last_at__lt=now - outbox.KEPT)
    deliveries, _ = done.exclude(status=DeliveryStatus.WAITING).delete()
    return answers + deliveries + sweep(timezone.now())
