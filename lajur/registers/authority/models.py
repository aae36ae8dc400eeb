"""The journal: the append-only, hash-chained story of everything. Triggers of the database keep it so (migrations)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now
from django_scopes import ScopedManager

from lajur.registers.authority.ids import uuid7


class Entry(models.Model):
    """One entry of a chain; a case has its own chain, and so has the agency for what concerns no case.

    `body` is the canonical JSON that was hashed, kept to the letter. `private` holds free text and personal data with
    a salt; the body carries only its digest, so that it can be erased and the chain still holds.
    """

    pk = models.CompositePrimaryKey("chain", "seq")
    chain = models.UUIDField()
    seq = models.IntegerField()
    agency = models.ForeignKey("organisation.Agency", on_delete=models.PROTECT, db_index=False, db_constraint=False)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    kind = models.CharField(max_length=60)
    body = models.TextField()
    private = models.JSONField(null=True)
    hash = models.BinaryField(max_length=32)
    recorded_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[models.Manager[Entry]] = ScopedManager(agency="agency")

    class Meta:
        indexes: ClassVar = [BrinIndex(fields=["recorded_at"], name="entry_recorded", pages_per_range=16)]


class Seal(models.Model):
    """The heads of an agency's chains that grew since the last seal, sealed together and chained to the seal before.

    `heads` is canonical JSON: [[chain, seq, hash], …] in order of chain.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey("organisation.Agency", on_delete=models.PROTECT)
    number = models.IntegerField()
    at = models.DateTimeField()
    heads = models.TextField()
    hash = models.BinaryField(max_length=32)

    objects: ClassVar[models.Manager[Seal]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agency", "number"], name="seal_number_once")]
