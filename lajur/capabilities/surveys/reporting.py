"""What stands after the answers: the counts of an open survey and of a closed one, its report, and the follow-ups.

Tables of the second half of the capability; `models.py` brings them to Django.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from lajur.capabilities.surveys.scores import Scores
from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency, Person


class RunningCount(models.Model):
    """The counts of an open survey as they stood at `taken_at`; what came since is in `CountChange`. Both together are
    always what counting its accepted sheets anew would give. `read`: in how many remarks `themes` were found."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    survey = models.OneToOneField("surveys.Survey", on_delete=models.PROTECT, related_name="running_count")
    counts = models.JSONField()
    themes = models.JSONField(default=list)
    read = models.IntegerField(default=0)
    taken_at = models.DateTimeField()

    objects: ClassVar[models.Manager[RunningCount]] = ScopedManager(agency="agency")


class CountChange(Scores):
    """A sheet that began to count (`sign` 1) or ceased to (-1) and is not yet in its survey's `RunningCount`. A trigger
    writes it in the transaction that changes the sheet (migration 0004); it names neither the sheet nor its remark."""

    id = models.BigAutoField(primary_key=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    survey = models.ForeignKey(
        "surveys.Survey", on_delete=models.PROTECT, related_name="count_changes", db_constraint=False
    )
    sign = models.SmallIntegerField()
    group = models.SmallIntegerField()
    service = models.SmallIntegerField()
    extras = models.JSONField(null=True)
    has_remark = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[CountChange]] = ScopedManager(agency="agency")


class Snapshot(models.Model):
    """The counted answers of a survey, taken when it closes: every figure of it is made from these counts, and none
    from its sheets again. `counts` and `themes` are written and read by `results.counting`; `sheets` were counted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    survey = models.OneToOneField("surveys.Survey", on_delete=models.PROTECT, related_name="snapshot")
    sheets = models.IntegerField()
    counts = models.JSONField()
    themes = models.JSONField()
    taken_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Snapshot]] = ScopedManager(agency="agency")


class ReportState(models.TextChoices):
    """Written until it is proposed; sent back it is written again."""

    WRITTEN = "disusun", _("Sedang disusun")
    PROPOSED = "diajukan", _("Menunggu persetujuan")
    APPROVED = "disetujui", _("Disetujui")


class Report(models.Model):
    """The report on a survey with its follow-up plan. `analysis` is what the team writes about the figures; `returned`
    why the superior sent it back last. `published_at`: since when everybody may read the result."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    survey = models.OneToOneField("surveys.Survey", on_delete=models.PROTECT, related_name="report")
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.WRITTEN)
    analysis = models.TextField(blank=True)
    evaluation = models.TextField(blank=True)
    proposed_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    published_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Report]] = ScopedManager(agency="agency")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["agency"], name="survey_report_published", condition=models.Q(published_at__isnull=False)
            )
        ]


class FollowUpState(models.TextChoices):
    PLANNED = "rencana", _("Direncanakan")
    RUNNING = "berjalan", _("Berjalan")
    DONE = "selesai", _("Terlaksana")


class FollowUp(models.Model):
    """Tindak lanjut: what is done about an element (`element` 1–9), by whom, until when (that day included). It becomes
    a task of `person` once the superior has approved the report. `done` tells what was done."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    survey = models.ForeignKey("surveys.Survey", on_delete=models.PROTECT, related_name="follow_ups", db_index=False)
    number = models.SmallIntegerField()
    element = models.SmallIntegerField()
    programme = models.CharField(max_length=300)
    due_on = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=FollowUpState.choices, default=FollowUpState.PLANNED)
    done = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager[FollowUp]] = ScopedManager(agency="agency")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "number"], name="survey_follow_up_once"),
            models.CheckConstraint(
                condition=models.Q(element__gte=1, element__lte=9), name="survey_follow_up_of_an_element"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "due_on"], name="follow_up_to_do", condition=models.Q(state="berjalan")),
            models.Index(fields=["agency", "due_on"], name="follow_up_due", condition=models.Q(state="berjalan")),
        ]
