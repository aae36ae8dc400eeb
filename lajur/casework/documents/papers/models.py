"""Papers as issued, and what decides their numbers and words. Nothing here is ever deleted; a paper is voided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_scopes import ScopedManager

from lajur.casework.documents.models import Record
from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency, Person, Position


class PaperKind(models.TextChoices):
    """What sort of naskah dinas it is: decides its layout and, by the agency's pattern, its number."""

    LETTER = "surat", _("Surat dinas")
    MEMO = "nota-dinas", _("Nota dinas")
    ORDER = "surat-tugas", _("Surat tugas")
    DECREE = "keputusan", pgettext_lazy("jenis naskah", "Keputusan")
    MINUTES = "berita-acara", _("Berita acara")
    REPORT = "laporan", _("Laporan")


class Secrecy(models.TextChoices):
    """Security class, as the first letter of numbers such as B277/…"""

    ORDINARY = "B", _("Biasa")
    LIMITED = "T", _("Terbatas")
    SECRET = "R", _("Rahasia")
    MOST_SECRET = "SR", _("Sangat rahasia")


class PaperState(models.TextChoices):
    VALID = "berlaku", _("Berlaku")
    VOID = "dicabut", _("Dibatalkan")


class NumberPattern(models.Model):
    """How papers of a kind are numbered from a day on. Never edited: a change is a new row. Kinds with the same
    `series` (deret) share one counter. `unit_code` and `classification` fill blanks of the pattern."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=20, choices=PaperKind.choices)
    pattern = models.CharField(max_length=120)
    series = models.SlugField(max_length=40, db_index=False)
    unit_code = models.CharField(max_length=40, blank=True)
    classification = models.CharField(max_length=40, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)

    objects: ClassVar[models.Manager[NumberPattern]] = ScopedManager(agency="agency")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["agency", "kind"], name="pattern_of_kind")]


class PaperCounter(models.Model):
    """The last number of a series in a year. Its row is locked from the moment a paper takes the next one until that
    paper is committed: no gap, no double."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    series = models.SlugField(max_length=40, db_index=False)
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    objects: ClassVar[models.Manager[PaperCounter]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "series", "year"], name="paper_counter_once")
        ]


class WordingEdition(models.Model):
    """The agency's own words for a shipped wording (`key`), numbered from 1. The last one holds; an empty text means
    the shipped words again. Never edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    key = models.CharField(max_length=80)
    number = models.IntegerField()
    text = models.TextField(blank=True)
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)

    objects: ClassVar[models.Manager[WordingEdition]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "key", "number"], name="wording_edition_once")
        ]


class Paper(models.Model):
    """Naskah: issued once. `record` holds the PDF (a record of no case; a case that gets the paper takes it over, with
    this one as its source). Of a paper only `state` and the three fields of voiding ever change: a trigger keeps it so.

    `serial` counts in `series` and `year`; `number` is how it is written. `signer_title` has the lines over the name,
    as printed ("a.n. Kepala UKPBJ" over "Sekretaris"). `body` is what the PDF was set from, for the
    editable copy. `stamp` is where a visible signature goes: page from 1, millimetres from the upper left corner.
    `token` is the public check code, which nobody can guess.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="paper")
    kind = models.CharField(max_length=20, choices=PaperKind.choices)
    series = models.SlugField(max_length=40, db_index=False)
    year = models.IntegerField()
    serial = models.IntegerField()
    number = models.CharField(max_length=150)
    date = models.DateField()
    subject = models.CharField(max_length=300)
    classification = models.CharField(max_length=40, blank=True)
    secrecy = models.CharField(max_length=2, choices=Secrecy.choices, default=Secrecy.ORDINARY)
    wording = models.CharField(max_length=80)
    edition = models.IntegerField(default=0)
    signer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    signer_office = models.ForeignKey(Position, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    signer_title = models.CharField(max_length=450)
    case = models.ForeignKey(
        "cases.Case", null=True, on_delete=models.PROTECT, related_name="papers", db_constraint=False
    )
    task = models.CharField(max_length=120, blank=True)
    addressees = models.JSONField(default=list)
    copies = models.JSONField(default=list)
    body = models.JSONField(default=dict)
    stamp = models.JSONField(default=dict)
    pages = models.IntegerField(default=1)
    token = models.CharField(max_length=30, unique=True)
    state = models.CharField(max_length=10, choices=PaperState.choices, default=PaperState.VALID)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    void_reason = models.CharField(max_length=500, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager[Paper]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "series", "year", "serial"], name="paper_number_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "issued_at"], name="paper_by_issue"),
            models.Index(fields=["agency", "number"], name="paper_by_number"),
            models.Index(fields=["signer"], name="paper_by_signer"),
            models.Index(fields=["issued_by"], name="paper_by_issuer"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_void(self) -> bool:
        return self.state == PaperState.VOID


class PaperCopy(models.Model):
    """A paper in the hands of a person: as addressee, or as copy (tembusan). `read_at`: when he first opened it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="hands")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_addressee = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[PaperCopy]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["paper", "person"], name="paper_copy_once")]
        indexes: ClassVar = [models.Index(fields=["person", "sent_at"], name="paper_copy_of_person")]
