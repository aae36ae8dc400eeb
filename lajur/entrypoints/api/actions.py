"""Making and ending tokens; looking after webhooks. Every change stands in the agency's journal."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from lajur.engine.refusal import Refusal
from lajur.entrypoints.api.models import AccessToken, Delivery, DeliveryStatus, Webhook
from lajur.entrypoints.api.rules import EVENTS, LONGEST, MARK, OVERLAP, SCOPES, hash_of, refuse_url
from lajur.registers.authority.actions import action
from lajur.registers.authority.ids import uuid7
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor

USED_EVERY = timedelta(minutes=5)
"""How exactly the last use of a token is kept."""
MOST_TOKENS = 20
MOST_WEBHOOKS = 10


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made; `secret` is shown this once and kept nowhere."""

    row: AccessToken
    secret: str


@action(needs="api.manage_tokens")
def create_token(
    *,
    name: str,
    scopes: Sequence[str],
    expires_at: datetime,
    by: Actor,
    now: datetime,
    token_id: UUID | None = None,
) -> NewToken | Refusal:
    """A token for the actor himself. `now` and `expires_at` are moments of the wall's clock. The same `token_id` again
    makes nothing: a token is shown once."""
    if not (allowed := may(by, "api.manage_tokens")):
        return allowed
    if by.person is None or not name.strip():
        return Refusal("nama-token-kosong", "Beri nama, agar kelak Anda tahu untuk apa token ini.")
    if not scopes or set(scopes) - set(SCOPES):
        return Refusal("lingkup-kosong", "Pilih paling sedikit satu lingkup.")
    if not now < expires_at <= now + LONGEST:
        return Refusal("masa-token-salah", "Token berlaku paling lama satu tahun sejak hari ini.")
    if AccessToken.objects.filter(person_id=by.person, revoked_at=None, expires_at__gt=now).count() >= MOST_TOKENS:
        return Refusal("token-terlalu-banyak", "Cabut dahulu token yang tidak dipakai; paling banyak {most}.",
                       {"most": MOST_TOKENS})  # fmt: skip
    if token_id is not None and AccessToken.objects.filter(id=token_id).exists():
        return Refusal("token-sudah-dibuat", "Token ini sudah dibuat dan rahasianya sudah ditampilkan sekali.")
    secret = MARK + secrets.token_urlsafe(32)
    row = AccessToken.objects.create(
        id=token_id or uuid7(),
        agency_id=by.agency,
        person_id=by.person,
        name=name.strip()[:100],
        prefix=secret[: len(MARK) + 6],
        hash=hash_of(secret),
        scopes=[scope for scope in SCOPES if scope in scopes],
        created_at=now,
        expires_at=expires_at,
    )
    event = {"token": str(row.id), "scopes": row.scopes, "until": expires_at.isoformat()}
    record(agency=by.agency, kind="token-dibuat", at=now, by=by.person, event=event, private={"name": row.name})
    return NewToken(row, secret)


@action(needs="api.manage_tokens")
def revoke_token(*, token: AccessToken, by: Actor, now: datetime) -> AccessToken | Refusal:
    """End a token at once; doing it twice changes nothing."""
    if not (allowed := may(by, "api.manage_tokens", str(token.person_id))):
        return allowed
    if AccessToken.objects.filter(id=token.id, revoked_at=None).update(revoked_at=now):
        record(agency=by.agency, kind="token-dicabut", at=now, by=by.person, event={"token": str(token.id)})
    return token


def touch_token(token: AccessToken, now: datetime) -> None:
    """Remember the last use, not more often than anybody looks: most requests write nothing."""
    if token.last_used_at is None or now - token.last_used_at >= USED_EVERY:
        AccessToken.objects.filter(id=token.id).update(last_used_at=now)


@action(needs="api.manage_webhooks")
def add_webhook(
    *, url: str, events: Sequence[str], by: Actor, now: datetime, webhook_id: UUID | None = None
) -> Webhook | Refusal:
    """Tell `url` of these events from now on. The same `webhook_id` again makes nothing."""
    if not (allowed := may(by, "api.manage_webhooks")):
        return allowed
    if (refusal := refuse_url(url, settings.WEBHOOK_HOSTS, loopback=settings.WEBHOOK_LOOPBACK)) is not None:
        return refusal
    if not events or set(events) - set(EVENTS):
        return Refusal("peristiwa-kosong", "Pilih paling sedikit satu peristiwa.")
    if Webhook.objects.filter(agency_id=by.agency, removed_at=None).count() >= MOST_WEBHOOKS:
        return Refusal("webhook-terlalu-banyak", "Hapus dahulu webhook yang tidak dipakai; paling banyak {most}.",
                       {"most": MOST_WEBHOOKS})  # fmt: skip
    if webhook_id is not None and Webhook.objects.filter(id=webhook_id).exists():
        return Refusal("webhook-sudah-dibuat", "Webhook ini sudah dibuat dan rahasianya sudah ditampilkan sekali.")
    row = Webhook.objects.create(
        id=webhook_id or uuid7(),
        agency_id=by.agency,
        url=url,
        events=[event for event in EVENTS if event in events],
        seen_until=Now(),  # by the database's clock, as the journal's own record
        created_at=now,
    )
    row.refresh_from_db(fields=["seen_until"])
    event = {"webhook": str(row.id), "url": url, "events": row.events}
    record(agency=by.agency, kind="webhook-ditambahkan", at=now, by=by.person, event=event)
    return row


@action(needs="api.manage_webhooks")
def rotate_secret(*, webhook: Webhook, by: Actor, now: datetime) -> Webhook | Refusal:
    """A new secret; deliveries carry signatures by both until the receiver has had time to change."""
    if not (allowed := may(by, "api.manage_webhooks")):
        return allowed
    webhook.secret_version += 1
    webhook.previous_until = now + OVERLAP
    webhook.save(update_fields=["secret_version", "previous_until"])
    event = {"webhook": str(webhook.id), "version": webhook.secret_version}
    record(agency=by.agency, kind="rahasia-webhook-diganti", at=now, by=by.person, event=event)
    return webhook


@action(needs="api.manage_webhooks")
def switch_webhook(*, webhook: Webhook, active: bool, by: Actor, now: datetime) -> Webhook | Refusal:
    """Pause or go on. What happens meanwhile is sent when it goes on."""
    if not (allowed := may(by, "api.manage_webhooks")):
        return allowed
    if webhook.is_active != active:
        webhook.is_active = active
        webhook.save(update_fields=["is_active"])
        kind = "webhook-dilanjutkan" if active else "webhook-dihentikan"
        record(agency=by.agency, kind=kind, at=now, by=by.person, event={"webhook": str(webhook.id)})
    return webhook


@action(needs="api.manage_webhooks")
def remove_webhook(*, webhook: Webhook, by: Actor, now: datetime) -> Webhook | Refusal:
    """End it for good; what was sent stays on record."""
    if not (allowed := may(by, "api.manage_webhooks")):
        return allowed
    if Webhook.objects.filter(id=webhook.id, removed_at=None).update(removed_at=now, is_active=False):
        record(agency=by.agency, kind="webhook-dihapus", at=now, by=by.person, event={"webhook": str(webhook.id)})
    return webhook


@action(needs="api.manage_webhooks")
def send_again(*, delivery: Delivery, by: Actor, now: datetime) -> Delivery | Refusal:
    """Send an event once more, whatever became of it before; it keeps its id, so that receivers know it."""
    if not (allowed := may(by, "api.manage_webhooks")):
        return allowed
    Delivery.objects.filter(id=delivery.id).update(status=DeliveryStatus.WAITING, attempts=0, next_at=now)
    event = {"webhook": str(delivery.webhook_id), "event": delivery.event_id}
    record(agency=by.agency, kind="webhook-dikirim-ulang", at=now, by=by.person, event=event)
    return delivery


def secret_of(webhook: UUID | str, version: int) -> str:
    """A webhook's secret of a version: made from the installation's key, so that no copy of the database holds it."""
    return "rahasia_" + salted_hmac("lajur.webhook", f"{webhook}:{version}", algorithm="sha256").hexdigest()
