"""How the installation itself fares: its heartbeat, its outages, what was checked and what was saved."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency, Person


class Beat(models.Model):
    """The one row that the worker renews every minute. `boot` names the machine's start and `awake` counts the seconds
    since then, which no change of the clock touches; both are empty where the system does not tell them."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    first_at = models.DateTimeField()
    at = models.DateTimeField()
    boot = models.CharField(max_length=40, blank=True)
    awake = models.FloatField(null=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="one_beat")]


class Outage(models.Model):
    """Lajur was not running, or its database did not answer: from the last beat before to the first one after."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(ended_at__gt=models.F("began_at")), name="outage_lasts")
        ]
        indexes: ClassVar = [models.Index(fields=["ended_at"], name="outage_latest")]


class Cause(models.TextChoices):
    PLANNED = "pemeliharaan", _("Pemeliharaan terencana")
    POWER = "listrik", _("Listrik padam")
    NETWORK = "jaringan", _("Jaringan")
    MACHINE = "perangkat-keras", _("Perangkat keras")
    SOFTWARE = "perangkat-lunak", _("Perangkat lunak")
    OTHER = "lain", _("Lainnya")


class OutageRemark(models.Model):
    """What an agency's administrator says an outage came from. The last remark of an agency counts; none is removed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, related_name="remarks")
    cause = models.CharField(max_length=20, choices=Cause.choices)
    text = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT)


class ClockJump(models.Model):
    """The machine's clock was set: by so many seconds, forward when positive."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    seconds = models.FloatField()


class JournalCheck(models.Model):
    """A walk over an agency's whole journal: how much was read, and how many faults there were."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    at = models.DateTimeField()
    chains = models.IntegerField()
    entries = models.BigIntegerField()
    seals = models.IntegerField()
    faults = models.IntegerField()
    first_fault = models.CharField(max_length=300, blank=True)

    objects: ClassVar[models.Manager[JournalCheck]] = ScopedManager(agency="agency")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["agency", "-at"], name="journal_check_latest")]


class Backup(models.Model):
    """A copy of database and files that was made: where it lies, its size in bytes, and when it was last restored aside
    and found equal, within how many seconds. `fault` says why making or proving it failed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    place = models.CharField(max_length=300)
    size = models.BigIntegerField()
    proven_at = models.DateTimeField(null=True)
    proof_seconds = models.FloatField(null=True)
    rows = models.BigIntegerField(default=0)
    files = models.IntegerField(default=0)
    lost_files = models.IntegerField(default=0)
    is_encrypted = models.BooleanField(default=False)
    fault = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-at"], name="backup_latest")]


class SealSheet(models.Model):
    """Lembar segel: the last seal of a day, to be printed, signed and kept where the database's owner cannot reach.

    `chains` and `entries` are what all seals up to this one hold together; `mailed_at`: when it was mailed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    day = models.DateField()
    number = models.IntegerField()
    hash = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()
    chains = models.IntegerField()
    entries = models.BigIntegerField()
    made_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[SealSheet]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agency", "day"], name="seal_sheet_of_day_once")]


class SealAddresses(models.Model):
    """To whom an agency's seal sheets are mailed: addresses, one a line."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.OneToOneField(Agency, on_delete=models.PROTECT)
    addresses = models.TextField(blank=True)

    objects: ClassVar[models.Manager[SealAddresses]] = ScopedManager(agency="agency")
