"""What is known of the staff, and the plans that say who does what. Rows are dated; nothing in force is edited.

A `Plan` is about a period; its `PlanVersion`s are drafted, sent up, returned or approved, and one is in force on a day.
A version holds teams with members and, for each package, the persons of its Pokja. Decrees (SK) are papers of the
version; that a person has got his copy is kept with the paper (`papers.PaperCopy`).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from lajur.casework.cases.models import Case
from lajur.casework.documents.models import Record
from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency, Person
from lajur.registers.packages.models import Package


class Level(models.TextChoices):
    """Jenjang of the JF PPBJ (functional office of procurement managers)."""

    NONE = "bukan-jf", _("Bukan JF PPBJ")
    FIRST = "ahli-pertama", _("Ahli Pertama")
    YOUNG = "ahli-muda", _("Ahli Muda")
    MIDDLE = "ahli-madya", _("Ahli Madya")


class CertificateKind(models.TextChoices):
    """Sertifikat of procurement (LKPP): the basic one, and those of competence by type."""

    BASIC = "pbj-level-1", _("PBJ Level-1")
    POKJA = "pokja", _("Kompetensi Pokja Pemilihan")
    PP = "pp", _("Kompetensi Pejabat Pengadaan")
    PPK_A = "ppk-tipe-a", _("Kompetensi PPK tipe A")
    PPK_B = "ppk-tipe-b", _("Kompetensi PPK tipe B")
    PPK_C = "ppk-tipe-c", _("Kompetensi PPK tipe C")


class Staff(models.Model):
    """A person among whom work is shared out. `other_packages` and `other_value` (rupiah) are a load that no plan here
    knows of; `most_packages` is what may be given to the person at most, empty for no limit."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=16, choices=Level.choices, default=Level.NONE)
    is_available = models.BooleanField(default=True)
    other_packages = models.IntegerField(default=0)
    other_value = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    most_packages = models.IntegerField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Staff]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(other_packages__gte=0)
                & Q(other_value__gte=0)
                & (Q(most_packages__isnull=True) | Q(most_packages__gte=0)),
                name="staff_load_not_negative",
            )
        ]


class Certificate(models.Model):
    """Valid from `issued_on` to `expires_on`, both included; for ever when that is empty."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(max_length=16, choices=CertificateKind.choices)
    number = models.CharField(max_length=100, blank=True, default="")
    issued_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    revoked_on = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager[Certificate]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["staff", "kind", "issued_on"], name="certificate_once"),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("issued_on")),
                name="certificate_ends_after_it_starts",
            ),
        ]


class LeaveKind(models.TextChoices):
    """Why somebody is away. The law on personal data asks for no more than this."""

    LEAVE = "cuti", _("Cuti")
    STUDY = "tugas-belajar", _("Tugas belajar atau pelatihan")
    DUTY = "penugasan-lain", _("Penugasan lain")


class Leave(models.Model):
    """Away from `since` to `until`, both included. One that was called off keeps its row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="leaves")
    kind = models.CharField(max_length=16, choices=LeaveKind.choices, default=LeaveKind.LEAVE)
    since = models.DateField()
    until = models.DateField()
    is_cancelled = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[Leave]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="leave_ends_after_it_starts")
        ]


class Conflict(models.Model):
    """Benturan kepentingan: keeps the person out of one package, or of all packages of a satker (as its RUP writes
    it), until it is lifted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="conflicts")
    package = models.ForeignKey(Package, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    satker = models.CharField(max_length=300, blank=True, default="")
    reason = models.CharField(max_length=300)
    declared_on = models.DateField()
    lifted_on = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager[Conflict]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(package__isnull=False) & Q(satker="")) | (Q(package__isnull=True) & ~Q(satker="")),
                name="conflict_with_one_thing",
            )
        ]


class Plan(models.Model):
    """Rencana pelaksanaan tugas for a period, both days included. `case` is the run of the SOP that makes it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    title = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField()
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Plan]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="plan_ends_after_it_starts"),
            models.UniqueConstraint(fields=["case"], name="plan_of_case_once", condition=Q(case__isnull=False)),
        ]


class PlanStatus(models.TextChoices):
    """The way of a version: drafted → sent to the head → sent to the superior → approved → in force → replaced."""

    DRAFT = "disusun", _("Disusun")
    TO_HEAD = "menunggu-kepala", _("Menunggu Kepala UKPBJ")
    TO_SUPERIOR = "menunggu-atasan", _("Menunggu atasan")
    RETURNED = "dikembalikan", _("Dikembalikan")
    APPROVED = "disetujui", _("Disetujui")
    IN_FORCE = "berlaku", _("Berlaku")
    REPLACED = "diganti", _("Diganti")


class PlanVersion(models.Model):
    """One state of a plan that people decide on; a returned one is followed by the next, made from it.

    In force from `in_force_since` to `in_force_until`, both included, once decreed; at `bound_at` its teams took over
    their lanes. `proposal` is what the optimiser said of the Pokja (proven gap, seconds, what is impossible), or that
    it was asked for; `settings` are kept for weights that an agency chooses.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.SmallIntegerField()
    status = models.CharField(max_length=20, choices=PlanStatus.choices, default=PlanStatus.DRAFT)
    made_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    in_force_since = models.DateField(null=True, blank=True)
    in_force_until = models.DateField(null=True, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    proposal = models.JSONField(default=dict, blank=True)
    bound_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[PlanVersion]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once"),
            models.CheckConstraint(
                condition=Q(in_force_until__isnull=True) | Q(in_force_until__gte=F("in_force_since")),
                name="version_in_force_ends_after_it_starts",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "status"], name="plan_version_by_status")]


class PlanDecision(models.Model):
    """What the head or the superior said of a version, and why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="decisions")
    is_approval = models.BooleanField()
    remarks = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[PlanDecision]] = ScopedManager(agency="agency")


class Team(models.Model):
    """Tim of a version (`key`: "pengelola-pbj"); one may be part of another, as the technical team is of LPSE's.
    `lanes` are those of SOPs in which its members act while the version is in force: "<procedure>/<lane>"."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="teams")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="parts")
    order = models.SmallIntegerField(default=0)
    lanes = models.JSONField(default=list, blank=True)

    objects: ClassVar[models.Manager[Team]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "key"], name="team_of_version_once")]


class Part(models.TextChoices):
    """The part of a person in a team or Pokja."""

    CHAIR = "ketua", _("Ketua")
    SECRETARY = "sekretaris", _("Sekretaris")
    MEMBER = "anggota", _("Anggota")


class TeamMember(models.Model):
    """A person in a team of a version."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=12, choices=Part.choices, default=Part.MEMBER)
    task = models.CharField(max_length=300, blank=True, default="")

    objects: ClassVar[models.Manager[TeamMember]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["team", "person"], name="member_of_team_once")]


class PackageAssignment(models.Model):
    """A person in the Pokja of a package, in a version. `is_pinned`: set by hand, a new proposal leaves it alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="assignments", db_index=False)
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=12, choices=Part.choices, default=Part.MEMBER)
    is_pinned = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[PackageAssignment]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "package", "person"], name="person_in_pokja_once")
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "version", "person"], name="assignments_of_person")]


class Decree(models.Model):
    """SK of a version: `key` is the document's kind in the SOP file ("sk-pengelola-pbj"), `record` the paper."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="decrees")
    key = models.SlugField(max_length=100)
    record = models.ForeignKey(Record, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=150, blank=True, default="")
    issued_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Decree]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "key"], name="decree_of_version_once")]
