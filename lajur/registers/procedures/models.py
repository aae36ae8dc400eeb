"""Procedures and their editions. An edition is never changed: running cases are pinned to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django_scopes import ScopedManager

from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency


class Procedure(models.Model):
    """SOP: what the agency does again and again. `key` is the second half of its catalogue id."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    key = models.SlugField(max_length=100)
    title = models.CharField(max_length=300)
    in_force = models.ForeignKey("Edition", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Procedure]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agency", "key"], name="procedure_key_once")]

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """One approved version. `content` is the canonical form of the SOP file; `hash` (hex SHA-256 of it) names it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="editions")
    number = models.IntegerField()
    hash = models.CharField(max_length=64)
    content = models.JSONField()
    published_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Edition]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["procedure", "number"], name="edition_number_once"),
            models.UniqueConstraint(fields=["procedure", "hash"], name="edition_content_once"),
        ]
