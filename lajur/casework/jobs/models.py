"""What background work did, for the people who look after it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency


class JobOutcome(models.TextChoices):
    RUNNING = "berjalan", _("Berjalan")
    DONE = "berhasil", _("Berhasil")
    FAILED = "gagal", _("Gagal")


class JobRun(models.Model):
    """One run of a job over all agencies; belongs to the installation, holds no data of an agency."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    job = models.CharField(max_length=100)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=JobOutcome.choices, default=JobOutcome.RUNNING)
    done = models.IntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["job", "started_at"], name="job_run_latest")]


class JobMark(models.Model):
    """How far a job has come with an agency, such as the calendar version its deadlines were counted by."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    job = models.CharField(max_length=100)
    value = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agency", "job"], name="job_mark_once")]
