"""Signatures as they were asked for. Passphrases, certificate files and NIKs are in no column: they end with the
request."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from lajur.casework.documents.models import Record
from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency, Person


class Way(models.TextChoices):
    FILE = "sertifikat", _("Berkas sertifikat")
    BSRE = "bsre", _("BSrE")


class State(models.TextChoices):
    """`tidak-diketahui`: asked of a service that did not answer; it may have signed or not."""

    ASKED = "diminta", _("Sedang ditandatangani")
    DONE = "selesai", _("Ditandatangani")
    FAILED = "gagal", _("Tidak ditandatangani")
    UNKNOWN = "tidak-diketahui", _("Tidak diketahui")


class Signature(models.Model):
    """Tanda tangan: one asking for a signature of `person` on the PDF `record`, and what came of it.

    `result` is the signed PDF, a record of no case whose source is `record`; a later signature goes on from the result
    before it. `code` says why it failed or is unknown. `token` is the public check code on the stamp: the paper's own,
    so several signatures of a paper share it. `marked_by` and `mark_reason`: who settled an unknown one by hand.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="signatures")
    result = models.OneToOneField(Record, null=True, on_delete=models.PROTECT, related_name="signed_by")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    way = models.CharField(max_length=12, choices=Way.choices)
    state = models.CharField(max_length=16, choices=State.choices, default=State.ASKED)
    code = models.CharField(max_length=40, blank=True)
    token = models.CharField(max_length=30, db_index=True)
    level = models.CharField(max_length=20, blank=True)
    holder = models.CharField(max_length=200, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    serial = models.CharField(max_length=64, blank=True)
    valid_until = models.DateTimeField(null=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    marked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    mark_reason = models.CharField(max_length=500, blank=True)

    objects: ClassVar[models.Manager[Signature]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record"], condition=models.Q(state="diminta"), name="signature_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="selesai") | models.Q(result__isnull=False), name="signature_done_has_result"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "person", "asked_at"], name="signature_of_person")]

    def __str__(self) -> str:
        return f"{self.state} {self.token}"
