"""Procedures, their editions, drafts of editions and who reviews them, when editions ran and were looked at again, and
what became of laws. An edition's content is never changed: running cases are pinned to it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency, Person, Position


class Procedure(models.Model):
    """SOP: what the agency does again and again. `key` is the second half of its catalogue id. Everybody reads the
    sheet of one that `is_public`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    key = models.SlugField(max_length=100)
    title = models.CharField(max_length=300)
    in_force = models.ForeignKey("Edition", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_public = models.BooleanField(default=False)
    watched_by = models.ForeignKey(Position, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Procedure]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agency", "key"], name="procedure_key_once")]

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """One version to work by. `content` is the canonical form of the SOP file; `hash` (hex SHA-256 of it) names it.

    `approved_by` is empty where it was put in force without an approval. `waits_for`: approved, and comes into force on
    that day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="editions")
    number = models.IntegerField()
    hash = models.CharField(max_length=64)
    content = models.JSONField()
    published_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    waits_for = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager[Edition]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["procedure", "number"], name="edition_number_once"),
            models.UniqueConstraint(fields=["procedure", "hash"], name="edition_content_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["agency", "waits_for"], name="edition_waiting", condition=models.Q(waits_for__isnull=False)
            )
        ]


class Term(models.Model):
    """Masa berlaku: an edition was in force from `since` until `until`, or is. `began_by` put it there; empty: the
    clock, or Lajur itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="terms")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="terms")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    began_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Term]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["procedure"], name="one_edition_in_force", condition=models.Q(until__isnull=True)
            )
        ]


class ApprovalRule(models.Model):
    """Whether the agency's editions come into force only after an approval. Without a row they need none."""

    agency = models.OneToOneField(Agency, primary_key=True, on_delete=models.PROTECT, related_name="+")
    needs_approval = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[ApprovalRule]] = ScopedManager(agency="agency")


class SopDraft(models.Model):
    """An edition in the making. `content` is readable (`catalogue.editing.tidied` finds nothing against its shape) but
    need not make sense yet. `base` is the edition it began from, `published` the one it became; then it is closed.

    `version` rises with every change: who changes says which he saw. `state` is the number of the snapshot that the
    draft stands at; those below it can be gone back to, those above it be done again. `doubts` are what the reader of
    its source document was not sure of (`exchange.reading.doubts.Doubt.as_data`), `source` names that document.
    `makers` are all who wrote at it: none of them approves it.
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
    makers = ArrayField(models.UUIDField(), default=list, blank=True)

    objects: ClassVar[models.Manager[SopDraft]] = ScopedManager(agency="agency")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["agency", "changed_at"], name="sop_draft_by_age")]

    def __str__(self) -> str:
        return self.title

    @property
    def written_by(self) -> frozenset[str]:
        """Persons who made it or changed it."""
        known = {self.created_by_id, self.changed_by_id, *self.makers}
        return frozenset(str(person) for person in known if person)

    @cached_property
    def reviewers(self) -> frozenset[str]:
        """Persons asked to look at it."""
        return frozenset(str(person) for person in self.reviews.values_list("person_id", flat=True))


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


class Verdict(models.TextChoices):
    AGREES = "setuju", _("Setuju")
    WANTS_CHANGES = "perbaiki", _("Perlu diperbaiki")


class DraftReview(models.Model):
    """Telaah: somebody is asked to look at a draft. `version` is that of the draft which the verdict is about."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    draft = models.ForeignKey(SopDraft, on_delete=models.CASCADE, related_name="reviews")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    version = models.IntegerField(default=0)
    told_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[DraftReview]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "person"], name="reviewer_once")]


class DraftComment(models.Model):
    """Catatan telaah on a row (`row`: its key) or, with none, on the whole draft."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    draft = models.ForeignKey(SopDraft, on_delete=models.CASCADE, related_name="comments")
    row = models.CharField(max_length=100, blank=True)
    text = models.TextField(max_length=2000)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[DraftComment]] = ScopedManager(agency="agency")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["draft", "at"], name="draft_comment_by_age")]


class CheckKind(models.TextChoices):
    MONITORING = "pemantauan", _("Pemantauan")
    EVALUATION = "evaluasi", _("Evaluasi")


class SopCheck(models.Model):
    """A SOP looked at again: the half-yearly monitoring or the yearly evaluation (PermenPANRB 35/2012).

    `goes_well`: whether it is carried out well. `methods` are lines of the dated table `procedures.pemantauan-sop`,
    `answers` of an evaluation [its question, yes or no] in order. `edition` is the one that was in force then."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="checks")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=CheckKind.choices)
    day = models.DateField()
    goes_well = models.BooleanField()
    methods = models.JSONField(default=list, blank=True)
    answers = models.JSONField(default=list, blank=True)
    findings = models.TextField(max_length=4000, blank=True)
    measures = models.TextField(max_length=4000, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[SopCheck]] = ScopedManager(agency="agency")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["agency", "procedure", "kind", "day"], name="sop_check_latest")]


class LawStatus(models.TextChoices):
    IN_FORCE = "berlaku", _("Berlaku")
    CHANGED = "diubah", _("Diubah")
    REVOKED = "dicabut", _("Dicabut")


class LawEntry(models.Model):
    """What the agency knows of a law since `recorded_at`; of several the last one counts, the earlier are its history.
    `status` empty: the agency says nothing of it any more, and what is shipped with Lajur holds again. `since` is the
    day from which the status holds, `by_law` what changed or revoked it, `source` where that is written."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=100)
    number = models.IntegerField()
    year = models.IntegerField()
    title = models.CharField(max_length=500)
    status = models.CharField(max_length=10, choices=LawStatus.choices, blank=True)
    by_law = models.CharField(max_length=300, blank=True)
    since = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[LawEntry]] = ScopedManager(agency="agency")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["agency", "kind", "number", "year", "recorded_at"], name="law_entry_latest")
        ]
