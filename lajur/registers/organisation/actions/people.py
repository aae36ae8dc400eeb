"""People: adding them, changing what is known of them, their leaving and their passwords."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q

from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actions.writing import NEEDS, alone, changed, days_to_keep, last_administrator
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.business import check_nib, check_npwp, tidy_npwp, tidy_number
from lajur.registers.organisation.models import Holding, Person
from lajur.registers.organisation.nip import check_nip
from lajur.registers.organisation.passwords import link_holds, link_path

STRANGER = Refusal("orang-tidak-dikenal", "Pilih orang yang terdaftar di instansi Anda.")


@action(needs=NEEDS)
def add_person(
    *,
    by: Actor,
    now: datetime,
    username: str,
    name: str,
    nip: str = "",
    email: str = "",
    password: str | None = None,
    is_outside: bool = False,
    business: str = "",
    npwp: str = "",
    nib: str = "",
) -> Person | Refusal:
    """`password` None: the person cannot sign in until one is set. The last three are those of a business outside, its
    numbers as people write them."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    if Person.objects.taken([username]):
        return Refusal(
            "nama-pengguna-terpakai",
            "Nama pengguna “{username}” sudah dipakai; pilih yang lain.",
            {"username": username},
            {"username": "Sudah dipakai."},
        )
    if (refusal := _nip_taken(nip, None)) is not None:
        return refusal
    npwp, nib = tidy_npwp(npwp), tidy_number(nib)
    if (refusal := _business_wrong(is_outside, business, npwp, nib)) is not None:
        return refusal
    person = Person.within.create(
        agency_id=by.agency,
        username=username,
        name=name,
        nip=nip,
        email=email,
        is_outside=is_outside,
        business=business,
        npwp=npwp,
        nib=nib,
        password=make_password(password),
    )
    private = {"name": name, "nip": nip, "email": email}
    private |= {field: value for field, value in (("business", business), ("npwp", npwp), ("nib", nib)) if value}
    changed(by, now, "pegawai-ditambahkan", {"person": person.id}, private)
    return person


@action(needs=NEEDS)
def change_person(
    *,
    by: Actor,
    now: datetime,
    person: Person,
    name: str,
    nip: str,
    email: str,
    is_outside: bool,
    business: str = "",
    npwp: str = "",
    nib: str = "",
) -> Person | Refusal:
    """All of it as it is to be. The journal keeps what was there before, where it can be erased. A user name stays what
    it is."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    if str(person.agency_id) != by.agency:
        return STRANGER
    if (refusal := _nip_taken(nip, person)) is not None:
        return refusal
    npwp, nib = tidy_npwp(npwp), tidy_number(nib)
    if (refusal := _business_wrong(is_outside, business, npwp, nib)) is not None:
        return refusal
    new = {
        "name": name, "nip": nip, "email": email, "is_outside": is_outside,
        "business": business, "npwp": npwp, "nib": nib,
    }  # fmt: skip
    was = {field: getattr(person, field) for field, value in new.items() if getattr(person, field) != value}
    if not was:
        return person
    for field in was:
        setattr(person, field, new[field])
    person.save(update_fields=list(was))
    private = {f"was.{field}": value for field, value in was.items() if field != "is_outside"}
    changed(by, now, "pegawai-diubah", {"person": person.id, "fields": sorted(was)}, private)
    return person


@action(needs=NEEDS)
def deactivate(*, by: Actor, now: datetime, person: Person, end_holdings: bool) -> Person | Refusal:
    """Let a person leave: he is signed out at once and acts nowhere. `end_holdings`: today is the last day of his
    positions, and those not begun are void; else they wait for his return."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    if str(person.agency_id) != by.agency:
        return STRANGER
    if by.person == str(person.id):
        return Refusal("diri-sendiri", "Anda tidak dapat menonaktifkan diri sendiri; minta administrator lain.")
    if not person.is_active:
        return person
    alone(by)
    days = days_to_keep(by)
    person.is_active = False
    person.save(update_fields=["is_active"])
    if end_holdings:
        today = by.day.day
        held = Holding.objects.filter(agency_id=by.agency, person=person)
        held.filter(since__gt=today).delete()
        held.filter(Q(until__isnull=True) | Q(until__gt=today)).update(until=today)
    changed(by, now, "pegawai-dinonaktifkan", {"person": person.id, "end_holdings": end_holdings})
    refusal = last_administrator(by, days)
    return person if refusal is None else refusal


@action(needs=NEEDS)
def reactivate(*, by: Actor, now: datetime, person: Person) -> Person | Refusal:
    """Let somebody who left come back, with his old password and the positions that were not ended."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    if str(person.agency_id) != by.agency:
        return STRANGER
    if person.is_active:
        return person
    person.is_active = True
    person.save(update_fields=["is_active"])
    changed(by, now, "pegawai-diaktifkan", {"person": person.id})
    return person


@action(needs=NEEDS)
def issue_password_link(*, by: Actor, now: datetime, person: Person) -> str | Refusal:
    """The path of a new link by which `person` sets his password. His old password and older links end here, so
    whoever knew them is out."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    if str(person.agency_id) != by.agency:
        return STRANGER
    if by.person == str(person.id):
        return Refusal("diri-sendiri", "Ganti kata sandi Anda sendiri di halaman Akun saya.")
    if not person.is_active:
        return Refusal("pegawai-nonaktif", "Pegawai ini nonaktif; aktifkan dahulu.")
    person.password = make_password(None)
    person.save(update_fields=["password"])
    record(agency=by.agency, kind="tautan-sandi-dibuat", at=now, by=by.person, event={"person": str(person.id)})
    return link_path(person, now)


@action(needs="organisation.own_password")
def set_password_by_link(*, by: Actor, now: datetime, person: Person, token: str, password: str) -> Person | Refusal:
    """Spend the link `token`."""
    if not (allowed := may(by, "organisation.own_password", str(person.id))):
        return allowed
    locked = Person.objects.select_for_update().get(id=person.id)
    if not link_holds(locked, token, now):
        return Refusal("tautan-tidak-berlaku", "Tautan ini sudah dipakai, diganti, atau kedaluwarsa.")
    return _set_password(by, now, locked, password)


@action(needs="organisation.own_password")
def change_password(*, by: Actor, now: datetime, person: Person, old: str, password: str) -> Person | Refusal:
    """Other sessions of the person end with the old password; the caller keeps its own alive."""
    if not (allowed := may(by, "organisation.own_password", str(person.id))):
        return allowed
    locked = Person.objects.select_for_update().get(id=person.id)
    if not locked.check_password(old):
        why = Words("Kata sandi lama tidak cocok.")
        return Refusal("sandi-lama-salah", why, fields={"lama": why})
    return _set_password(by, now, locked, password)


def _set_password(by: Actor, now: datetime, person: Person, password: str) -> Person | Refusal:
    try:
        validate_password(password, person)
    except ValidationError as error:
        why = " ".join(error.messages)
        return Refusal("sandi-lemah", "{why}", {"why": why}, {"baru": why})
    person.set_password(password)
    person.save(update_fields=["password"])
    record(agency=by.agency, kind="sandi-diganti", at=now, by=by.person, event={"person": str(person.id)})
    return person


def _business_wrong(is_outside: bool, business: str, npwp: str, nib: str) -> Refusal | None:
    given = {field: value for field, value in (("business", business), ("npwp", npwp), ("nib", nib)) if value}
    if given and not is_outside:
        why = Words("Hanya dicatat untuk pihak luar.")
        return Refusal(
            "usaha-bukan-pihak-luar",
            "Nama usaha, NPWP, dan NIB hanya dicatat untuk pihak luar; tandai ia sebagai pihak luar, atau kosongkan.",
            fields=dict.fromkeys(given, why),
        )
    refusal = check_npwp(npwp)
    return check_nib(nib) if refusal is None else refusal


def _nip_taken(nip: str, person: Person | None) -> Refusal | None:
    if (refusal := check_nip(nip)) is not None:
        return refusal
    others = Person.within.filter(nip=nip)
    if person is not None:
        others = others.exclude(id=person.id)
    if nip and (other := others.first()):
        return Refusal(
            "nip-terpakai",
            "NIP ini sudah tercatat untuk {name}.",
            {"name": other.name},
            {"nip": "Sudah tercatat untuk orang lain."},
        )
    return None
