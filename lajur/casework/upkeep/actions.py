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
    *, by: Actor | Installation, now: datetime, place: str, size: int, rows: int = 0, files: int = 0,
    lost_files: int = 0, is_encrypted: bool = False, fault: str = "", proven: bool = False,
) -> Backup | Refusal:  # fmt: skip
    """Note a backup that was made, or with `fault` one that could not be; `proven` when it was read back."""
    if not (allowed := may(by, WATCH)):
        return allowed
    return Backup.objects.create(
        at=now, place=place[:300], size=size, rows=rows, files=files, lost_files=lost_files, is_encrypted=is_encrypted,
        fault=fault[:500], proven_at=now if proven else None,
    )  # fmt: skip


@action(needs=WATCH)
def note_proof(
    *, by: Actor | Installation, now: datetime, place: str, seconds: float | None = None, fault: str = ""
) -> Backup | Refusal | None:
    """Note that the backup at `place` was restored aside and found equal, or with `fault` that it was not; None for a
    file that was made elsewhere."""
    if not (allowed := may(by, WATCH)):
        return allowed
    row = Backup.objects.filter(place=place[:300]).order_by("-at").first()
    if row is None:
        return None
    row.proven_at, row.proof_seconds, row.fault = (None if fault else now), seconds, fault[:500]
    row.save(update_fields=["proven_at", "proof_seconds", "fault"])
    return row
