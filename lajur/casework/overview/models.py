"""What was done on a day, added up: the pages of the overview read days, not tasks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django_scopes import ScopedManager

from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency


class DayFigures(models.Model):
    """One day of an agency, by its own clock. `content` is JSON (figures.py), exact to the single task; `tasks` is how
    many closed tasks are in it, by which the job notices that a day has changed; `calendar_version` is that of the
    calendar by which working time was counted. Made anew from the tasks at any time, so nothing is lost with it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    day = models.DateField()
    tasks = models.IntegerField()
    calendar_version = models.BigIntegerField()
    content = models.TextField()

    objects: ClassVar[models.Manager[DayFigures]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agency", "day"], name="day_figures_once")]
