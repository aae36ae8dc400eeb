"""The plan of a survey: made, changed, proposed, settled."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from lajur.capabilities.surveys.loading import held_survey, lane_of, plans_now, team_of
from lajur.capabilities.surveys.models import Group, Question, QuestionKind, Service, Survey, SurveyState
from lajur.capabilities.surveys.planning.rules import LETTERS, krejcie_morgan
from lajur.capabilities.surveys.questionnaire import FIRST_EXTRA, MOST_EXTRAS, elements_for, faults_of
from lajur.casework.cases.models import Case
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor, day_of
from lajur.registers.organisation.models import Agency
from lajur.registers.reference.queries import value

NEEDS, SETTLES = "surveys.plan", "surveys.settle_plan"
SAMPLE = "surveys.sampel"
NO_SURVEY = Refusal("survei-tidak-ada", "Survei ini tidak ada.")
SETTLED = Refusal("rencana-sudah-diajukan", "Rencana ini sudah diajukan atau disetujui, jadi tidak dapat diubah lagi.")
NO_CASE = Refusal("pelaksanaan-tanpa-survei", "Pelaksanaan ini tidak sedang menyusun rencana survei kepuasan.")


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    key: str
    title: str
    population: int
    minimum: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What the team plans; days are local and included."""

    title: str
    period_from: date
    period_until: date
    opens_on: date
    closes_on: date
    groups: Sequence[PlannedGroup]
    services: Sequence[str]
    asks_profile: bool
    introduction: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question as it is wanted; `words` worst first."""

    title: str
    text: str
    kind: str
    words: Sequence[str] = ()
    is_required: bool = True
    in_use: bool = True


def sample_of(population: int, on: date, agency: Agency) -> int:
    """What the formula asks of a population, with the constants that hold on a day."""
    known = value(SAMPLE, on, agency)["rumus"]
    return krejcie_morgan(population, chi_squared=known["chi_kuadrat"], share=known["proporsi"], error=known["galat"])


def local_day(now: datetime, agency: Agency) -> date:
    return now.astimezone(ZoneInfo(agency.zone)).date()


@action(needs=NEEDS)
def begin_plan(*, by: Actor, now: datetime, case_id: UUID) -> Survey | Refusal:
    """A case's survey with the groups and elements that hold today; the one it has, when it has one already."""
    case = Case.objects.select_for_update(of=("self",)).select_related("agency").filter(
        agency_id=by.agency, id=case_id
    ).first()  # fmt: skip
    lane = lane_of(case) if case else ""
    subject = team_of(case, lane, day_of(case.agency, now)) if case and lane else None
    allowed = may(by, NEEDS, subject)
    if case is None or not lane or case.ended_at is not None:
        return NO_CASE
    if not allowed:
        return allowed
    known = Survey.objects.filter(case=case).first()
    if known is not None:
        return known
    if not plans_now(case):
        return NO_CASE
    agency, today = case.agency, local_day(now, case.agency)
    first = today.replace(day=1)
    table = value(SAMPLE, today, agency)
    survey = Survey.objects.create(
        agency=agency, case=case, lane=lane, title=case.subject[:200], minimum=int(table["minimum"]),
        period_from=first.replace(month=1), period_until=today, opens_on=today, closes_on=today + timedelta(days=13),
        token="".join(secrets.choice(LETTERS) for _ in range(10)), created_by_id=by.person, created_at=now,
    )  # fmt: skip
    Group.objects.bulk_create(
        Group(agency=agency, survey=survey, number=number, key=row["kunci"], title=row["judul"])
        for number, row in enumerate(table["kalangan"], start=1)
    )
    Question.objects.bulk_create(elements_for(survey, today, agency))
    _told(survey, "survei-dimulai", by, now)
    return survey


@action(needs=NEEDS)
def save_plan(*, by: Actor, now: datetime, survey_id: UUID, plan: Plan) -> Survey | Refusal:
    """Write the plan down. What is still missing is told when it is proposed (`shortcoming`), not here."""
    found = _planned(survey_id, by, now)
    if isinstance(found, Refusal):
        return found
    agency = found.agency
    found.title, found.introduction, found.remark = plan.title, plan.introduction, plan.remark
    found.period_from, found.period_until = plan.period_from, plan.period_until
    found.opens_on, found.closes_on, found.asks_profile = plan.opens_on, plan.closes_on, plan.asks_profile
    found.sample = sample_of(sum(group.population for group in plan.groups), local_day(now, agency), agency)
    found.save()
    found.groups.all().delete()
    Group.objects.bulk_create(
        Group(
            agency=agency, survey=found, number=number, key=row.key, title=row.title, population=row.population,
            minimum=row.minimum,
        )
        for number, row in enumerate(plan.groups, start=1)
    )  # fmt: skip
    found.services.all().delete()
    Service.objects.bulk_create(
        Service(agency=agency, survey=found, number=number, title=title)
        for number, title in enumerate(plan.services, start=1)
    )
    _told(found, "rencana-survei-diubah", by, now)
    return found


@action(needs=NEEDS)
def word_question(
    *, by: Actor, now: datetime, survey_id: UUID, number: int | None, wanted: Wanted
) -> Question | Refusal:
    """Change a question, or add an extra one (`number` None). An element stays one of the nine, on its scale."""
    found = _planned(survey_id, by, now)
    if isinstance(found, Refusal):
        return found
    known = found.questions.filter(number=number).first() if number is not None else None
    if number is not None and known is None:
        return Refusal("pertanyaan-tidak-ada", "Pertanyaan ini tidak ada.")
    numbers = set(found.questions.values_list("number", flat=True))
    if known is None and len([n for n in numbers if n >= FIRST_EXTRA]) >= MOST_EXTRAS:
        return Refusal("pertanyaan-terlalu-banyak", "Paling banyak {most} pertanyaan tambahan.", {"most": MOST_EXTRAS})
    is_element = known is not None and known.kind == QuestionKind.ELEMENT
    kind = QuestionKind.ELEMENT if is_element else QuestionKind(wanted.kind)
    if not is_element and kind == QuestionKind.ELEMENT:
        return Refusal("unsur-tetap", "Unsur tidak dapat ditambah; tambahkan pertanyaan dengan skala empat.")
    words = [] if kind == QuestionKind.TEXT else [word.strip() for word in wanted.words if word.strip()]
    if wrong := faults_of(kind, words):
        return Refusal("jawaban-belum-benar", "Jawaban pertanyaan ini belum benar.", fields=wrong)
    row = known or Question(agency=found.agency, survey=found, number=max([*numbers, FIRST_EXTRA - 1]) + 1)
    row.kind, row.title, row.text, row.words = kind, wanted.title, wanted.text, words
    row.is_required = is_element or (wanted.is_required and kind != QuestionKind.TEXT)
    row.in_use = wanted.in_use
    row.save()
    _told(found, "pertanyaan-survei-diubah", by, now, number=row.number)
    return row


@action(needs=NEEDS)
def drop_question(*, by: Actor, now: datetime, survey_id: UUID, number: int) -> bool | Refusal:
    """Take an extra question out. Elements are put out of use instead, so that their numbers stay."""
    found = _planned(survey_id, by, now)
    if isinstance(found, Refusal):
        return found
    if not found.questions.filter(number=number, number__gte=FIRST_EXTRA).delete()[0]:
        return False
    _told(found, "pertanyaan-survei-dibuang", by, now, number=number)
    return True


def shortcoming(survey: Survey) -> Refusal | None:
    """Why a plan cannot be proposed yet."""
    groups = list(survey.groups.all())
    aimed, people = sum(group.minimum for group in groups), sum(group.population for group in groups)
    if not people:
        return Refusal("populasi-kosong", "Isi dahulu jumlah orang pada setiap kalangan.")
    if aimed < survey.minimum:
        return Refusal(
            "sasaran-kurang", "Sasaran baru {n} responden; SOP meminta sedikitnya {minimum}.",
            {"n": aimed, "minimum": survey.minimum},
        )  # fmt: skip
    over = next((group for group in groups if group.minimum > group.population), None)
    if over is not None:
        return Refusal(
            "sasaran-melebihi-populasi", "Sasaran {group} {n}, padahal orangnya hanya {people}.",
            {"group": over.title, "n": over.minimum, "people": over.population},
        )  # fmt: skip
    if aimed < survey.sample and not survey.remark.strip():
        return Refusal(
            "alasan-sampel", "Sasaran {n} di bawah sampel {sample}; tuliskan alasannya pada rencana.",
            {"n": aimed, "sample": survey.sample},
        )  # fmt: skip
    if not survey.services.exists():
        return Refusal("layanan-kosong", "Tuliskan sedikitnya satu jenis layanan yang dinilai.")
    if not survey.questions.filter(kind=QuestionKind.ELEMENT, in_use=True).exists():
        return Refusal("unsur-kosong", "Sedikitnya satu unsur harus ditanyakan.")
    return None


@action(needs=NEEDS)
def propose_plan(*, by: Actor, now: datetime, survey_id: UUID) -> Survey | Refusal:
    """Hand the plan to whoever decides on it: from now on nobody changes it."""
    found = _planned(survey_id, by, now)
    if isinstance(found, Refusal):
        return found
    if (wrong := shortcoming(found)) is not None:
        return wrong
    found.state = SurveyState.PROPOSED
    found.save(update_fields=["state"])
    _told(found, "rencana-survei-diajukan", by, now)
    return found


@action(needs=SETTLES)
def settle_plan(
    *, by: Actor, now: datetime, survey_id: UUID, approved: bool, lane: str, assignees: tuple[str, ...]
) -> Survey | Refusal:
    """The decision of the SOP's row: the survey opens on its first day, or the plan goes back to the team. `lane` and
    `assignees` are those of the row that decides."""
    held = held_survey(survey_id, by, now)
    if held is None:
        may(by, SETTLES)
        return NO_SURVEY
    deciding = team_of(held.case, lane, held.day)
    subject = type(deciding)(
        deciding.procedure, deciding.day, deciding.started_by, deciding.taking_part, lane=lane, assignees=assignees
    )
    if not (allowed := may(by, SETTLES, subject)):
        return allowed
    survey = held.survey
    if survey.state != SurveyState.PROPOSED:
        return Refusal("rencana-belum-diajukan", "Rencana survei ini belum diajukan.")
    survey.state = SurveyState.OPEN if approved else SurveyState.PLAN
    survey.opened_at = now if approved else None
    survey.save(update_fields=["state", "opened_at"])
    _told(survey, "rencana-survei-disetujui" if approved else "rencana-survei-dikembalikan", by, now)
    return survey


def _planned(survey_id: UUID, by: Actor, now: datetime) -> Survey | Refusal:
    """The survey under its lock, while its plan can be changed by `by`."""
    held = held_survey(survey_id, by, now)
    if held is None:
        may(by, NEEDS)
        return NO_SURVEY
    if not (allowed := may(by, NEEDS, held)):
        return allowed
    return held.survey if held.survey.state == SurveyState.PLAN else SETTLED


def _told(survey: Survey, kind: str, by: Actor, now: datetime, **more: int) -> None:
    record(agency=by.agency, kind=kind, at=now, by=by.person, event={"survey": str(survey.id), **more})
