"""What is noted about the installation: beats, outages and what they came from, checks of the journal, backups."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from lajur.casework.upkeep.models import Backup, Beat, Cause, ClockJump, JournalCheck, Outage, OutageRemark
from lajur.casework.upkeep.rules import Findings, Pulse, compare
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record, verify_agency
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.reference.permissions import Installation

WATCH, EXPLAIN = "upkeep.watch", "upkeep.explain_outage"
BEAT_LOCK = 0x6465746B  # any number, the same for all: "detk"


@action(needs=WATCH)
def beat(*, by: Actor | Installation, pulse: Pulse) -> Findings | Refusal:
    """Note that Lajur lives, and what lies between this beat and the last one."""
    if not (allowed := may(by, WATCH)):
        return allowed
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BEAT_LOCK])
    row = Beat.objects.filter(id=1).first()
    if row is None:
        Beat.objects.create(first_at=pulse.at, at=pulse.at, boot=pulse.boot, awake=pulse.awake)
        return Findings()
    findings = compare(Pulse(row.at, row.boot, row.awake), pulse)
    if findings.leap is not None:
        ClockJump.objects.create(at=pulse.at, seconds=findings.leap.total_seconds())
    if findings.outage is not None:
        began, ended = findings.outage
        Outage.objects.create(began_at=began, ended_at=ended)
    row.at, row.boot, row.awake = pulse.at, pulse.boot, pulse.awake
    row.save()
    return findings


@action(needs=EXPLAIN)
def explain_outage(
    *, by: Actor, now: datetime, outage: Outage, cause: Cause | str, text: str = ""
) -> OutageRemark | Refusal:
    """Say publicly, for one's agency, what an outage came from; said anew, the last remark counts."""
    if not (allowed := may(by, EXPLAIN)):
        return allowed
    cause = Cause(cause)
    if cause == Cause.OTHER and not text.strip():
        return Refusal("keterangan-kosong", "Tuliskan apa penyebabnya.", fields={"text": "Tuliskan apa penyebabnya."})
    row = OutageRemark.objects.create(
        agency_id=by.agency, outage=outage, cause=cause, text=text.strip(), at=now, by_id=by.person
    )
    event = {"outage": str(outage.id), "began": outage.began_at.isoformat(), "cause": str(cause)}
    record(agency=by.agency, kind="gangguan-dijelaskan", at=now, by=by.person, event=event, private={"text": row.text})
    return row


@action(needs=WATCH, atomic=False)
def check_journal(*, by: Actor, now: datetime) -> JournalCheck | Refusal:
    """Walk over the agency's whole journal and note what was found."""
    if not (allowed := may(by, WATCH)):
        return allowed
    with transaction.atomic():
        verdict = verify_agency(by.agency)
        first = verdict.faults[0] if verdict.faults else None
        return JournalCheck.objects.create(
            agency_id=by.agency,
            at=now,
            chains=verdict.chains,
            entries=verdict.entries,
            seals=verdict.seals,
            faults=len(verdict.faults),
            first_fault=f"{first.chain} / {first.seq}: {first.why}"[:300] if first else "",
        )


@action(needs=WATCH)
def note_backup(
    *, by: Actor | Installation, now: datetime, place: str, size: int, proven: bool = False
) -> Backup | Refusal:
    """Note a backup that was made; `proven` when it was read back."""
    if not (allowed := may(by, WATCH)):
        return allowed
    return Backup.objects.create(at=now, place=place, size=size, proven_at=now if proven else None)
