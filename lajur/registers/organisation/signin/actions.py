"""Changing and spending second factors. Spending is told by the journal where a code on paper went, else not."""

from __future__ import annotations

from datetime import datetime

from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import CodeApp, Person, RecoveryCode, SecurityKey, Session
from lajur.registers.organisation.signin.factors import APP, app_secret, has_factor, is_required
from lajur.registers.organisation.signin.keys import Answered
from lajur.registers.organisation.signin.rules import CODES, new_recovery_code, step_of_code, tidy_code
from lajur.registers.organisation.signin.sealing import digests, seal

OWN = "organisation.own_factors"
RESET = "organisation.reset_factors"
END = "organisation.end_sessions"
PAPER = "kode-pemulihan"
MOST_KEYS = 10
_WRONG = Words("Kode ini tidak cocok atau sudah dipakai. Pakai kode yang sedang tampil.")
WRONG_CODE = Refusal("kode-salah", _WRONG, fields={"kode": _WRONG})
STRANGER = Refusal("orang-tidak-dikenal", "Pilih orang yang terdaftar di instansi Anda.")


@action(needs=OWN)
def turn_on_app(*, by: Actor, now: datetime, person: Person, secret: bytes, code: str) -> list[str] | Refusal:
    """Ask codes of the app that knows `secret`, proven by one of them; it takes an older app's place. Returns new
    recovery codes when they are the person's first, else nothing. `now` here and below: the wall's clock."""
    if not (allowed := may(by, OWN, str(person.id))):
        return allowed
    step = step_of_code(secret, tidy_code(code), now)
    if step is None:
        return WRONG_CODE
    values = {"secret": seal(secret.hex(), purpose=APP), "last_step": step, "since": now}
    CodeApp.objects.update_or_create(person=person, defaults={**values, "agency_id": by.agency})
    record(agency=by.agency, kind="aplikasi-kode-dipasang", at=now, by=by.person, event={"person": str(person.id)})
    return _first_codes(by, now, person)


@action(needs=OWN)
def turn_off_app(*, by: Actor, now: datetime, person: Person) -> Person | Refusal:
    if not (allowed := may(by, OWN, str(person.id))):
        return allowed
    gone, _ = CodeApp.objects.filter(person=person).delete()
    if gone:
        record(agency=by.agency, kind="aplikasi-kode-dilepas", at=now, by=by.person, event={"person": str(person.id)})
    return _last_one(by, person)


@action(needs=OWN)
def add_key(
    *, by: Actor, now: datetime, person: Person, name: str, credential: bytes, uses: int
) -> list[str] | Refusal:
    """Register a key; returns recovery codes like `turn_on_app`."""
    if not (allowed := may(by, OWN, str(person.id))):
        return allowed
    mine = SecurityKey.objects.filter(person=person)
    if mine.count() >= MOST_KEYS:
        return Refusal("kunci-terlalu-banyak", "Paling banyak {n} kunci. Lepas dahulu salah satunya.", {"n": MOST_KEYS})
    if mine.filter(name=name).exists():
        why = Words("Nama ini sudah dipakai kunci Anda yang lain.")
        return Refusal("nama-kunci-terpakai", why, fields={"nama": why})
    key = SecurityKey.objects.create(
        agency_id=by.agency, person=person, name=name, credential=credential, uses=uses, since=now
    )
    event = {"person": str(person.id), "key": str(key.id)}
    record(
        agency=by.agency, kind="kunci-keamanan-didaftarkan", at=now, by=by.person, event=event, private={"name": name}
    )
    return _first_codes(by, now, person)


@action(needs=OWN)
def remove_key(*, by: Actor, now: datetime, person: Person, key: SecurityKey) -> Person | Refusal:
    if not (allowed := may(by, OWN, str(person.id))):
        return allowed
    event = {"person": str(person.id), "key": str(key.id)}
    SecurityKey.objects.filter(id=key.id, person=person).delete()
    record(agency=by.agency, kind="kunci-keamanan-dilepas", at=now, by=by.person, event=event)
    return _last_one(by, person)


@action(needs=OWN)
def renew_codes(*, by: Actor, now: datetime, person: Person) -> list[str] | Refusal:
    """New recovery codes; the old ones are void."""
    if not (allowed := may(by, OWN, str(person.id))):
        return allowed
    if not has_factor(person):
        return Refusal("tanpa-langkah-kedua", "Pasang dahulu aplikasi kode atau kunci keamanan.")
    return _new_codes(by, now, person)


@action(needs=OWN)
def spend_code(*, by: Actor, now: datetime, person: Person, code: str) -> str | Refusal:
    """Prove oneself by a code of the app or on paper, which is spent; returns which it was. Of two that come with the
    same code at once, one is refused."""
    if not (allowed := may(by, OWN, str(person.id))):
        return allowed
    typed = tidy_code(code)
    app = CodeApp.objects.filter(person=person).first()
    secret = app_secret(app) if app else None
    if app is not None and secret is not None:
        step = step_of_code(secret, typed, now)
        if step is not None:
            spent = CodeApp.objects.filter(id=app.id, last_step__lt=step).update(last_step=step)
            return "aplikasi" if spent else WRONG_CODE
    kept = RecoveryCode.objects.filter(person=person, used_at__isnull=True, digest__in=_digests(person, typed))
    if not kept.update(used_at=now):
        return WRONG_CODE
    left = RecoveryCode.objects.filter(person=person, used_at__isnull=True).count()
    event = {"person": str(person.id), "left": left}
    record(agency=by.agency, kind="kode-pemulihan-dipakai", at=now, by=by.person, event=event)
    return "pemulihan"


@action(needs=OWN)
def spend_answer(*, by: Actor, now: datetime, person: Person, answered: Answered) -> str | Refusal:
    """Prove oneself by a key's answer; its counter moves on, so that the same answer does not count twice."""
    if not (allowed := may(by, OWN, str(person.id))):
        return allowed
    mine = SecurityKey.objects.filter(id=answered.key.id, person=person, uses=answered.key.uses)
    return "kunci" if mine.update(uses=answered.uses, used_at=now) else WRONG_CODE


@action(needs=RESET)
def reset_factors(*, by: Actor, now: datetime, person: Person, reason: str) -> Person | Refusal:
    """Take away the second factors of somebody who lost them; he is signed out everywhere. The reason, with the
    letter's number, stands in the journal."""
    if not (allowed := may(by, RESET)):
        return allowed
    if str(person.agency_id) != by.agency:
        return STRANGER
    if by.person == str(person.id):
        return Refusal("diri-sendiri", "Langkah kedua Anda sendiri hanya dapat direset administrator lain.")
    if not reason.strip():
        why = Words("Tuliskan alasannya, dengan nomor suratnya.")
        return Refusal("alasan-kosong", why, fields={"alasan": why})
    if not has_factor(person):
        return Refusal("tanpa-langkah-kedua", "Orang ini tidak memakai langkah kedua.")
    CodeApp.objects.filter(person=person).delete()
    SecurityKey.objects.filter(person=person).delete()
    RecoveryCode.objects.filter(person=person).delete()
    Session.objects.filter(person=person).delete()
    event = {"person": str(person.id)}
    private = {"reason": reason.strip()}
    record(agency=by.agency, kind="langkah-kedua-direset", at=now, by=by.person, event=event, private=private)
    return person


@action(needs="organisation.own_account")
def end_sessions(*, by: Actor, now: datetime, person: Person, only: str = "") -> int | Refusal:
    """End one's own sessions, or the one of the key `only`; how many."""
    if not (allowed := may(by, "organisation.own_account", str(person.id))):
        return allowed
    rows = Session.objects.filter(person=person)
    ended, _ = (rows.filter(session_key=only) if only else rows).delete()
    if ended:
        event = {"person": str(person.id), "sessions": ended}
        record(agency=by.agency, kind="sesi-diakhiri", at=now, by=by.person, event=event)
    return ended


@action(needs=END)
def end_sessions_of(*, by: Actor, now: datetime, person: Person | None, keep: str = "") -> int | Refusal:
    """An administrator ends all sessions of a person, or of everybody in the agency (`person` None) but the one of the
    key `keep`, which is his own present one; how many. Passwords and second steps stay as they are."""
    if not (allowed := may(by, END)):
        return allowed
    if person is not None and str(person.agency_id) != by.agency:
        return STRANGER
    rows = Session.objects.filter(person__agency_id=by.agency).exclude(session_key=keep)
    ended, _ = (rows.filter(person=person) if person is not None else rows).delete()
    whose = {"person": str(person.id)} if person is not None else {}
    kind = "sesi-pegawai-diakhiri" if person is not None else "semua-sesi-diakhiri"
    record(agency=by.agency, kind=kind, at=now, by=by.person, event={**whose, "sessions": ended})
    return ended


def _first_codes(by: Actor, now: datetime, person: Person) -> list[str]:
    there = RecoveryCode.objects.filter(person=person, used_at__isnull=True).exists()
    return [] if there else _new_codes(by, now, person)


def _new_codes(by: Actor, now: datetime, person: Person) -> list[str]:
    RecoveryCode.objects.filter(person=person).delete()
    codes = [new_recovery_code() for _ in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(agency_id=by.agency, person=person, digest=_digests(person, tidy_code(code))[0]) for code in codes
    )
    record(agency=by.agency, kind="kode-pemulihan-dibuat", at=now, by=by.person, event={"person": str(person.id)})
    return codes


def _digests(person: Person, tidied: str) -> list[str]:
    return digests(f"{person.id}:{tidied}", purpose=PAPER)


def _last_one(by: Actor, person: Person) -> Person | Refusal:
    """After a removal: with the last factor go the codes on paper, unless the agency asks for a factor."""
    if has_factor(person):
        return person
    if is_required(person.agency, by):
        return Refusal("langkah-kedua-wajib", "Instansi Anda mewajibkan langkah kedua. Pasang dahulu penggantinya.")
    RecoveryCode.objects.filter(person=person).delete()
    return person
