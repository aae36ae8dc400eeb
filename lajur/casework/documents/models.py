"""Records of cases. Immutable: a better version is a new record."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency, Person


class Record(models.Model):
    """Dokumen. `number` counts within its case and is how the engine refers to it. Either a file, kept once under its
    SHA-256 (hex), or written `text`. `source` is the record of another case it was taken over from. The record of an
    issued paper has no case and the number 0; a case that gets the paper has one of its own, with that as source.
    `destroyed_at`: its bytes or text were destroyed then, as its agency had decided (`retention.destroying`); row and
    hash stay."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    case = models.ForeignKey(
        "cases.Case", null=True, on_delete=models.PROTECT, related_name="records", db_index=False, db_constraint=False
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

    upload = models.ForeignKey(
        "Upload", null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    destroyed_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Record]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="record_number_once")]
        indexes: ClassVar = [
            models.Index(fields=["sha256"], name="record_of_file", condition=~models.Q(name=""))  # texts are no files
        ]


class Upload(models.Model):
    """Unggahan: a file on its way to a slot (`kind`) of an open task, and once it is whole, its receipt.

    Of the file in the waiting folder only the first `received` bytes count; `mark` is how the browser recognises its
    file again after a break. A whole one has `arrived_at` (server time), `sha256` (hex, of the stored bytes) and
    `code`, the receipt's number, which nobody can guess. `dropped_at`: the sender or the clock took it away unused.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    task = models.CharField(max_length=120)
    kind = models.CharField(max_length=100)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.BigIntegerField()
    mark = models.CharField(max_length=64, blank=True)
    received = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=24, null=True, unique=True)  # noqa: DJ001 - empty would not be unique
    dropped_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Upload]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "task", "person", "kind", "mark"],
                condition=models.Q(arrived_at__isnull=True, dropped_at__isnull=True),
                name="upload_once_at_a_time",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["case", "task", "person"], name="upload_of_task"),
            models.Index(fields=["agency", "touched_at"], name="upload_by_touch"),
            models.Index(fields=["agency", "sha256"], name="upload_by_digest"),
        ]

    @property
    def is_whole(self) -> bool:
        return self.arrived_at is not None


class ScanState(models.TextChoices):
    WAITING = "belum", _("Belum dipindai")
    CLEAN = "bersih", _("Bersih")
    INFECTED = "terjangkit", _("Terjangkit: dikarantina")


class Scan(models.Model):
    """What the virus scanner said of these bytes. `due_at`: when it is to be asked (again); empty when there is nothing
    to ask. `signature` names what was found, `note` why it could not judge."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ScanState.choices, default=ScanState.WAITING)
    signature = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=200, blank=True)
    tries = models.IntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    scanned_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Scan]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agency", "sha256"], name="scan_once")]
        indexes: ClassVar = [
            models.Index(fields=["agency", "due_at"], name="scan_due", condition=models.Q(due_at__isnull=False))
        ]


class ReadingWay(models.TextChoices):
    SHOWN = "lihat", _("Melihat")
    DOWNLOADED = "unduh", _("Mengunduh")


class Reading(models.Model):
    """Who saw which document when. Appended only (a trigger keeps it so)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="readings", db_constraint=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    at = models.DateTimeField()
    way = models.CharField(max_length=5, choices=ReadingWay.choices)

    objects: ClassVar[models.Manager[Reading]] = ScopedManager(agency="agency")
