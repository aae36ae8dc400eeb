"""Entering as another: an administrator sees Lajur as a person of his agency does, to help, and changes nothing.

The session keeps the id of the `Entering`; the middleware sets the person seen as `request.user`, refuses whatever is
not reading, and ends the visit when its time is up. `@action` refuses an actor who entered once more, so that a page
that writes while it is read writes nothing either.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Entering, Person, Role

NEEDS = "organisation.enter_as"
LONGEST = timedelta(minutes=30)
SESSION_KEY = "masuk_sebagai"


@action(needs=NEEDS)
def begin_entering(*, by: Actor, now: datetime, person: Person, reason: str) -> Entering | Refusal:
    """See Lajur as `person` for at most `LONGEST`. Administrators and auditors cannot be entered: what they can do
    and know is theirs alone, and whoever checks must not be doubted."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    if by.person is None or str(person.agency_id) != by.agency or not person.is_active:
        return Refusal("orang-tidak-dikenal", "Pilih orang yang terdaftar dan aktif di instansi Anda.")
    if str(person.id) == by.person:
        return Refusal("masuk-sebagai-sendiri", "Anda sudah masuk sebagai diri sendiri; pilih orang lain.")
    if by.day.roles_of(str(person.id)) & {Role.ADMINISTRATOR.value, Role.AUDITOR.value}:
        return Refusal(
            "masuk-sebagai-pengawas",
            "Administrator dan auditor tidak dapat dimasuki: kewenangan dan pengawasan mereka milik mereka sendiri.",
        )
    if not reason.strip():
        return Refusal(
            "alasan-kosong",
            "Tuliskan alasannya, misalnya nomor laporan atau apa yang ditanyakan orang itu.",
            fields={"reason": "Tuliskan alasannya."},
        )
    row = Entering.objects.create(
        agency_id=by.agency,
        administrator_id=by.person,
        person=person,
        reason=reason.strip(),
        began_at=now,
        until=now + LONGEST,
    )
    event = {"entering": str(row.id), "as": str(person.id), "until": row.until.isoformat()}
    record(
        agency=by.agency,
        kind="masuk-sebagai-dimulai",
        at=now,
        by=by.person,
        event=event,
        private={"reason": row.reason},
    )
    return row


@action(needs=NEEDS)
def end_entering(*, by: Actor, now: datetime, entering: Entering) -> Entering | Refusal:
    """End the visit; ended twice, the first end counts. `by` is the administrator himself, not whom he saw."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    row = Entering.objects.select_for_update().get(id=entering.id)
    if row.ended_at is None:
        row.ended_at = min(now, row.until)
        row.save(update_fields=["ended_at"])
        event = {"entering": str(row.id), "as": str(row.person_id), "began": row.began_at.isoformat()}
        record(agency=by.agency, kind="masuk-sebagai-berakhir", at=row.ended_at, by=by.person, event=event)
    return row


def current_entering(key: object, administrator: Person) -> Entering | None:
    """The visit of a session, with the person seen, whether its time is up or not; None when it was ended."""
    found = Entering.objects.select_related("person").filter(
        id=str(key), administrator_id=administrator.id, ended_at__isnull=True
    )
    return found.first()


def recent_enterings(days: int = 90) -> list[Entering]:
    """Who entered as whom of late, the last one first."""
    since = timezone.now() - timedelta(days=days)
    rows = Entering.objects.filter(began_at__gte=since).select_related("administrator", "person")
    return list(rows.order_by("-began_at")[:200])
