"""Cases and what hangs on them. `state` is the engine's; tasks are its open and closed places as rows, for inboxes.

Columns that change with every step carry no index on the case (its row is updated in place, fillfactor 70), and the
clock looks at tasks, not at cases. Rows that every step writes carry no foreign-key constraint: they are inserted from
the row of their case, agencies and persons are never deleted, and each check costs as much as the row it guards. All
this was measured (bench/README.md).
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency, Person
from lajur.registers.procedures.models import Edition


class CaseStatus(models.TextChoices):
    """`status` of the engine's state, once started."""

    RUNNING = "berjalan", _("Berjalan")
    FINISHED = "selesai", _("Selesai")
    CANCELLED = "dibatalkan", _("Dibatalkan")


class Case(models.Model):
    """Pelaksanaan: one run of an edition about one subject. `procedure` repeats the procedure's key for inboxes.
    `package` is the package of the register that it was started for; cases it calls are for the same."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT)
    procedure = models.CharField(max_length=100)
    number = models.CharField(max_length=30)
    subject = models.CharField(max_length=300)
    status = models.CharField(max_length=12, choices=CaseStatus.choices, default=CaseStatus.RUNNING)
    state = models.TextField()
    journal_head = models.BinaryField(max_length=32)
    journal_length = models.IntegerField()
    record_count = models.IntegerField(default=0)
    started_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, db_index=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    parent_task = models.CharField(max_length=120, blank=True)
    package = models.ForeignKey(
        "packages.Package", null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )

    objects: ClassVar[models.Manager[Case]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agency", "number"], name="case_number_once")]
        indexes: ClassVar = [
            models.Index(fields=["agency", "procedure", "started_at"], name="case_of_procedure"),
            models.Index(fields=["agency", "started_at"], name="case_by_start"),
        ]


class CaseCounter(models.Model):
    """The last number given to a case of an agency in a year."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    objects: ClassVar[models.Manager[CaseCounter]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agency", "year"], name="case_counter_once")]


class TaskStatus(models.TextChoices):
    OPEN = "terbuka", _("Terbuka")
    DONE = "selesai", _("Selesai")
    RETURNED = "dikembalikan", _("Dikembalikan")
    SKIPPED = "dilewati", _("Dilewati")
    CANCELLED = "dibatalkan", _("Dibatalkan")


class Task(models.Model):
    """Tugas: one visit of a step in a case. `seat` is "<procedure>/<lane>"; `assignees`, when not empty, are the only
    persons it waits for. `done_for` is the person in whose place `done_by` acted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks", db_index=False, db_constraint=False)
    key = models.CharField(max_length=120)
    step = models.CharField(max_length=100)
    seat = models.CharField(max_length=201)
    status = models.CharField(max_length=12, choices=TaskStatus.choices, default=TaskStatus.OPEN)
    assignees = ArrayField(models.UUIDField(), default=list)
    waits_for_child = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)
    after = models.CharField(max_length=120, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    done_for = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    exit = models.CharField(max_length=100, blank=True)
    overdue = models.IntegerField(default=0)
    answers = models.TextField(blank=True)
    note = models.TextField(blank=True)

    objects: ClassVar[models.Manager[Task]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "key"], name="task_key_once")]
        indexes: ClassVar = [
            models.Index(fields=["agency", "seat"], name="task_open_seat", condition=models.Q(status="terbuka")),
            GinIndex(
                fields=["assignees"],
                name="task_open_assignee",
                condition=models.Q(status="terbuka") & ~models.Q(assignees=[]),
            ),
            models.Index(
                fields=["next_at"],
                name="task_open_clock",
                condition=models.Q(status="terbuka", next_at__isnull=False),
            ),
            models.Index(fields=["done_by", "done_at"], name="task_done_by", condition=models.Q(done_by__isnull=False)),
        ]


class DeviationKind(models.TextChoices):
    LATE = "terlambat", _("Terlambat")
    NEED = "kelengkapan", _("Kelengkapan tidak ada")
    OUTPUT = "output", _("Output tidak ada")
    SKIPPED = "dilewati", _("Langkah dilewati")
    CONDITION = "syarat", _("Syarat langkah belum terpenuhi")


class DeviationStatus(models.TextChoices):
    RECORDED = "dicatat", _("Menunggu jawaban")
    ANSWERED = "dijawab", _("Menunggu penilaian atasan")
    ACCEPTED = "diterima", _("Diterima")
    REJECTED = "ditolak", _("Tidak diterima")


class Deviation(models.Model):
    """Penyimpangan from the mutu baku. `person` must answer for it; his superior accepts the answer or not."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deviations", db_index=False)
    number = models.IntegerField()
    kind = models.CharField(max_length=12, choices=DeviationKind.choices)
    task = models.CharField(max_length=120)
    what = models.CharField(max_length=100, blank=True)
    minutes = models.IntegerField(default=0)
    reason = models.TextField(blank=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=DeviationStatus.choices, default=DeviationStatus.RECORDED)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    judged_at = models.DateTimeField(null=True)
    judgement = models.TextField(blank=True)

    objects: ClassVar[models.Manager[Deviation]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="deviation_number_once")]
        indexes: ClassVar = [models.Index(fields=["agency", "status", "at"], name="deviation_by_status")]


class Comment(models.Model):
    """A remark of somebody on a case; never changed, never removed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="comments")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    text = models.TextField()

    objects: ClassVar[models.Manager[Comment]] = ScopedManager(agency="agency")


class Draft(models.Model):
    """What somebody has typed into a form and not sent yet: his alone, never part of a case.

    `place` names the form: "<case>/<task>" for a task, "sop/<procedure>" for a start. `data` is JSON, name of a field →
    its values. `version` rises with every save; `device` is the browser, `window` the page in it that saved last, and
    `sequence` orders the saves of one window, which may overtake each other on the way.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    case = models.ForeignKey(
        Case, null=True, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    task = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=200)
    version = models.IntegerField()
    data = models.TextField()
    device = models.CharField(max_length=40, blank=True)
    window = models.CharField(max_length=40, blank=True)
    sequence = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[Draft]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "place"], name="draft_of_form_once")]
        indexes: ClassVar = [models.Index(fields=["agency", "at"], name="draft_by_age")]


class SavedFilter(models.Model):
    """A person's own way of looking at the inbox; `query` is the address that shows it again (`Wanted.query`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400)
    is_default = models.BooleanField(default=False)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[SavedFilter]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "name"], name="filter_name_once"),
            models.UniqueConstraint(fields=["person"], name="filter_default_once", condition=models.Q(is_default=True)),
        ]
