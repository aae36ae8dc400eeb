"""The agency and its people. Rows are dated, never deleted: who held what on a day can always be answered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager, scopes_disabled

from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.business import shown_npwp


class AgencyKind(models.TextChoices):
    """What sort of public body it is: decides how its letterhead begins."""

    MINISTRY = "kementerian", _("Kementerian")
    BODY = "lembaga", _("Lembaga negara atau badan")
    PROVINCE = "provinsi", _("Pemerintah provinsi")
    REGENCY = "kabupaten", _("Pemerintah kabupaten")
    CITY = "kota", _("Pemerintah kota")
    OTHER = "lainnya", _("Lainnya")


class FactorRule(models.TextChoices):
    """Who of an agency must prove more than a password when signing in."""

    FREE = "bebas", _("Siapa mau")
    ADMINISTRATORS = "administrator", _("Administrator")
    ALL = "semua", _("Semua orang")


class Agency(models.Model):
    """Instansi: the border of all data. The two versions are raised by every change of its people or calendar, so
    that each process knows when to read its rosters and calendars anew.

    A training agency (`is_training`) is an invented copy of `training_of`: it sends no mail, and its clock runs
    `clock_rate` times as fast since `clock_start` (`clocks.agency_now`). One that is not active has been replaced or
    closed: nobody signs in there and no job visits it, but its journal stays. The contact is whom its people ask for
    help with their work in Lajur.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=40, default="Asia/Jakarta")
    is_demo = models.BooleanField(default=False)
    roster_version = models.BigIntegerField(default=1)
    calendar_version = models.BigIntegerField(default=1)
    is_training = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    clock_rate = models.IntegerField(default=1)
    clock_start = models.DateTimeField(null=True, blank=True)
    training_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, choices=AgencyKind.choices, blank=True, default="")
    contact_email = models.EmailField(blank=True, default="")
    second_factor = models.CharField(max_length=20, choices=FactorRule.choices, default=FactorRule.FREE)
    contact_phone = models.CharField(max_length=40, blank=True, default="")

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """Unit kerja."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)

    objects: ClassVar[models.Manager[Unit]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agency", "name"], name="unit_name_once")]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a position may do beside its lanes."""

    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")
    HEAD = "pimpinan", _("Pimpinan")


class Position(models.Model):
    """Jabatan. `superior` answers for it; outside positions are those of suppliers and other parties."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    title = models.CharField(max_length=200)
    superior = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices), default=list, blank=True)
    is_outside = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[Position]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agency", "title"], name="position_title_once")]

    def __str__(self) -> str:
        return self.title


class PersonManager(BaseUserManager["Person"]):
    """Signing in happens before the agency is known, so this manager is not scoped; pages read `Person.within`."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Person:
        person: Person = self.model(username=username, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        with scopes_disabled():
            return super().get_by_natural_key(username)

    def anywhere(self, **which: Any) -> Person | None:
        """An active person of any agency, with the agency."""
        with scopes_disabled():
            return self.select_related("agency").filter(**which, is_active=True).first()

    def taken(self, usernames: Iterable[str]) -> set[str]:
        """Those of these user names that somebody has, in whatever agency."""
        with scopes_disabled():
            return set(self.filter(username__in=list(usernames)).values_list("username", flat=True))


class Person(AbstractBaseUser):
    """Pegawai, or a person of a party outside. Belongs to one agency, the border of what it can see.

    Only of people outside: the name of their business, its NPWP and NIB, as digits (`business.py`). Several people of
    one business have the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=200)
    nip = models.CharField(max_length=18, blank=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    is_outside = models.BooleanField(default=False)
    language = models.CharField(max_length=5, default="id")
    business = models.CharField(max_length=200, blank=True, default="")
    npwp = models.CharField(max_length=16, blank=True, default="")
    nib = models.CharField(max_length=13, blank=True, default="")

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[PersonManager] = PersonManager()
    within: ClassVar[models.Manager[Person]] = ScopedManager(agency="agency")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["agency", "npwp"], condition=~models.Q(npwp=""), name="person_npwp"),
            models.Index(fields=["agency", "nib"], condition=~models.Q(nib=""), name="person_nib"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def npwp_as_written(self) -> str:
        return shown_npwp(self.npwp)


class HoldingKind(models.TextChoices):
    """How a position is held. Plt. and Plh. are acting holders (Surat Edaran BKN 1/SE/I/2021)."""

    DEFINITIVE = "definitif", _("Definitif")
    ACTING = "plt", _("Plt.")
    DAILY_ACTING = "plh", _("Plh.")


class Holding(models.Model):
    """A person holds a position from `since` to `until`, both days included; open-ended when `until` is empty."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    position = models.ForeignKey(Position, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=HoldingKind.choices, default=HoldingKind.DEFINITIVE)
    decree = models.CharField(max_length=100, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager[Holding]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="holding_ends_after_it_starts",
            )
        ]


class Substitution(models.Model):
    """`substitute` acts for `absent` from `since` to `until`, both days included."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    absent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="substitutions")
    since = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=300)

    objects: ClassVar[models.Manager[Substitution]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")), name="substitution_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~models.Q(absent=models.F("substitute")), name="nobody_substitutes_himself"
            ),
        ]


class LaneBinding(models.Model):
    """The holders of `position` act in `lane` of the agency's SOP `procedure` (its key without the agency)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    procedure = models.SlugField(max_length=100)
    lane = models.SlugField(max_length=100)
    position = models.ForeignKey(Position, on_delete=models.PROTECT)

    objects: ClassVar[models.Manager[LaneBinding]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "procedure", "lane", "position"], name="lane_position_once")
        ]


class Entering(models.Model):
    """An administrator saw Lajur as `person`, to help: from `began_at` until `ended_at`, at most until `until`.

    Only reading is possible meanwhile. Rows are never removed, so that everybody can see who looked in his place.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    administrator = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    began_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Entering]] = ScopedManager(agency="agency")


from lajur.registers.organisation.signin.models import (  # noqa: E402
    CodeApp,
    Match,
    Provider,
    RecoveryCode,
    SecurityKey,
    Session,
)

__all__ = [
    "Agency",
    "AgencyKind",
    "CodeApp",
    "Entering",
    "FactorRule",
    "Holding",
    "HoldingKind",
    "LaneBinding",
    "Match",
    "Person",
    "PersonManager",
    "Position",
    "Provider",
    "RecoveryCode",
    "Role",
    "SecurityKey",
    "Session",
    "Substitution",
    "Unit",
]
