"""From the journal to other systems. The journal is the outbox: an event is told exactly if it stands there.

Entries are recorded with the moment their transaction began, and become visible when it commits. So the watermark of a
webhook only moves up to the beginning of the oldest transaction still open; what lies behind it is read again and
recognised by its event id. A process may be killed at any moment: nothing is lost, and what is sent twice has one id.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q

from lajur.casework.cases.models import Case
from lajur.entrypoints.api.actions import secret_of
from lajur.entrypoints.api.models import Delivery, DeliveryStatus, Webhook
from lajur.entrypoints.api.rules import KINDS_OF_JOURNAL, next_attempt, signature, told
from lajur.entrypoints.api.sending import Sent, send
from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency

MARGIN = timedelta(seconds=5)
"""Between reading the clock at its beginning and showing it to others, a transaction takes a moment."""
BATCH = 2000
"""Entries read at once."""
LEASE = timedelta(minutes=2)
"""A delivery being sent is nobody else's for so long; a killed worker's is sent again after it."""
SECONDS = 20.0
"""One run sends no longer than this: the clock of the deadlines waits behind it."""
KEPT = timedelta(days=30)

_HORIZON = (
    "SELECT LEAST(statement_timestamp(), min(xact_start)) FROM border_activity()"
    " WHERE pid <> pg_backend_pid() AND xact_start IS NOT NULL"
)
_ENTRIES = (
    "SELECT e.chain, e.seq, e.at, e.body, e.recorded_at FROM authority_entry e"
    " WHERE e.agency_id = %s AND (e.recorded_at, e.chain, e.seq) > (%s, %s, %s) AND e.chain <> e.agency_id"
    " ORDER BY e.recorded_at, e.chain, e.seq LIMIT %s"
)


def collect(agency: Agency, webhook: Webhook, now: datetime) -> int:
    """Put what the journal holds since the watermark into deliveries; returns how many are new."""
    with connection.cursor() as cursor:
        cursor.execute(_HORIZON)
        horizon = cursor.fetchone()[0] - MARGIN
    count, after = 0, (webhook.seen_until, UUID(int=0), 0)
    while rows := _entries(agency, after):
        count += _note(agency, webhook, rows, now)
        chain, seq, _, _, recorded_at = rows[-1]
        after = (recorded_at, chain, seq)
        _reached(webhook, min(horizon, recorded_at))
    _reached(webhook, horizon)
    return count


def _reached(webhook: Webhook, moment: datetime) -> None:
    if moment > webhook.seen_until:
        webhook.seen_until = moment
        Webhook.objects.filter(id=webhook.id).update(seen_until=moment)


def _entries(agency: Agency, after: tuple[datetime, UUID, int]) -> list[tuple[UUID, int, datetime, str, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [agency.id, *after, BATCH])
        return list(cursor.fetchall())


def _note(
    agency: Agency, webhook: Webhook, rows: list[tuple[UUID, int, datetime, str, datetime]], now: datetime
) -> int:
    wanted = [row for row in rows if any(f'"{kind}"' in row[3] for kind in KINDS_OF_JOURNAL)]
    cases = Case.objects.only("number", "procedure").in_bulk({row[0] for row in wanted})
    made = [
        delivery
        for chain, seq, at, body, _ in wanted
        if chain in cases
        for delivery in _deliveries(agency, webhook, cases[chain], seq, at, json.loads(body), now)
    ]
    ids = [row.event_id for row in made]
    known = set(Delivery.objects.filter(webhook=webhook, event_id__in=ids).values_list("event_id", flat=True))
    fresh = [row for row in made if row.event_id not in known]
    Delivery.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _deliveries(
    agency: Agency, webhook: Webhook, case: Case, seq: int, at: datetime, body: dict[str, Any], now: datetime
) -> list[Delivery]:
    found = []
    for place, event, data in told(body["ev"]):
        if event not in webhook.events:
            continue
        event_id = f"{case.id}.{seq}.{place}"
        content = {
            "id": event_id,
            "event": event,
            "at": at.isoformat(),
            "agency": agency.slug,
            "case": {"id": str(case.id), "number": case.number, "procedure": case.procedure},
            "by": body["by"],
            "data": data,
        }
        found.append(
            Delivery(
                id=uuid7(), agency=agency, webhook=webhook, case=case.id, seq=seq, place=place, event=event,
                event_id=event_id, body=orjson.dumps(content).decode(), next_at=now,
            )
        )  # fmt: skip
    return found


def send_due(webhook: Webhook, now: datetime, *, until: float) -> int:
    """Send what is due, each case's events in their order, as long as `monotonic()` is below `until`; the first failure
    ends the run for this webhook."""
    count = 0
    while monotonic() < until:
        delivery = _claim(webhook, now)
        if delivery is None:
            break
        sent = dispatch(webhook, delivery, now)
        settle(delivery, sent, now)
        if not sent.delivered:
            break
        count += 1
    return count


def _claim(webhook: Webhook, now: datetime) -> Delivery | None:
    """The next due delivery before which nothing of its case waits, leased to this worker."""
    earlier = Q(seq__lt=OuterRef("seq")) | Q(seq=OuterRef("seq"), place__lt=OuterRef("place"))
    before = Delivery.objects.filter(earlier, webhook=webhook, case=OuterRef("case"), status=DeliveryStatus.WAITING)
    due = Delivery.objects.filter(webhook=webhook, status=DeliveryStatus.WAITING, next_at__lte=now)
    for row in due.filter(~Exists(before)).order_by("next_at", "id")[:1]:
        claimed = Delivery.objects.filter(id=row.id, status=DeliveryStatus.WAITING, next_at=row.next_at)
        if claimed.update(next_at=now + LEASE):
            return row
    return None


def dispatch(webhook: Webhook, delivery: Delivery, now: datetime) -> Sent:
    """One attempt, signed by the present secret, and by the one before it while it still counts."""
    versions = [webhook.secret_version]
    if webhook.previous_until is not None and now < webhook.previous_until:
        versions.append(webhook.secret_version - 1)
    secrets = [secret_of(webhook.id, version) for version in versions]
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Lajur",
        "Lajur-Event": delivery.event,
        "Lajur-Event-Id": delivery.event_id,
        "Lajur-Signature": signature(delivery.body, int(now.timestamp()), secrets),
    }
    return send(
        webhook.url,
        delivery.body.encode(),
        headers,
        hosts=settings.WEBHOOK_HOSTS,
        loopback=settings.WEBHOOK_LOOPBACK,
    )


def settle(delivery: Delivery, sent: Sent, now: datetime) -> None:
    """Write down what came of an attempt."""
    delivery.attempts += 1
    delivery.last_at, delivery.answered, delivery.error = now, sent.status, sent.error
    if sent.delivered:
        delivery.status = DeliveryStatus.DELIVERED
    else:
        again = next_attempt(delivery.attempts, now)
        delivery.next_at = again or now
        delivery.status = DeliveryStatus.WAITING if again else DeliveryStatus.GIVEN_UP
    delivery.save(update_fields=["attempts", "last_at", "answered", "error", "status", "next_at"])
