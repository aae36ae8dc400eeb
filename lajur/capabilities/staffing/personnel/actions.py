"""Changing what is known of the staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from lajur.capabilities.staffing.models import Certificate, Conflict, Leave, LeaveKind, Staff
from lajur.capabilities.staffing.personnel.columns import COLUMNS
from lajur.capabilities.staffing.personnel.importing import sort_staff
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.authority.turns import take_turn
from lajur.registers.intake.reading import Sorted, read_rows
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Person
from lajur.registers.packages.models import Package

Row = TypeVar("Row", Certificate, Leave, Conflict)
NEEDS, CONFLICT = "staffing.manage_staff", "staffing.declare_conflict"
BATCH = 1000
FIELDS = ("level", "is_available", "other_packages", "other_value", "most_packages")
BACKWARDS = Refusal(
    "tanggal-terbalik",
    "Hari terakhir lebih awal daripada hari pertama.",
    fields={"until": "Hari terakhir lebih awal daripada hari pertama."},
)


@action(needs=NEEDS)
def enrol(*, by: Actor, now: datetime, person: Person, values: Mapping[str, Any]) -> Staff | Refusal:
    """Let work be shared out to a person; one who is there already is changed. `values`: some of `FIELDS`."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    if str(person.agency_id) != by.agency or person.is_outside or not person.is_active:
        return Refusal("orang-tidak-dikenal", "Pilih pegawai yang terdaftar dan aktif di instansi Anda.")
    staff, made = Staff.objects.get_or_create(
        person=person, defaults={"agency_id": by.agency, "recorded_at": now, **values}
    )
    if not made:
        return _changed(by, now, staff, values)
    _journal(by, now, "personil-dicatat", staff, {"level": staff.level})
    return staff


@action(needs=NEEDS)
def change_staff(*, by: Actor, now: datetime, staff: Staff, values: Mapping[str, Any]) -> Staff | Refusal:
    if not (allowed := may(by, NEEDS, staff)):
        return allowed
    return _changed(by, now, Staff.objects.select_for_update().get(id=staff.id), values)


def _changed(by: Actor, now: datetime, staff: Staff, values: Mapping[str, Any]) -> Staff:
    changed = {name: value for name, value in values.items() if getattr(staff, name) != value}
    for name, value in changed.items():
        setattr(staff, name, value)
    if changed:
        staff.recorded_at = now
        staff.save()
        told = {name: str(value) if isinstance(value, Decimal) else value for name, value in changed.items()}
        _journal(by, now, "personil-diubah", staff, {"changed": told})
    return staff


@action(needs=NEEDS)
def certify(
    *, by: Actor, now: datetime, staff: Staff, kind: str, number: str, issued_on: date, expires_on: date | None
) -> Certificate | Refusal:
    """Record a certificate; one of the same kind and day is corrected."""
    if not (allowed := may(by, NEEDS, staff)):
        return allowed
    if expires_on is not None and expires_on < issued_on:
        return BACKWARDS
    certificate, _ = Certificate.objects.update_or_create(
        staff=staff,
        kind=kind,
        issued_on=issued_on,
        defaults={"agency_id": by.agency, "number": number, "expires_on": expires_on, "revoked_on": None},
    )
    event = {"certificate": str(certificate.id), "kind": kind, "since": str(issued_on), "until": str(expires_on or "")}
    _journal(by, now, "sertifikat-dicatat", staff, event)
    return certificate


@action(needs=NEEDS)
def revoke_certificate(*, by: Actor, now: datetime, certificate: Certificate) -> Certificate | Refusal:
    if not (allowed := may(by, NEEDS, certificate.staff)):
        return allowed
    return _ended(by, now, "sertifikat-dicabut", certificate, "revoked_on", by.day.day)


@action(needs=NEEDS)
def grant_leave(
    *, by: Actor, now: datetime, staff: Staff, since: date, until: date, kind: str = LeaveKind.LEAVE
) -> Leave | Refusal:
    """Both days included."""
    if not (allowed := may(by, NEEDS, staff)):
        return allowed
    if until < since:
        return BACKWARDS
    Staff.objects.select_for_update().get(id=staff.id)  # two leaves at once would not see each other
    overlapping = Leave.objects.filter(staff=staff, is_cancelled=False, since__lte=until, until__gte=since)
    if overlapping.exists():
        return Refusal(
            "cuti-bertumpuk",
            "Sudah ada cuti atau penugasan lain pada hari itu.",
            fields={"since": "Sudah ada cuti atau penugasan lain pada hari itu."},
        )
    leave = Leave.objects.create(agency_id=by.agency, staff=staff, kind=kind, since=since, until=until)
    event = {"leave": str(leave.id), "kind": kind, "since": str(since), "until": str(until)}
    _journal(by, now, "cuti-dicatat", staff, event)
    return leave


@action(needs=NEEDS)
def cancel_leave(*, by: Actor, now: datetime, leave: Leave) -> Leave | Refusal:
    if not (allowed := may(by, NEEDS, leave.staff)):
        return allowed
    return _ended(by, now, "cuti-dibatalkan", leave, "is_cancelled", True)


@action(needs=CONFLICT)
def declare_conflict(
    *, by: Actor, now: datetime, staff: Staff, reason: str, package: Package | None = None, satker: str = ""
) -> Conflict | Refusal:
    """With one package, or with every package of a satker. The reason is kept where it can be erased."""
    if not (allowed := may(by, CONFLICT, staff)):
        return allowed
    if (package is None) == (not satker):
        return Refusal("benturan-dengan-apa", "Pilih satu paket atau satu satuan kerja.",
                       fields={"package": "Pilih satu paket atau satu satuan kerja."})  # fmt: skip
    if package is not None and str(package.agency_id) != by.agency:
        return Refusal("paket-tidak-dikenal", "Pilih paket yang tercatat di instansi Anda.")
    conflict = Conflict.objects.create(
        agency_id=by.agency, staff=staff, package=package, satker=satker, reason=reason, declared_on=by.day.day
    )
    event = {"conflict": str(conflict.id), "package": str(package.id) if package else "", "satker": satker}
    _journal(by, now, "benturan-dinyatakan", staff, event, {"reason": reason})
    return conflict


@action(needs=NEEDS)
def lift_conflict(*, by: Actor, now: datetime, conflict: Conflict) -> Conflict | Refusal:
    """Only the secretariat: nobody lifts his own."""
    if not (allowed := may(by, NEEDS, conflict.staff)):
        return allowed
    if by.person == str(conflict.staff.person_id):
        return Refusal("diri-sendiri", "Benturan kepentingan sendiri diakhiri oleh orang lain.")
    return _ended(by, now, "benturan-diakhiri", conflict, "lifted_on", by.day.day)


@action(needs=NEEDS)
def import_staff(
    *, by: Actor, now: datetime, table: Sequence[Sequence[Any]], match: Sequence[str], sha256: str
) -> Sorted | Refusal:
    """Take the good rows over. `match`: what each column means; `sha256` (hex) names the file in the journal."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    rows, outcome = read_rows(table, COLUMNS, match)
    take_turn(f"staff/{by.agency}")
    outcome = sort_staff(by, rows, outcome)
    wanted: dict[Any, dict[str, Any]] = {}
    for row in outcome.taken:
        wanted.setdefault(row.person, {}).update(row.values)
    known = {staff.person_id: staff for staff in Staff.objects.select_for_update().filter(person_id__in=list(wanted))}
    for person, values in wanted.items():
        staff = known.get(person) or Staff(agency_id=by.agency, person_id=person)
        for name, value in values.items():
            setattr(staff, name, value)
        staff.recorded_at = now
        wanted[person] = {"staff": staff, "new": person not in known}
    fresh = [row["staff"] for row in wanted.values() if row["new"]]
    Staff.objects.bulk_create(fresh, batch_size=BATCH)
    Staff.objects.bulk_update(list(known.values()), [*FIELDS, "recorded_at"], batch_size=BATCH)
    certificates = [
        Certificate(agency_id=by.agency, staff=wanted[row.person]["staff"], **row.certificate)
        for row in outcome.taken
        if row.certificate
    ]
    Certificate.objects.bulk_create(
        certificates,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["staff", "kind", "issued_on"],
        update_fields=["number", "expires_on"],
    )
    if outcome.taken:
        event = {"file": sha256, "new": outcome.new, "changed": outcome.changed, "bad": outcome.bad}
        record(agency=by.agency, kind="personil-diimpor", at=now, by=by.person, event=event)
    return outcome


def _ended(by: Actor, now: datetime, kind: str, row: Row, name: str, value: Any) -> Row:
    """A certificate, leave or conflict that is over; the first time counts. The journal names it by what it is."""
    setattr(row, name, getattr(row, name) or value)
    row.save()
    _journal(by, now, kind, row.staff, {type(row).__name__.lower(): str(row.id)})
    return row


def _journal(
    by: Actor, now: datetime, kind: str, staff: Staff, event: dict[str, Any], private: dict[str, Any] | None = None
) -> None:
    told = {"staff": str(staff.id), "person": str(staff.person_id), **event}
    record(agency=by.agency, kind=kind, at=now, by=by.person, event=told, private=private)
