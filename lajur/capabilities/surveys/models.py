"""A survey, what it asks whom, and what was answered. Who was invited and what was answered have no key in common: the
address stands in `Invitation`, the right to answer once in `Ticket`, the answer in `Sheet`, and none names another.

`Group`, `Service` and `Question` are numbered within their survey; sheets keep those numbers, not keys, so that 100,000
of them stay small enough to be read as a whole for every result.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from lajur.capabilities.surveys.scores import Scores
from lajur.casework.cases.models import Case
from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency, Person

ELEMENTS = 9
"""Elements (unsur) of PermenPANRB 14/2017: questions 1 to 9 of a survey, columns u1 to u9 of a sheet."""
POINTS = 4
"""Points of the scale, 1 the worst."""


class SurveyState(models.TextChoices):
    """The plan is changed only while `rencana`; answers are taken only while `dibuka`, between its days."""

    PLAN = "rencana", _("Disusun")
    PROPOSED = "diajukan", _("Menunggu persetujuan")
    OPEN = "dibuka", _("Dibuka")
    CLOSED = "ditutup", _("Ditutup")


class Survey(models.Model):
    """One survey: of the services given from `period_from` to `period_until`, answered from `opens_on` to `closes_on`
    (all days included, local time). `lane` is that of its case's SOP whose officers carry it out. `sample` is what
    Krejcie and Morgan's formula asks of the population of all groups together, `minimum` what the SOP asks, `remark`
    why the plan aims below the sample; `token` is the public address. `fingerprint` tells of every counted sheet
    (SHA-256, made when it closes and journalled), so that none is changed afterwards unseen."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    lane = models.CharField(max_length=100, default="", blank=True)
    title = models.CharField(max_length=200)
    period_from = models.DateField()
    period_until = models.DateField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    state = models.CharField(max_length=10, choices=SurveyState.choices, default=SurveyState.PLAN)
    token = models.CharField(max_length=16, unique=True)
    minimum = models.IntegerField()
    sample = models.IntegerField(default=0)
    asks_profile = models.BooleanField(default=True)
    introduction = models.CharField(max_length=600, blank=True)
    remark = models.CharField(max_length=600, blank=True)
    created_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    fingerprint = models.BinaryField(max_length=32, default=b"")

    objects: ClassVar[models.Manager[Survey]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], name="survey_of_case_once"),
            models.CheckConstraint(
                condition=models.Q(period_until__gte=models.F("period_from"))
                & models.Q(closes_on__gte=models.F("opens_on")),
                name="survey_ends_after_it_begins",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "period_until"], name="survey_by_period")]

    def __str__(self) -> str:
        return self.title


class Group(models.Model):
    """Kalangan responden. `population`: how many there are, `minimum`: how many of them must answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="groups", db_index=False)
    number = models.SmallIntegerField()
    key = models.SlugField(max_length=40, db_index=False)
    title = models.CharField(max_length=100)
    population = models.IntegerField(default=0)
    minimum = models.IntegerField(default=0)

    objects: ClassVar[models.Manager[Group]] = ScopedManager(agency="agency")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "number"], name="survey_group_once"),
            models.UniqueConstraint(fields=["survey", "key"], name="survey_group_key_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Service(models.Model):
    """Jenis layanan that the survey asks about; a sheet judges one of them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="services", db_index=False)
    number = models.SmallIntegerField()
    title = models.CharField(max_length=150)

    objects: ClassVar[models.Manager[Service]] = ScopedManager(agency="agency")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["survey", "number"], name="survey_service_once")]

    def __str__(self) -> str:
        return self.title


class QuestionKind(models.TextChoices):
    ELEMENT = "unsur", _("Unsur")
    SCALE = "skala", _("Skala empat")
    CHOICE = "pilihan", _("Pilihan")
    TEXT = "teks", _("Teks")


class Question(models.Model):
    """Numbers 1 to 9 are the elements, in order; extra ones begin at 10 and never count into the index. `words` are the
    answers, worst first for a scale (four of them); an element out of use is not asked and has no weight."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions", db_index=False)
    number = models.SmallIntegerField()
    kind = models.CharField(max_length=10, choices=QuestionKind.choices)
    title = models.CharField(max_length=150)
    text = models.CharField(max_length=300)
    words = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    is_required = models.BooleanField(default=True)
    in_use = models.BooleanField(default=True)

    objects: ClassVar[models.Manager[Question]] = ScopedManager(agency="agency")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["survey", "number"], name="survey_question_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """The column of an element ("u1"), the key in `Sheet.extras` of any other ("x10")."""
        return f"{'u' if self.kind == QuestionKind.ELEMENT else 'x'}{self.number}"


class Channel(models.TextChoices):
    LINK = "tautan", _("Tautan umum")
    INVITATION = "undangan", _("Undangan")
    PAPER = "kertas", _("Kertas")


class SheetState(models.TextChoices):
    """Only accepted sheets are counted."""

    ACCEPTED = "diterima", _("Dihitung")
    HELD = "ditahan", _("Ditahan")
    REJECTED = "ditolak", _("Tidak dihitung")


class Sheet(Scores):
    """Lembar jawaban: one respondent's answers, and nothing of who that is. `id` was drawn when the form was opened, so
    that the same form sent twice is one sheet. `group` and `service` are numbers within the survey; `extras` holds
    answers to extra questions ("x10") and the profile ("usia", "pendidikan", …); `held_for` are codes of
    `collecting.rules`. `entered_by` is the officer who typed a paper sheet, `paper` what is written on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    survey = models.ForeignKey(
        Survey, on_delete=models.PROTECT, related_name="sheets", db_index=False, db_constraint=False
    )
    group = models.SmallIntegerField()
    service = models.SmallIntegerField()
    extras = models.JSONField(null=True)
    remark = models.TextField(blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    state = models.CharField(max_length=10, choices=SheetState.choices, default=SheetState.ACCEPTED)
    held_for = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    given_at = models.DateTimeField()
    paper = models.CharField(max_length=40, blank=True)
    entered_by = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    judged_by = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    judged_at = models.DateTimeField(null=True)
    judgement = models.CharField(max_length=300, blank=True)

    objects: ClassVar[models.Manager[Sheet]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    *(
                        models.Q((f"u{number}__isnull", True)) | models.Q((f"u{number}__range", (1, POINTS)))
                        for number in range(1, ELEMENTS + 1)
                    )
                ),
                name="survey_scores_on_the_scale",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["survey", "state", "group", "service"], name="sheet_of_survey"),
            models.Index(fields=["survey", "given_at"], name="sheet_held", condition=models.Q(state="ditahan")),
            models.Index(fields=["survey", "paper"], name="sheet_of_paper", condition=models.Q(channel="kertas")),
        ]


class InvitationState(models.TextChoices):
    WAITING = "menunggu", _("Menunggu dikirim")
    SENT = "terkirim", _("Terkirim")
    FAILED = "gagal", _("Gagal")


class Invitation(models.Model):
    """Whom the survey asked by e-mail. The address is forgotten when the survey closes; whether its owner answered is
    known to nobody, because the secret of the mail stands only as the digest of a `Ticket`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="invitations", db_index=False)
    group = models.SmallIntegerField()
    email = models.EmailField(blank=True)
    state = models.CharField(max_length=10, choices=InvitationState.choices, default=InvitationState.WAITING)
    attempts = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    objects: ClassVar[models.Manager[Invitation]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "email"], name="invitation_once", condition=~models.Q(email=""))
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "due_at"], name="invitation_due", condition=models.Q(state="menunggu"))
        ]


class Ticket(models.Model):
    """The right to answer once, for somebody of `group`. `digest`: SHA-256 of the secret in somebody's mail. Made many
    at a time, in the order of their digests, so that their order tells nothing either."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="tickets", db_index=False)
    group = models.SmallIntegerField()
    digest = models.BinaryField(max_length=32, unique=True)
    is_used = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[Ticket]] = ScopedManager(agency="agency")


from lajur.capabilities.surveys.reporting import (  # noqa: E402, F401 - Django looks here
    CountChange,
    FollowUp,
    Report,
    RunningCount,
    Snapshot,
)
