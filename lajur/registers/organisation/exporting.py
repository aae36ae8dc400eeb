"""The list of people as `roll` reads it again: what goes out comes in unchanged."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lajur.registers.organisation.models import Holding, Person


def exported(people: QuerySet[Person]) -> list[tuple[Any, ...]]:
    """One row for each holding of each person, and one for each who never held any; columns as `roll.COLUMNS`."""
    held: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    columns = ("person_id", "position__title", "position__unit__name", "kind", "decree", "since", "until")
    holdings = Holding.objects.filter(person__in=people.order_by()).order_by("since", "id").values_list(*columns)
    for person, title, unit, kind, decree, since, until in holdings:
        held[person].append((title, unit or "", kind, decree, since, until or ""))
    rows: list[tuple[Any, ...]] = []
    for person in people:
        own = (
            person.nip,
            person.username,
            person.name,
            person.email,
            "ya" if person.is_outside else "tidak",
            "ya" if person.is_active else "tidak",
        )
        outside = (person.business, person.npwp, person.nib)
        rows.extend((*own, *holding, *outside) for holding in held.get(person.id, [("", "", "", "", "", "")]))
    return rows


def instructions() -> list[tuple[str, str]]:
    """Column → what to write there; the first is what holds for all."""
    return [
        (
            "",
            _("Satu baris untuk tiap orang pada tiap jabatan. Sel kosong tidak mengubah apa pun dan tidak menghapus."),
        ),
        ("NIP", _("18 angka, sebagai teks. Dari sini orang dikenali; bila kosong, dari nama pengguna.")),
        ("Nama pengguna", _("Untuk masuk. Bila kosong pada orang baru, dipakai NIP-nya.")),
        ("Nama", _("Nama lengkap dengan gelar; wajib bagi orang baru.")),
        ("Surel", _("Boleh kosong.")),
        ("Pihak luar", _("ya atau tidak; ya bagi penyedia dan pihak lain di luar instansi.")),
        ("Aktif", _("ya atau tidak; tidak berarti tidak dapat masuk.")),
        ("Jabatan", _("Dibuat bila belum ada. Kosongkan bagi yang belum punya jabatan.")),
        ("Unit kerja", _("Unit dari jabatan itu; dibuat bila belum ada.")),
        ("Status jabatan", _("definitif, plt, atau plh; kosong berarti definitif.")),
        ("Nomor surat", _("Nomor SK atau surat perintah; wajib bagi plt dan plh.")),
        ("Mulai", _("Hari pertama, misalnya 2026-01-31 atau 31/01/2026; wajib bila jabatan diisi.")),
        ("Selesai", _("Hari terakhir; wajib bagi plt dan plh.")),
        ("Nama usaha", _("Hanya bagi pihak luar; boleh kosong.")),
        ("NPWP", _("Hanya bagi pihak luar: 15 atau 16 angka, sebagai teks.")),
        ("NIB", _("Hanya bagi pihak luar: 13 angka, sebagai teks.")),
    ]
