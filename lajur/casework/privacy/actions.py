"""Giving people what is held about them, and erasing it. The journal's chains hold afterwards: what is erased was kept
beside them, and that it was erased, by whom, when and on what ground stands in them."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db.models import F, Q

from lajur.casework.cases.models import Case, Comment, Deviation, Draft, Task, TaskStatus
from lajur.casework.cases.queries import answers_of
from lajur.casework.privacy.copying import copy_of
from lajur.casework.privacy.rules import BASES, OWN_ROWS, without
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.models import Entry
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency, Person, Substitution
from lajur.registers.procedures.queries import sop_of

EXPORT, ERASE = "privacy.export", "privacy.erase"
ERASED = "(dihapus menurut UU 27/2022)"
NOBODY = Refusal("orang-tidak-dikenal", "Pilih orang yang terdaftar di instansi Anda.")
NO_CASE = Refusal("pelaksanaan-tidak-ada", "Tidak ada pelaksanaan dengan nomor itu di instansi Anda.")


@action(needs=EXPORT)
def export_person(*, by: Actor, now: datetime, person: Person) -> bytes | Refusal:
    """The ZIP of everything held about `person`; that it was taken stands in the journal."""
    if not (allowed := may(by, EXPORT, str(person.id))):
        return allowed
    if str(person.agency_id) != by.agency:
        return NOBODY
    made = copy_of(person, now)
    record(agency=by.agency, kind="data-pribadi-disalin", at=now, by=by.person, event={"person": str(person.id)})
    return made


@action(needs=ERASE)
def erase_person(
    *, by: Actor, now: datetime, person: Person, basis: str, reason: str, with_texts: bool
) -> int | Refusal:
    """Make somebody who has left nameless: who he was goes, that somebody acted stays. `with_texts`: also what he
    wrote in his own words. Returns how many journal entries lost their private part."""
    if not (allowed := may(by, ERASE)):
        return allowed
    if (refusal := _unfounded(basis, reason)) is not None:
        return refusal
    if str(person.agency_id) != by.agency:
        return NOBODY
    if person.is_active:
        return Refusal("masih-aktif", "Nonaktifkan dahulu pegawai ini; data orang yang masih bekerja diperlukan.")
    waiting = Task.objects.filter(agency_id=by.agency, status=TaskStatus.OPEN, assignees__contains=[person.id])
    if waiting.exists():
        return Refusal("masih-ditunggu", "Masih ada tugas yang menunggu orang ini; alihkan dahulu.")
    own = str(person.id)
    person.name, person.nip, person.email = f"Orang terhapus {own[-4:]}", "", ""
    person.username, person.password = f"terhapus-{own[-12:]}", make_password(None)
    person.business, person.npwp, person.nib = "", "", ""
    person.save(update_fields=["name", "nip", "email", "business", "npwp", "nib", "username", "password"])
    Substitution.objects.filter(agency_id=by.agency, absent=person).update(reason=ERASED)
    for label in OWN_ROWS:
        apps.get_model(label)._default_manager.filter(person=person).delete()
    chosen = Q(chain=by.agency, body__contains=own) & ~Q(by=person.id) | Q(chain=by.agency, by=person.id)
    if with_texts:
        chosen |= Q(by=person.id)
        Comment.objects.filter(agency_id=by.agency, by=person).update(text=ERASED)
        Deviation.objects.filter(agency_id=by.agency, person=person).exclude(answer="").update(answer=ERASED)
        Deviation.objects.filter(agency_id=by.agency, judged_by=person).exclude(judgement="").update(judgement=ERASED)
        _strip(list(Task.objects.filter(agency_id=by.agency, done_by=person).select_related("case")))
    erased = Entry.objects.filter(chosen, agency_id=by.agency, private__isnull=False).update(private=None)
    Agency.objects.filter(id=by.agency).update(roster_version=F("roster_version") + 1)
    _told(by, now, basis, reason, {"person": own, "entries": erased, "texts": with_texts})
    return erased


@action(needs=ERASE)
def erase_case(*, by: Actor, now: datetime, number: str, basis: str, reason: str, subject: str = "") -> int | Refusal:
    """Erase the personal answers and everything written in free words in one case; `subject`, when given, replaces
    its title. What happened, when and by whom stays. Returns how many journal entries lost their private part."""
    if not (allowed := may(by, ERASE)):
        return allowed
    if (refusal := _unfounded(basis, reason)) is not None:
        return refusal
    case = Case.objects.select_for_update(of=("self",)).filter(agency_id=by.agency, number=number).first()
    if case is None:
        return NO_CASE
    if subject.strip():
        case.subject = subject.strip()[:300]
        case.save(update_fields=["subject"])
    _strip(list(Task.objects.filter(case=case).select_related("case")))
    Draft.objects.filter(case=case).delete()
    Comment.objects.filter(case=case).update(text=ERASED)
    for field in ("reason", "answer", "judgement"):
        Deviation.objects.filter(case=case).exclude(**{field: ""}).update(**{field: ERASED})
    erased = Entry.objects.filter(agency_id=by.agency, chain=case.id, private__isnull=False).update(private=None)
    _told(by, now, basis, reason, {"case": str(case.id), "entries": erased, "subject": bool(subject.strip())})
    return erased


def _strip(tasks: list[Task]) -> None:
    """Take personal answers and notes off the rows that repeat them for pages."""
    personal: dict[UUID, dict[str, set[str]]] = {}
    for task in tasks:
        edition = task.case.edition_id
        if edition not in personal:
            steps = sop_of(edition).steps.items()
            personal[edition] = {key: {field.key for field in step.fields if field.personal} for key, step in steps}
        kept = without(answers_of(task), personal[edition].get(task.step, set()))
        task.answers = json.dumps(kept, ensure_ascii=False) if kept else ""
        task.note = ""
    Task.objects.bulk_update(tasks, ["answers", "note"], batch_size=500)


def _unfounded(basis: str, reason: str) -> Refusal | None:
    if basis not in BASES:
        return Refusal("dasar-kosong", "Pilih dasar hukumnya.", fields={"dasar": "Pilih dasar hukumnya."})
    if not reason.strip():
        return Refusal("alasan-kosong", "Tuliskan alasannya.", fields={"alasan": "Tuliskan alasannya."})
    return None


def _told(by: Actor, now: datetime, basis: str, reason: str, event: dict[str, object]) -> None:
    record(
        agency=by.agency, kind="data-pribadi-dihapus", at=now, by=by.person, event={"basis": basis, **event},
        private={"reason": reason.strip()},
    )  # fmt: skip
