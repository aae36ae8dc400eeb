"""What people said about the headings of the tables they send."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django_scopes import ScopedManager

from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency


class ColumnMatch(models.Model):
    """In tables for `subject` whose headings have the digest `headings` (hex SHA-256), column number n means
    `columns[n]`: the key of a column of ours, or "" for one that is left out."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    subject = models.SlugField(max_length=40)
    headings = models.CharField(max_length=64)
    columns = models.JSONField()
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)

    objects: ClassVar[models.Manager[ColumnMatch]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "subject", "headings"], name="column_match_once")
        ]
