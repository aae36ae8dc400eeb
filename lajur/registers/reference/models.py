"""Values that hold from a date by a regulation, and the days on which the calendar differs from the week.

A row without an agency is national: it holds for all, so these tables are not scoped to one agency; every query names
the agencies whose rows it wants.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency


class DatedValue(models.Model):
    """One row of a dated table, beside those shipped in files. Never edited (a trigger sees to it): a correction is a
    new row of the same date. An agency's row with the value null ends its own way; the national one holds again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, db_index=False)
    name = models.CharField(max_length=100)
    valid_from = models.DateField()
    value = models.JSONField(null=True)
    legal_basis = models.CharField(max_length=500)
    source = models.CharField(max_length=500)
    is_verified = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["name", "agency", "valid_from"], name="value_of_table")]

    def __str__(self) -> str:
        return f"{self.name} {self.valid_from}"


class DayKind(models.TextChoices):
    """Why a date is not like its weekday."""

    NATIONAL = "libur-nasional", _("Libur nasional")
    JOINT_LEAVE = "cuti-bersama", _("Cuti bersama")
    LOCAL = "libur-daerah", _("Libur daerah")
    WORKED = "hari-kerja-pengganti", _("Hari kerja pengganti")


class CalendarDay(models.Model):
    """A date of the calendar; an agency's row wins over the national one.

    `hours` ("07.30-12.00") are for worked days only; without them a worked day has the hours of its weekday, at a
    weekend those of a Monday.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, db_index=False)
    date = models.DateField()
    kind = models.CharField(max_length=30, choices=DayKind.choices)
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    hours = ArrayField(models.CharField(max_length=11), default=list, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "date"], name="calendar_day_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class Letterhead(models.Model):
    """Kop surat of an agency from a date on. Never edited (a trigger sees to it): a change is a new row, so that an old
    paper can be read under the head it was printed with. `crest` is a cleaned PNG or JPEG, empty without one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    valid_from = models.DateField()
    lines = ArrayField(models.CharField(max_length=120))
    address = models.CharField(max_length=300)
    contact = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=100)
    crest = models.BinaryField(default=b"")
    crest_type = models.CharField(max_length=20, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)

    objects: ClassVar[models.Manager[Letterhead]] = ScopedManager(agency="agency")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["agency", "valid_from"], name="letterhead_by_start")]

    def __str__(self) -> str:
        return " / ".join(self.lines)
