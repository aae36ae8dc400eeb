"""Records of cases. Immutable: a better version is a new record."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django_scopes import ScopedManager

from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency, Person


class Record(models.Model):
    """Dokumen. `number` counts within its case and is how the engine refers to it. Either a file, kept once under its
    SHA-256 (hex), or written `text`. `source` is the record of another case it was taken over from."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="records", db_index=False, db_constraint=False
    )
    number = models.IntegerField()
    kind = models.CharField(max_length=100)
    task = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    by = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    at = models.DateTimeField()
    source = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )

    objects: ClassVar[models.Manager[Record]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="record_number_once")]
