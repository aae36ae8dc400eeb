"""Tokens, answers kept for repeated requests, webhooks and what was sent to them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency, Person


class AccessToken(models.Model):
    """A key with which a program acts as `person`, within `scopes`, until `expires_at`. Only its SHA-256 (hex) is kept;
    `prefix` is its beginning, by which people tell their tokens apart."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=16)
    hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=30))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[AccessToken]] = ScopedManager(agency="agency")


class KeptAnswer(models.Model):
    """What a write was answered, by the Idempotency-Key it came with. `request` is the SHA-256 (hex) of the request."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    key = models.CharField(max_length=100)
    request = models.CharField(max_length=64)
    status = models.IntegerField(default=0)
    body = models.TextField(blank=True)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[KeptAnswer]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key"], name="kept_answer_once")]
        indexes: ClassVar = [models.Index(fields=["agency", "at"], name="kept_answer_by_age")]


class Webhook(models.Model):
    """An address of another system that is told of events. The secret is made from the installation's key, the id and
    `secret_version`, so that it is stored nowhere; the one before it signs too until `previous_until`.

    `seen_until` is the watermark: what the journal recorded before it has been put into deliveries.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    url = models.CharField(max_length=500)
    events = ArrayField(models.CharField(max_length=30))
    is_active = models.BooleanField(default=True)
    secret_version = models.IntegerField(default=1)
    previous_until = models.DateTimeField(null=True)
    seen_until = models.DateTimeField()
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Webhook]] = ScopedManager(agency="agency")


class DeliveryStatus(models.TextChoices):
    WAITING = "menunggu", _("Menunggu")
    DELIVERED = "terkirim", _("Terkirim")
    GIVEN_UP = "menyerah", _("Menyerah")


class Delivery(models.Model):
    """One event for one webhook. `event_id` is the same however often it is sent and to whomever: case, number of the
    journal entry, place of the event in it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
    case = models.UUIDField()
    seq = models.IntegerField()
    place = models.IntegerField()
    event = models.CharField(max_length=30)
    event_id = models.CharField(max_length=60)
    body = models.TextField()
    status = models.CharField(max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.WAITING)
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)
    answered = models.IntegerField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects: ClassVar[models.Manager[Delivery]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["webhook", "event_id"], name="delivery_event_once")]
        indexes: ClassVar = [
            models.Index(fields=["agency", "next_at"], name="delivery_due", condition=models.Q(status="menunggu"))
        ]
