"""Archives that were asked for, and what became of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency, Person


class ArchiveState(models.TextChoices):
    ASKED = "diminta", _("Menunggu dibuat")
    BEING_MADE = "dibuat", _("Sedang dibuat")
    READY = "siap", _("Siap diunduh")
    FAILED = "gagal", _("Gagal")
    REMOVED = "dihapus", _("Sudah dihapus")


class Archive(models.Model):
    """`sha256` (hex) and `size` (bytes) of the ZIP once it is ready; it is kept until `until`. `cases`: how many are in
    it, called ones counted with the case that called them. `error` says why it failed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ArchiveState.choices, default=ArchiveState.ASKED)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    cases = models.IntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    objects: ClassVar[models.Manager[Archive]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency"],
                condition=models.Q(state__in=["diminta", "dibuat"]),
                name="archive_one_at_a_time",
            )
        ]
