"""The cards of SOPs in the section Pengelolaan, and their part of the first steps."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lajur.registers.organisation.guide import FirstStep
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.gaps import gaps_of
from lajur.registers.procedures.models import Procedure
from lajur.ui.pages import AdminPage


def _gaps(request: SignedRequest) -> int:
    return len(gaps_of(request.user.agency, request.actor.day))


def _in_force(request: SignedRequest) -> bool:
    return Procedure.objects.filter(in_force__isnull=False).exists()


CARDS = [
    AdminPage(
        "pelaksana",
        _("Pelaksana dan celah"),
        "/pengelolaan/pelaksana/",
        "pelaksanaan",
        _("Jabatan mana bertindak di kolom mana, dan langkah yang tidak dapat dikerjakan siapa pun."),
        _gaps,
        _("celah"),
    ),
    AdminPage(
        "sop",
        _("SOP bawaan"),
        "/pengelolaan/sop/",
        "sop",
        _("Memberlakukan SOP yang disertakan bersama Lajur untuk instansi Anda."),
    ),
    AdminPage(
        "pemantauan",
        _("Pemantauan SOP"),
        "/pengelolaan/pemantauan/",
        "kalender",
        _("Kapan setiap SOP dipantau dan dievaluasi, dan apa yang ditemukan."),
    ),
    AdminPage(
        "dasar-hukum",
        _("Dasar hukum"),
        "/pengelolaan/dasar-hukum/",
        "jurnal",
        _("Peraturan yang mendasari SOP: masih berlaku, diubah, atau dicabut, dan SOP mana yang bertumpu padanya."),
    ),
]

STEP = FirstStep(
    _("Berlakukan SOP pertama"),
    _("Pilih dari SOP bawaan, berlaku dengan satu klik."),
    "/pengelolaan/sop/",
    _in_force,
)
