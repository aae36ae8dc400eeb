"""Filling in a monitoring or an evaluation, and reminding of those that are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency, Position
from lajur.registers.procedures.checks.queries import manner_on, responsible, watched
from lajur.registers.procedures.checks.rules import EVALUATION, KINDS
from lajur.registers.procedures.models import Procedure, SopCheck
from lajur.registers.procedures.work import tell

DUE = "sop-pantau"
"""Kind of notice (`casework.notices`)."""


@action(needs="procedures.check")
def record_check(
    *,
    by: Actor,
    now: datetime,
    procedure: Procedure,
    kind: str,
    day: date,
    goes_well: bool,
    methods: Sequence[str] = (),
    answers: Sequence[tuple[str, bool]] = (),
    findings: str = "",
    measures: str = "",
) -> SopCheck | Refusal:
    """Keep what was found. What does not go well needs findings and measures; an evaluation answers every question."""
    if not (allowed := may(by, "procedures.check", procedure)):
        return allowed
    if kind not in KINDS or procedure.in_force_id is None:
        return Refusal("bukan-pemantauan", "Pilih pemantauan atau evaluasi SOP yang berlaku.")
    if day > by.day.day:
        early = Words("Tanggalnya paling akhir hari ini.")
        return Refusal("tanggal-mendatang", early, fields={"tanggal": early})
    asked = manner_on(Agency.objects.get(id=by.agency), by.day.day)
    if any(one not in asked.methods for one in methods) or not methods:
        lacking = Words("Pilih paling sedikit satu cara.")
        return Refusal("tanpa-cara", lacking, fields={"cara": lacking})
    if kind == EVALUATION and [question for question, _ in answers] != list(asked.questions):
        return Refusal("belum-dijawab", "Jawab semua pertanyaan evaluasi.")
    if not goes_well:
        fields = {"catatan": findings, "tindakan": measures}
        why = Words("Tuliskan, karena belum berjalan baik.")
        empty = {name: why for name, text in fields.items() if not text.strip()}
        if empty:
            return Refusal("tanpa-tindakan", "Yang belum berjalan baik memerlukan catatan dan tindakan.", fields=empty)
    check = SopCheck.objects.create(
        agency_id=by.agency, procedure=procedure, edition_id=procedure.in_force_id, kind=kind, day=day,
        goes_well=goes_well, methods=list(methods), by_id=by.person, at=now,
        answers=[list(one) for one in answers] if kind == EVALUATION else [],
        findings=findings.strip()[:4000], measures=measures.strip()[:4000],
    )  # fmt: skip
    event = {
        "procedure": procedure.key,
        "check": str(check.id),
        "kind": kind,
        "day": day.isoformat(),
        "goes_well": goes_well,
    }
    record(agency=by.agency, kind="sop-dipantau", at=now, by=by.person, event=event)
    return check


@action(needs="procedures.check")
def make_responsible(*, by: Actor, now: datetime, procedure: Procedure, position: str) -> Procedure | Refusal:
    """Let the holders of a position (its id, "" for nobody in particular) be reminded of what is due for the SOP."""
    if not (allowed := may(by, "procedures.check", procedure)):
        return allowed
    inside = Position.objects.filter(is_outside=False)
    if position and not (position in by.day.roster.posts and inside.filter(id=position).exists()):
        return Refusal("jabatan-tidak-ada", "Pilih jabatan dari struktur instansi.")
    chosen = UUID(position) if position else None
    if Procedure.objects.filter(id=procedure.id).exclude(watched_by=chosen).update(watched_by=chosen):
        event = {"procedure": procedure.key, "position": position}
        record(agency=by.agency, kind="penanggung-jawab-sop", at=now, by=by.person, event=event)
    return procedure


@action(needs="procedures.begin")
def remind_of_checks(*, by: Actor, now: datetime) -> int | Refusal:
    """Tell the responsible of what is due soon and of what is late: once each. Returns how many there are."""
    if not (allowed := may(by, "procedures.begin")):
        return allowed
    agency, today, count = Agency.objects.get(id=by.agency), by.day.day, 0
    for one in watched(agency, today):
        for due in one.nexts:
            if not due.is_soon(today):
                continue
            late = ":terlambat" if due.is_late(today) else ""
            count += 1
            tell(
                agency=by.agency, persons=responsible(by.day, one.procedure), kind=DUE,
                key=f"{one.procedure.id}:{due.kind}:{due.due}{late}",
                link=f"/sop/{one.procedure.key}/pemantauan/?jenis={due.kind}", at=now,
                params={"sop": one.procedure.title, "day": due.due.isoformat()},
            )  # fmt: skip
    return count
