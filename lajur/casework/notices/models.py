"""A message to one person, and the mail that carries it. Keys make both unique: no event is told twice, no mail made
twice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency, Person


class NoticeKind(models.TextChoices):
    NEW_TASK = "tugas-baru", _("Tugas baru untuk Anda")
    HANDED_OVER = "dialihkan", _("Tugas dialihkan kepada Anda")
    RETURNED = "dikembalikan", _("Pekerjaan dikembalikan kepada Anda")
    REMINDER = "pengingat", _("Tenggat mendekat")
    LATE = "terlambat", _("Tugas terlambat")
    ESCALATION = "eskalasi", _("Tugas bawahan terlambat")
    DEVIATION = "penyimpangan", _("Penyimpangan menunggu jawaban Anda")
    JUDGEMENT = "penilaian", _("Penyimpangan menunggu penilaian Anda")
    CANCELLED = "dibatalkan", _("Pelaksanaan dibatalkan")
    MENTION = "disebut", _("Anda disebut dalam komentar")
    SUBSTITUTE = "pengganti", _("Anda ditunjuk sebagai pengganti")
    INFECTED = "terjangkit", _("Berkas Anda terjangkit virus")
    SOP_REVIEW = "sop-telaah", _("Anda diminta menelaah draf SOP")
    SOP_ANSWER = "sop-tanggapan", _("Draf SOP Anda ditanggapi")
    SOP_CHECK = "sop-pantau", _("SOP perlu dipantau atau dievaluasi")
    PAPER = "naskah", _("Naskah untuk Anda")
    PAPER_VOID = "naskah-batal", _("Naskah dibatalkan")


class Pace(models.TextChoices):
    """How a notice leaves the page for the mailbox."""

    AT_ONCE = "segera", _("Segera")
    DIGEST = "ringkasan", _("Dalam ringkasan harian")
    NEVER = "tidak", _("Tidak pernah")


class MailState(models.TextChoices):
    """`HANDING_OVER` is written before the message itself is sent: what a crash leaves there may have arrived."""

    WAITING = "menunggu", _("Menunggu")
    CLAIMED = "diambil", _("Sedang dikirim")
    HANDING_OVER = "diserahkan", _("Sedang diserahkan")
    SENT = "terkirim", _("Terkirim")
    FAILED = "gagal", _("Gagal")
    NEEDLESS = "tidak-perlu", _("Tidak perlu lagi")


class Mail(models.Model):
    """A mail to one person: a notice at once, or a day's digest. Its id is its Message-ID, so that a mail sent again
    after a crash is recognised. `key` is the notice's id or "ringkasan:<date>"; `due_at` the next attempt; who has
    claimed it holds it until `lease_until`; `repeated` says that it may have arrived before."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_index=False)
    key = models.CharField(max_length=60)
    state = models.CharField(max_length=12, choices=MailState.choices, default=MailState.WAITING)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    repeated = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects: ClassVar[models.Manager[Mail]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key"], name="mail_once")]
        indexes: ClassVar = [
            models.Index(
                fields=["agency", "due_at"],
                name="mail_to_send",
                condition=models.Q(state__in=["menunggu", "diambil", "diserahkan"]),
            ),
            models.Index(fields=["agency", "due_at"], name="mail_failed", condition=models.Q(state="gagal")),
        ]


class Notice(models.Model):
    """`params` fill the sentence of its kind; they name things, never people's data. `case` and `task` say which work
    it is about. `pace` is empty until it was decided by its person's choice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    key = models.CharField(max_length=250)
    link = models.CharField(max_length=250)
    params = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    case = models.UUIDField(null=True)
    task = models.CharField(max_length=120, blank=True)
    pace = models.CharField(max_length=10, choices=Pace.choices, blank=True)
    mail = models.ForeignKey(Mail, null=True, on_delete=models.PROTECT, related_name="notices")

    objects: ClassVar[models.Manager[Notice]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key"], name="notice_once")]
        indexes: ClassVar = [
            models.Index(fields=["person", "at"], name="notice_unread", condition=models.Q(read_at__isnull=True)),
            models.Index(fields=["person", "at"], name="notice_latest"),
            models.Index(fields=["agency"], name="notice_unplanned", condition=models.Q(pace="")),
            models.Index(
                fields=["agency"],
                name="notice_of_open_work",
                condition=models.Q(read_at__isnull=True) & ~models.Q(task=""),
            ),
            models.Index(
                fields=["agency", "person"],
                name="notice_for_digest",
                condition=models.Q(pace="ringkasan", mail__isnull=True),
            ),
        ]


class MailChoice(models.Model):
    """What a person chose; without a row, `rules.USUAL` holds. `paces`: kind → `Pace`. Between `quiet_from` and
    `quiet_until`, and on days off when `quiet_days_off`, no mail goes out; the digest comes at `digest_hour`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    person = models.OneToOneField(Person, on_delete=models.PROTECT)
    paces = models.JSONField(default=dict)
    is_quiet = models.BooleanField(default=True)
    quiet_from = models.IntegerField(default=18 * 60)
    quiet_until = models.IntegerField(default=7 * 60)
    quiet_days_off = models.BooleanField(default=True)
    digest_hour = models.IntegerField(default=8)

    objects: ClassVar[models.Manager[MailChoice]] = ScopedManager(agency="agency")
