"""Procedures, their editions, and drafts of editions. An edition is never changed: running cases are pinned to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency, Person


class Procedure(models.Model):
    """SOP: what the agency does again and again. `key` is the second half of its catalogue id. Everybody reads the
    sheet of one that `is_public`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    key = models.SlugField(max_length=100)
    title = models.CharField(max_length=300)
    in_force = models.ForeignKey("Edition", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_public = models.BooleanField(default=False)

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


class SopDraft(models.Model):
    """An edition in the making. `content` is readable (`catalogue.editing.tidied` finds nothing against its shape) but
    need not make sense yet. `base` is the edition it began from, `published` the one it became; then it is closed.

    `version` rises with every change: who changes says which he saw. `state` is the number of the snapshot that the
    draft stands at; those below it can be gone back to, those above it be done again. `doubts` are what the reader of
    its source document was not sure of (`exchange.reading.doubts.Doubt.as_data`), `source` names that document.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=100)
    title = models.CharField(max_length=300)
    content = models.JSONField()
    base = models.ForeignKey(Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published = models.ForeignKey(Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField(default=1)
    state = models.IntegerField(default=1)
    doubts = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[SopDraft]] = ScopedManager(agency="agency")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["agency", "changed_at"], name="sop_draft_by_age")]

    def __str__(self) -> str:
        return self.title


class ReadingState(models.TextChoices):
    WAITING = "menunggu", _("Menunggu dibaca")
    READ = "terbaca", _("Sudah dibaca")
    FAILED = "gagal", _("Tidak terbaca")


class SopReading(models.Model):
    """A SOP document that somebody sent. `data` is kept until it is read; then `found` has what stands in it
    (`exchange.reading.apart.Read`'s drafts, each with `draf`, the id of the draft that was made of it, or ""). `reason`
    says why it could not be read. `done` of `total` pages, tables or worksheets are read."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=300)
    size = models.IntegerField()
    data = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=ReadingState.choices, default=ReadingState.WAITING)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    found = models.JSONField(default=list, blank=True)
    notices = models.JSONField(default=list, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[SopReading]] = ScopedManager(agency="agency")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["agency", "sent_at"], name="sop_reading_by_age")]

    def __str__(self) -> str:
        return self.name


class DraftState(models.Model):
    """The draft's content after one change. `template` and `params` tell the change (`Words`); what is typed in one
    `session` of an open form is one change."""

    draft = models.ForeignKey(SopDraft, on_delete=models.CASCADE, related_name="states")
    number = models.IntegerField()
    content = models.JSONField()
    template = models.CharField(max_length=200, blank=True)
    params = models.JSONField(default=dict, blank=True)
    session = models.CharField(max_length=40, blank=True)

    objects: ClassVar[models.Manager[DraftState]] = ScopedManager(agency="draft__agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "number"], name="draft_state_once")]
