"""The private address under which a person's calendar program reads his deadlines."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django_scopes import ScopedManager

from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency, Person


class Feed(models.Model):
    """`digest` is the SHA-256 of the address's secret, which nobody keeps. One at a time for each person; those that
    were revoked stay, so that it can be told when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Feed]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], name="feed_of_person_once", condition=models.Q(revoked_at__isnull=True)
            )
        ]
