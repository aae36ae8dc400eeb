"""Where documents are kept and until when, and lists of those that may go."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from lajur.casework.documents.models import Record
from lajur.casework.documents.papers.models import Paper
from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency, Person


class Fate(models.TextChoices):
    DESTROY = "musnah", _("Musnah")
    KEEP = "permanen", _("Permanen")
    JUDGE = "dinilai-kembali", _("Dinilai kembali")


class DisposalState(models.TextChoices):
    PROPOSED = "diusulkan", _("Diusulkan")
    APPROVED = "disetujui", _("Disetujui")
    RETURNED = "ditolak", _("Ditolak")
    DESTROYING = "berjalan", _("Sedang dimusnahkan")
    DESTROYED = "musnah", _("Dimusnahkan")


class Disposal(models.Model):
    """Usul musnah: a list of documents whose time is over, proposed by one person and decided by another. Approving it
    destroys nothing yet. Who then has the minutes names their number (`minutes_number`; `minutes` when they are a paper
    of Lajur) and orders it: from `ordered_at` on the bytes go, one document after the other, until `destroyed_at`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, choices=DisposalState.choices, default=DisposalState.PROPOSED)
    note = models.CharField(max_length=500, blank=True)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=500, blank=True)
    minutes_number = models.CharField(max_length=150, blank=True)
    minutes = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    ordered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    ordered_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Disposal]] = ScopedManager(agency="agency")

    def __str__(self) -> str:
        return f"{self.state} {self.proposed_at:%Y-%m-%d}"

    @property
    def is_ordered(self) -> bool:
        return self.state in (DisposalState.DESTROYING, DisposalState.DESTROYED)


class Filing(models.Model):
    """Berkas arsip: how a record is kept. `classification` is a code of the dated table `retention.jadwal`; `since` the
    day its years count from, empty until known. A hold stops everything until it is released."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="filing")
    classification = models.CharField(max_length=40)
    place = models.CharField(max_length=300, blank=True)
    since = models.DateField(null=True)
    active_until = models.DateField(null=True)
    inactive_until = models.DateField(null=True)
    fate = models.CharField(max_length=16, choices=Fate.choices)
    is_held = models.BooleanField(default=False)
    hold_reason = models.CharField(max_length=500, blank=True)
    disposal = models.ForeignKey(Disposal, null=True, on_delete=models.PROTECT, related_name="filings")
    filed_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Filing]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(is_held=False) | ~models.Q(hold_reason=""), name="filing_hold_has_reason"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "inactive_until"], name="filing_by_end")]

    def __str__(self) -> str:
        return self.classification
