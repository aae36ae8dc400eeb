"""Answering for deviations, and judging the answers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lajur.casework.cases import store
from lajur.casework.cases.models import Deviation, DeviationStatus
from lajur.casework.cases.permissions import DeviationSubject
from lajur.casework.cases.shell import append
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.permissions import Allowed, may
from lajur.registers.organisation.actors import Actor, day_of

NO_SUCH_DEVIATION = Refusal("penyimpangan-tidak-ada", "Penyimpangan ini tidak ada.")


def _held(
    case_id: UUID | str, number: int, by: Actor, needs: str, now: datetime
) -> tuple[store.Held, Deviation, Allowed] | Refusal:
    held = store.read(case_id, by.agency)
    deviation = Deviation.objects.filter(case_id=case_id, number=number).first() if held else None
    person = str(deviation.person_id) if deviation and deviation.person_id else None
    allowed = may(by, needs, DeviationSubject(person, day_of(held.agency, now) if held else by.day))
    if held is None or deviation is None:
        return NO_SUCH_DEVIATION
    return (held, deviation, allowed) if isinstance(allowed, Allowed) else allowed


@action(needs="cases.answer_deviation")
def answer_deviation(*, case_id: UUID | str, number: int, answer: str, by: Actor, now: datetime) -> Deviation | Refusal:
    """The officer answers for a deviation; after it was rejected, once more."""
    found = _held(case_id, number, by, "cases.answer_deviation", now)
    if isinstance(found, Refusal):
        return found
    held, deviation, allowed = found
    if deviation.status not in (DeviationStatus.RECORDED, DeviationStatus.REJECTED):
        return Refusal("sudah-dijawab", "Penyimpangan ini sudah dijawab.")
    if not answer.strip():
        return Refusal("jawaban-kosong", "Tuliskan penjelasan Anda.", fields={"jawaban": "Tuliskan penjelasan Anda."})
    deviation.status, deviation.answer, deviation.answered_at = DeviationStatus.ANSWERED, answer.strip(), now
    deviation.save(update_fields=["status", "answer", "answered_at"])
    append(
        held,
        kind="penyimpangan-dijawab",
        event={"number": number},
        private={"answer": answer.strip()},
        by=by,
        now=now,
        stands_for=allowed.stands_for,
    )
    return deviation


@action(needs="cases.judge_deviation")
def judge_deviation(
    *, case_id: UUID | str, number: int, accept: bool, judgement: str, by: Actor, now: datetime
) -> Deviation | Refusal:
    """The superior accepts the answer, or rejects it with a reason."""
    found = _held(case_id, number, by, "cases.judge_deviation", now)
    if isinstance(found, Refusal):
        return found
    held, deviation, allowed = found
    if deviation.status != DeviationStatus.ANSWERED:
        return Refusal("belum-dijawab", "Penyimpangan ini belum dijawab atau sudah dinilai.")
    if not accept and not judgement.strip():
        return Refusal(
            "alasan-kosong", "Tuliskan mengapa jawaban ini tidak diterima.", fields={"penilaian": "Tuliskan alasannya."}
        )
    deviation.status = DeviationStatus.ACCEPTED if accept else DeviationStatus.REJECTED
    deviation.judged_by_id, deviation.judged_at, deviation.judgement = UUID(by.person), now, judgement.strip()
    deviation.save(update_fields=["status", "judged_by", "judged_at", "judgement"])
    append(
        held,
        kind="penyimpangan-dinilai",
        event={"number": number, "accepted": accept},
        private={"judgement": judgement.strip()},
        by=by,
        now=now,
        stands_for=allowed.stands_for,
    )
    return deviation
