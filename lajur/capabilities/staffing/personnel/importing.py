"""What a list of staff would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from lajur.capabilities.staffing.models import Certificate, Staff
from lajur.capabilities.staffing.personnel.columns import COLUMN_OF
from lajur.engine.refusal import Words
from lajur.registers.intake.reading import Row, Sorted
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.nip import tidy_nip
from lajur.registers.organisation.roll import Fault

OF_STAFF = ("level", "other_packages", "other_value", "most_packages")
OF_CERTIFICATE = ("kind", "number", "issued_on", "expires_on")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a row says of a person, and of one certificate of his (empty: of none)."""

    person: UUID
    values: Mapping[str, Any] = field(default_factory=dict)
    certificate: Mapping[str, Any] = field(default_factory=dict)


def sort_staff(by: Actor, rows: list[Row], outcome: Sorted) -> Sorted:
    """A person may stand in several rows, one for each certificate; rows that contradict each other go back."""
    people = _people()
    staff = {row["person_id"]: row for row in Staff.objects.values("id", "person_id", *OF_STAFF)}
    held = {
        (row["staff__person_id"], row["kind"], row["issued_on"]): row
        for row in Certificate.objects.values("staff__person_id", *OF_CERTIFICATE)
    }
    said: dict[UUID, dict[str, tuple[Any, int]]] = {}
    given: dict[tuple[Any, ...], int] = {}
    counted: set[UUID] = set()
    for row in rows:
        person = people.get(tidy_nip(row.values["person"])) or people.get(row.values["person"])
        if person is None:
            what = Words("Pegawai ini tidak terdaftar atau tidak aktif di instansi Anda.")
            _refuse(outcome, row, "person", what, Words("Daftarkan atau impor dahulu pegawainya."))
            continue
        if (fault := _unfit(row)) is not None:
            _refuse(outcome, row, *fault)
            continue
        values = {name: row.values[name] for name in OF_STAFF if name in row.values}
        before = said.setdefault(person, {})
        other = next((name for name, value in values.items() if name in before and before[name][0] != value), None)
        if other is not None:
            what = Words("Berbeda dari baris {row} tentang orang yang sama.", row=before[other][1])
            _refuse(outcome, row, other, what, Words("Samakan kedua baris."))
            continue
        certificate = {name: row.values.get(name) for name in OF_CERTIFICATE} if "kind" in row.values else {}
        if certificate:
            key = (person, certificate["kind"], certificate["issued_on"])
            if key in given:
                what = Words("Sertifikat ini sudah ada pada baris {row}.", row=given[key])
                _refuse(outcome, row, "kind", what, Words("Hapus salah satu barisnya."))
                continue
            given[key] = row.number
            certificate["number"] = certificate["number"] or ""
        before |= {name: (value, row.number) for name, value in values.items()}
        known = staff.get(person)
        same = known is not None and all(known[name] == value for name, value in values.items())
        if certificate:
            there = held.get((person, certificate["kind"], certificate["issued_on"]))
            same = same and there is not None and all(there[name] == value for name, value in certificate.items())
        if same:
            outcome.unchanged += 1
            continue
        if known is None and person not in counted:
            outcome.new += 1
        else:
            outcome.changed += 1
        counted.add(person)
        outcome.taken.append(Taken(person, values, certificate))
    return outcome


def _unfit(row: Row) -> tuple[str, Words, Words] | None:
    """Which column, what and how to mend: a certificate has a kind and a day, and ends after it begins."""
    values = row.values
    if "kind" not in values:
        stray = next((name for name in OF_CERTIFICATE[1:] if name in values), None)
        if stray is not None:
            return "kind", Words("Jenis sertifikatnya kosong."), Words("Isi kolom ini.")
        return None
    if "issued_on" not in values:
        return "issued_on", Words("Tanggal terbit sertifikat kosong."), Words("Isi kolom ini.")
    if "expires_on" in values and values["expires_on"] < values["issued_on"]:
        return "expires_on", Words("Hari terakhir lebih awal daripada hari pertama."), Words("Periksa kedua tanggal.")
    return None


def _refuse(outcome: Sorted, row: Row, key: str, what: Words, mend: Words) -> None:
    outcome.refuse(row.number, row.cells, Fault(row.number, COLUMN_OF[key].title, what, mend))


def _people() -> dict[str, UUID]:
    """NIP and user name → person, of the agency's own active people."""
    found: dict[str, UUID] = {}
    for key, nip, username in Person.within.filter(is_active=True, is_outside=False).values_list(
        "id", "nip", "username"
    ):
        found[username] = key
        if nip:
            found[nip] = key
    return found
