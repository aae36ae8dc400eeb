"""The five steps from an empty installation to the first case. Whether one is done is read from the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lajur.registers.organisation.models import Holding, LaneBinding, Person, Position, Role
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.work import has_cases

COOKIE = "lajur_langkah"


@dataclass(frozen=True, slots=True)
class FirstStep:
    title: str | Promise
    about: str | Promise
    path: str
    is_done: Callable[[SignedRequest], bool]


@dataclass(frozen=True, slots=True)
class ShownStep:
    step: FirstStep
    done: bool


def _people(request: SignedRequest) -> bool:
    return Person.within.filter(is_active=True)[:2].count() > 1


def _positions(request: SignedRequest) -> bool:
    offices = Position.objects.exclude(roles__contains=[Role.ADMINISTRATOR.value])
    return Holding.objects.filter(position__in=offices).exists()


def _lanes(request: SignedRequest) -> bool:
    return LaneBinding.objects.exists()


STEPS: list[FirstStep] = [
    FirstStep(
        _("Daftarkan pegawai"),
        _("Satu per satu, atau sekaligus dari Excel."),
        "/pengelolaan/pegawai/",
        _people,
    ),
    FirstStep(
        _("Petakan pelaksana ke jabatan"),
        _("Tiap kolom pada lembar SOP diisi jabatan di instansi Anda; jabatannya dapat dibuat sekaligus."),
        "/pengelolaan/pelaksana/",
        _lanes,
    ),
    FirstStep(
        _("Dudukkan pegawai pada jabatan"),
        _("Siapa memegang jabatan apa sejak kapan; Plt. dan Plh. dengan nomor suratnya."),
        "/pengelolaan/jabatan/",
        _positions,
    ),
    FirstStep(
        _("Mulai pelaksanaan pertama"),
        _("Oleh pelaksana langkah pertamanya, dari halaman SOP."),
        "/sop/",
        lambda request: has_cases(request.user.agency),
    ),
]
"""In order. The procedures put theirs, taking a SOP in force, in second place."""


def first_steps(request: SignedRequest) -> list[ShownStep]:
    return [ShownStep(step, step.is_done(request)) for step in STEPS]
