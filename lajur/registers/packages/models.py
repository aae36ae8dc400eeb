"""Paket pengadaan, a row of the RUP (Rencana Umum Pengadaan). Words and codes are those of SIRUP."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from lajur.registers.authority.ids import uuid7
from lajur.registers.organisation.models import Agency


class Method(models.TextChoices):
    """Metode pengadaan (Perpres 16/2018 as amended by 12/2021 and 46/2025, articles 38 and 41)."""

    TENDER = "tender", _("Tender")
    FAST_TENDER = "tender-cepat", _("Tender Cepat")
    SELECTION = "seleksi", _("Seleksi")
    DIRECT_APPOINTMENT = "penunjukan-langsung", _("Penunjukan Langsung")
    DIRECT_PROCUREMENT = "pengadaan-langsung", _("Pengadaan Langsung")
    E_PURCHASING = "e-purchasing", _("E-Purchasing")
    CONTEST = "kontes", _("Kontes")
    DESIGN_CONTEST = "sayembara", _("Sayembara")
    EXEMPT = "dikecualikan", _("Dikecualikan")
    SWAKELOLA = "swakelola", _("Swakelola")


class Kind(models.TextChoices):
    """Jenis pengadaan."""

    GOODS = "barang", _("Barang")
    WORKS = "pekerjaan-konstruksi", _("Pekerjaan Konstruksi")
    CONSULTANCY = "jasa-konsultansi", _("Jasa Konsultansi")
    SERVICES = "jasa-lainnya", _("Jasa Lainnya")
    INTEGRATED = "terintegrasi", _("Pekerjaan Terintegrasi")


class PackageStatus(models.TextChoices):
    """Where the package stands: planned, announced in the RUP, being selected, done, given up."""

    INITIATED = "terinisiasi", _("Terinisiasi")
    ANNOUNCED = "terumumkan", _("Terumumkan")
    RUNNING = "diproses", _("Sedang diproses")
    DONE = "selesai", _("Selesai")
    CANCELLED = "batal", _("Batal")


class Package(models.Model):
    """`code` is the kode RUP; it names the package within the agency. `pagu` and `hps` are whole rupiah with sen.

    `selection_from`/`selection_until` are the days planned for choosing the supplier, both included; `contract_*` those
    of the contract. `satker` is the unit that owns the budget, as written in the RUP.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    year = models.SmallIntegerField()
    code = models.CharField(max_length=200)
    name = models.CharField(max_length=500)
    satker = models.CharField(max_length=300, blank=True, default="")
    method = models.CharField(max_length=24, choices=Method.choices)
    kind = models.CharField(max_length=24, choices=Kind.choices)
    status = models.CharField(max_length=16, choices=PackageStatus.choices, default=PackageStatus.ANNOUNCED)
    pagu = models.DecimalField(max_digits=20, decimal_places=2)
    hps = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    selection_from = models.DateField(null=True, blank=True)
    selection_until = models.DateField(null=True, blank=True)
    contract_from = models.DateField(null=True, blank=True)
    contract_until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Package]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "code"], name="package_code_once"),
            models.CheckConstraint(condition=Q(pagu__gte=0), name="package_pagu_not_negative"),
            models.CheckConstraint(condition=Q(hps__isnull=True) | Q(hps__gte=0), name="package_hps_not_negative"),
            models.CheckConstraint(
                condition=Q(selection_from__isnull=True)
                | Q(selection_until__isnull=True)
                | Q(selection_until__gte=models.F("selection_from")),
                name="package_selection_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(contract_from__isnull=True)
                | Q(contract_until__isnull=True)
                | Q(contract_until__gte=models.F("contract_from")),
                name="package_contract_ends_after_it_starts",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "year", "status"], name="package_by_year_and_status")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def selection(self) -> tuple[date, date]:
        """The days of choosing the supplier; without them the whole budget year."""
        since = self.selection_from or date(self.year, 1, 1)
        return since, self.selection_until or max(since, date(self.year, 12, 31))
