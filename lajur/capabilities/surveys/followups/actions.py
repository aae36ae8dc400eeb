"""The follow-up plan: written, proposed with the report, decided, done; the result published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from lajur.capabilities.surveys.followups.loading import DutySubject, held_report, planners_of
from lajur.capabilities.surveys.loading import LoadedSurvey, held_survey
from lajur.capabilities.surveys.models import Question, SurveyState
from lajur.capabilities.surveys.permissions import TeamSubject
from lajur.capabilities.surveys.reporting import FollowUp, FollowUpState, Report, ReportState
from lajur.casework.cases.models import Case
from lajur.casework.notices.actions import notify
from lajur.casework.notices.models import NoticeKind
from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Person
from lajur.registers.procedures.queries import sop_of

PLANS, DECIDES, DOES = "surveys.plan_follow_ups", "surveys.decide_follow_ups", "surveys.finish_follow_up"
NO_SURVEY = Refusal("survei-tidak-ada", "Survei ini tidak ada.")
NOT_CLOSED = Refusal("survei-belum-ditutup", "Tindak lanjut disusun sesudah survei ditutup.")
SETTLED = Refusal(
    "laporan-sudah-diajukan", "Laporan ini sudah diajukan atau disetujui, jadi rencananya tidak dapat diubah lagi."
)
MOST = 40


@dataclass(frozen=True, slots=True)
class Planned:
    """`element` 1–9; `due_on` the last day, included."""

    element: int
    programme: str
    due_on: date
    person: str


@action(needs=PLANS)
def write_follow_up(
    *, by: Actor, now: datetime, survey_id: UUID, number: int | None, planned: Planned
) -> FollowUp | Refusal:
    """Add a follow-up (`number` None) or change one, while the report is being written."""
    found = _written(survey_id, by, now)
    if isinstance(found, Refusal):
        return found
    survey = found.survey
    person = Person.within.filter(
        agency_id=by.agency, id=planned.person, is_active=True, is_outside=False
    ).first()  # fmt: skip
    asked = Question.objects.filter(survey=survey, number=planned.element, in_use=True, number__lte=9).exists()
    today = now.astimezone(ZoneInfo(survey.agency.zone)).date()
    wrong: dict[str, str] = {}
    if not asked:
        wrong["unsur"] = Words("Pilih unsur yang ditanyakan.")
    if not planned.programme.strip():
        wrong["program"] = Words("Tuliskan apa yang akan dikerjakan.")
    if planned.due_on < today:
        wrong["waktu"] = Words("Tanggalnya sudah lewat.")
    if person is None:
        wrong["penanggung_jawab"] = Words("Pilih pegawai yang masih bertugas.")
    if wrong or person is None:
        return Refusal("tindak-lanjut-belum-benar", "Periksa isian yang ditandai.", fields=wrong)
    numbers = set(survey.follow_ups.values_list("number", flat=True))
    if number is None and len(numbers) >= MOST:
        return Refusal("tindak-lanjut-terlalu-banyak", "Paling banyak {most} tindak lanjut.", {"most": MOST})
    if number is not None and number not in numbers:
        return Refusal("tindak-lanjut-tidak-ada", "Tindak lanjut ini tidak ada.")
    values = {
        "element": planned.element, "programme": planned.programme.strip()[:300], "due_on": planned.due_on,
        "person": person,
    }  # fmt: skip
    row, _ = FollowUp.objects.update_or_create(
        survey=survey, number=number or max(numbers, default=0) + 1, defaults={"agency_id": by.agency, **values}
    )
    _told(found, "tindak-lanjut-ditulis", by, now, number=row.number, element=row.element, due=row.due_on.isoformat())
    return row


@action(needs=PLANS)
def drop_follow_up(*, by: Actor, now: datetime, survey_id: UUID, number: int) -> bool | Refusal:
    found = _written(survey_id, by, now)
    if isinstance(found, Refusal):
        return found
    if not found.survey.follow_ups.filter(number=number).delete()[0]:
        return False
    _told(found, "tindak-lanjut-dibuang", by, now, number=number)
    return True


@action(needs=PLANS)
def write_analysis(*, by: Actor, now: datetime, survey_id: UUID, analysis: str) -> Report | Refusal:
    """What the team writes about the figures; it stands in the report."""
    found = _written(survey_id, by, now)
    if isinstance(found, Refusal):
        return found
    report: Report = found.survey.report
    report.analysis = analysis.strip()[:5000]
    report.save(update_fields=["analysis"])
    _told(found, "analisis-survei-ditulis", by, now)
    return report


@action(needs=PLANS)
def propose_report(*, by: Actor, now: datetime, survey_id: UUID) -> Report | Refusal:
    """Hand the report to whoever decides on it: from now on nobody changes its plan."""
    found = _written(survey_id, by, now)
    if isinstance(found, Refusal):
        return found
    if not found.survey.follow_ups.exists():
        return Refusal("tindak-lanjut-kosong", "Susun sedikitnya satu tindak lanjut.")
    report: Report = found.survey.report
    report.state, report.proposed_at = ReportState.PROPOSED, now
    report.save(update_fields=["state", "proposed_at"])
    _told(found, "laporan-survei-diajukan", by, now)
    return report


@action(needs=DECIDES)
def decide_report(
    *, by: Actor, now: datetime, survey_id: UUID, approved: bool, lane: str, assignees: tuple[str, ...]
) -> Report | Refusal:
    """The decision of the SOP's row (its `lane` and `assignees`). Approved, every follow-up becomes a task of its
    person, who is told; otherwise the report is written again."""
    held = held_report(survey_id, by, now)
    if held is None:
        may(by, DECIDES, _nobody(by))
        return NO_SURVEY
    loaded, report = held
    deciding = deciding_of(loaded, lane, assignees)
    if not (allowed := may(by, DECIDES, deciding)):
        return allowed
    if report.state != ReportState.PROPOSED:
        return Refusal("laporan-belum-diajukan", "Laporan survei ini belum diajukan.")
    report.state = ReportState.APPROVED if approved else ReportState.WRITTEN
    report.approved_at = now if approved else None
    report.approved_by_id = UUID(by.person) if approved and by.person else None
    report.save(update_fields=["state", "approved_at", "approved_by"])
    if approved:
        FollowUp.objects.filter(survey=loaded.survey).update(state=FollowUpState.RUNNING)
        for row in FollowUp.objects.filter(survey=loaded.survey):
            tell(row, loaded.case, NoticeKind.NEW_TASK, now, key="baru")
    _told(loaded, "tindak-lanjut-disetujui" if approved else "tindak-lanjut-dikembalikan", by, now)
    return report


@action(needs=DOES)
def finish_follow_up(*, by: Actor, now: datetime, survey_id: UUID, number: int, done: str) -> FollowUp | Refusal:
    """What was done, told by the person responsible, his substitute, or those who planned it."""
    held = held_survey(survey_id, by, now)
    found = FollowUp.objects.select_for_update().filter(survey=held.survey, number=number).first() if held else None
    if held is None or found is None:
        may(by, DOES, DutySubject("", _nobody(by), FollowUp(), held))  # type: ignore[arg-type]
        return Refusal("tindak-lanjut-tidak-ada", "Tindak lanjut ini tidak ada.")
    duty = DutySubject(str(found.person_id), planners_of(held.case, held.day), found, held)
    if not (allowed := may(by, DOES, duty)):
        return allowed
    if found.state != FollowUpState.RUNNING:
        return Refusal("tindak-lanjut-tidak-berjalan", "Tindak lanjut ini belum disetujui, atau sudah terlaksana.")
    if not done.strip():
        told = Words("Tuliskan apa yang sudah dikerjakan.")
        return Refusal("isian-kosong", told.template, fields={"hasil": told})
    found.state, found.done, found.done_at = FollowUpState.DONE, done.strip()[:2000], now
    found.done_by_id = UUID(by.person) if by.person else None
    found.save(update_fields=["state", "done", "done_at", "done_by"])
    _told(held, "tindak-lanjut-terlaksana", by, now, number=number)
    return found


@action(needs="surveys.publish")
def publish_result(
    *, by: Actor, now: datetime, survey_id: UUID, lane: str = "", assignees: tuple[str, ...] = ()
) -> Report | Refusal:
    """Let everybody read the result. Only after the report was approved; safe to repeat."""
    held = held_report(survey_id, by, now)
    if held is None:
        may(by, "surveys.publish")
        return NO_SURVEY
    loaded, report = held
    deciding = deciding_of(loaded, lane, assignees) if lane else None
    if not (allowed := may(by, "surveys.publish", deciding)):
        return allowed
    if report.state != ReportState.APPROVED:
        return Refusal("laporan-belum-disetujui", "Hasil survei diumumkan sesudah laporannya disetujui.")
    if report.published_at is None:
        report.published_at = now
        report.save(update_fields=["published_at"])
        _told(loaded, "hasil-survei-diumumkan", by, now)
    return report


@action(needs="surveys.withdraw")
def withdraw_result(*, by: Actor, now: datetime, survey_id: UUID) -> Report | Refusal:
    """Take the result off the public page; that it stood there stays in the journal."""
    held = held_report(survey_id, by, now)
    if not (allowed := may(by, "surveys.withdraw")):
        return allowed
    if held is None:
        return NO_SURVEY
    loaded, report = held
    if report.published_at is not None:
        report.published_at = None
        report.save(update_fields=["published_at"])
        _told(loaded, "hasil-survei-ditarik", by, now)
    return report


REMINDED = (("terlambat", NoticeKind.LATE, -1), ("h1", NoticeKind.REMINDER, 1), ("h7", NoticeKind.REMINDER, 7))
"""Key, kind and days left of what is told, the most urgent first; it is told once for each key."""


@action(needs="surveys.remind")
def remind(*, by: Actor, now: datetime, today: date) -> int | Refusal:
    """Tell the persons of running follow-ups whose last day is near or has passed; returns of how many."""
    if not (allowed := may(by, "surveys.remind")):
        return allowed
    near = today + timedelta(days=max(days for _key, _kind, days in REMINDED))
    rows = FollowUp.objects.filter(agency_id=by.agency, state=FollowUpState.RUNNING, due_on__lte=near)
    found = list(rows.select_related("survey__case"))
    for row in found:
        left = (row.due_on - today).days
        key, kind = next((key, kind) for key, kind, days in REMINDED if left <= days)
        case = row.survey.case
        assert case is not None  # follow-ups are written in a case
        tell(row, case, kind, now, key=key)
    return len(found)


def deciding_of(loaded: LoadedSurvey, lane: str, assignees: tuple[str, ...]) -> TeamSubject:
    """Officers of a row that decides on the report."""
    return TeamSubject(
        loaded.procedure, loaded.day, loaded.started_by, loaded.taking_part, lane=lane, assignees=assignees
    )


def tell(row: FollowUp, case: Case, kind: NoticeKind, now: datetime, *, key: str) -> None:
    """Tell the person responsible, once for each `key`. The element names the follow-up: its own words may not leave
    by mail."""
    step = Words("tindak lanjut survei, unsur U{element}", element=row.element)
    params = {"step": str(step), "number": case.number, "sop": sop_of(case.edition_id).identity.title}
    notify(
        agency=str(row.agency_id), persons=[str(row.person_id)], kind=kind, key=f"{row.id}:{key}", at=now,
        link=f"/kepuasan/{row.survey_id}/tindak-lanjut/{row.number}/", params=params, case=case.id,
    )  # fmt: skip


def _nobody(by: Actor) -> TeamSubject:
    return TeamSubject("", by.day, lane="")


def _written(survey_id: UUID, by: Actor, now: datetime) -> LoadedSurvey | Refusal:
    """The survey under its lock with its report, while that is being written and `by` plans follow-ups."""
    held = held_report(survey_id, by, now)
    if held is None:
        may(by, PLANS, _nobody(by))
        return NO_SURVEY
    loaded, report = held
    if not (allowed := may(by, PLANS, loaded)):
        return allowed
    if loaded.survey.state != SurveyState.CLOSED:
        return NOT_CLOSED
    return loaded if report.state == ReportState.WRITTEN else SETTLED


def _told(loaded: LoadedSurvey, kind: str, by: Actor, now: datetime, **more: object) -> None:
    record(agency=by.agency, kind=kind, at=now, by=by.person, event={"survey": str(loaded.survey.id), **more})
