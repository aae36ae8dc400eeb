"""A message to one person. `key` makes it unique: the same event is never told twice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency, Person


class NoticeKind(models.TextChoices):
    REMINDER = "pengingat", _("Tenggat mendekat")
    LATE = "terlambat", _("Tugas terlambat")
    ESCALATION = "eskalasi", _("Tugas bawahan terlambat")
    HANDED_OVER = "dialihkan", _("Tugas dialihkan kepada Anda")
    DEVIATION = "penyimpangan", _("Penyimpangan menunggu Anda")


class Notice(models.Model):
    """`params` fill the sentence of its kind; they name things, never people's data."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    key = models.CharField(max_length=250)
    link = models.CharField(max_length=250)
    params = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Notice]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key"], name="notice_once")]
        indexes: ClassVar = [
            models.Index(fields=["person", "at"], name="notice_unread", condition=models.Q(read_at__isnull=True))
        ]
