"""Reading tokens, webhooks and deliveries."""

from __future__ import annotations

from uuid import UUID

from django_scopes import scopes_disabled

from lajur.entrypoints.api.models import AccessToken, Delivery, Webhook
from lajur.entrypoints.api.rules import hash_of
from lajur.registers.organisation.actors import Actor


def find_token(token: str) -> AccessToken | None:
    """A token with its person and agency, whatever agency that is: it is what tells. Found by the index on its hash, so
    that how long the answer takes says nothing about how much of a guess was right."""
    with scopes_disabled():
        return AccessToken.objects.filter(hash=hash_of(token)).select_related("person__agency").first()


def tokens_of(person: UUID | str) -> list[AccessToken]:
    return list(AccessToken.objects.filter(person_id=person).order_by("-created_at"))


def token_of(actor: Actor, token_id: UUID) -> AccessToken | None:
    """One of the actor's own tokens."""
    return AccessToken.objects.filter(person_id=actor.person, id=token_id).first() if actor.person else None


def webhooks_of(agency: UUID | str) -> list[Webhook]:
    return list(Webhook.objects.filter(agency_id=agency, removed_at=None).order_by("created_at"))


def webhook_of(agency: UUID | str, webhook_id: UUID) -> Webhook | None:
    return Webhook.objects.filter(agency_id=agency, id=webhook_id, removed_at=None).first()


def deliveries_of(webhook: Webhook, limit: int = 100) -> list[Delivery]:
    """The latest deliveries."""
    return list(Delivery.objects.filter(webhook=webhook).order_by("-id")[:limit])


def delivery_of(webhook: Webhook, delivery_id: UUID) -> Delivery | None:
    return Delivery.objects.filter(webhook=webhook, id=delivery_id).first()
