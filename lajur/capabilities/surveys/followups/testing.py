"""Closed surveys with reports for tests, in an office whose SOP goes on to the end. Use inside `scope(agency=…)`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from lajur.capabilities.surveys.collecting.actions import close_survey
from lajur.capabilities.surveys.collecting.rules import REASONS
from lajur.capabilities.surveys.collecting.tokens import digest_of
from lajur.capabilities.surveys.followups.actions import Planned, write_follow_up
from lajur.capabilities.surveys.models import Channel, Sheet, SheetState, Survey, SurveyState, Ticket
from lajur.capabilities.surveys.planning.actions import begin_plan, save_plan
from lajur.capabilities.surveys.reporting import FollowUp, FollowUpState, Report, ReportState
from lajur.capabilities.surveys.testing import ROWS as FIRST_ROWS
from lajur.capabilities.surveys.testing import a_plan
from lajur.casework.cases.testing import Office, make_row
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.testing import NOW, as_actor, done

ROWS: list[dict[str, Any]] = [
    *FIRST_ROWS[:3],
    make_row("laporkan", needs=["hasil"], yields=["laporan"], formulir="surveys.report"),
    make_row(
        "setujui", "kepala", needs=["laporan"], keputusan={"setuju": "kerjakan", "perbaiki": "laporkan"},
        efek=["surveys.decide_follow_ups", "surveys.publish"],
    ),
    make_row("kerjakan", needs=["laporan"], yields=["pelaksanaan"], formulir="surveys.follow_ups"),
    make_row("evaluasi", needs=["pelaksanaan"], yields=["evaluasi"], formulir="surveys.evaluation"),
]  # fmt: skip

SCORES = ((4, 3, 2, 4, 3, 3, 4, 4, 3), (3, 3, 2, 4, 3, 3, 3, 3, 3), (3, 2, 1, 4, 3, 3, 3, 4, 2))
"""U3 is the weakest by far, then U2 and U9."""


def make_sheets(survey: Survey, number: int, *, group: int = 1, service: int = 1, remark: str = "") -> None:
    """So many accepted sheets, their scores in turn those of `SCORES`."""
    Sheet.objects.bulk_create(
        Sheet(
            agency_id=survey.agency_id, survey=survey, group=group, service=service, channel=Channel.LINK, given_at=NOW,
            remark=remark, **{f"u{place}": score for place, score in enumerate(SCORES[turn % 3], start=1)},
        )
        for turn in range(number)
    )  # fmt: skip


def make_open(office: Office, *, sheets: Sequence[int] = (12, 8, 6, 3, 0), **changed: Any) -> Survey:
    """A survey of a case that has come to its row `kumpulkan`, with so many sheets of each group."""
    office.publish("kepuasan", ROWS)
    office.agency.refresh_from_db()
    case = office.start("kepuasan")
    survey = done(begin_plan(by=as_actor(office.ani), now=NOW, case_id=case.id))
    done(save_plan(by=as_actor(office.ani), now=NOW, survey_id=survey.id, plan=a_plan(survey, **changed)))
    Survey.objects.filter(id=survey.id).update(state=SurveyState.OPEN, opened_at=NOW)
    survey = Survey.objects.select_related("agency", "case").get(id=survey.id)
    for group, number in enumerate(sheets, start=1):
        make_sheets(survey, number, group=group, service=1 + group % 2)
    return survey


def make_closed(office: Office, **given: Any) -> Survey:
    survey = make_open(office, **given)
    done(close_survey(by=as_actor(office.ani), now=NOW, survey_id=survey.id))
    return Survey.objects.select_related("agency", "case").get(id=survey.id)


def make_follow_up(
    office: Office, survey: Survey, person: Person, *, element: int = 3, days: int = 20, programme: str = "Menata alur"
) -> FollowUp:
    planned = Planned(element, programme, NOW.date() + timedelta(days=days), str(person.id))
    row: FollowUp = done(
        write_follow_up(by=as_actor(office.ani), now=NOW, survey_id=survey.id, number=None, planned=planned)
    )
    return row


def address_values(office: Office) -> dict[str, dict[str, Any]]:
    """What fills the blanks of every address of surveys, by its name: surveys that are planned, open, being reported
    and published, the published one with a period before it. Under "" what fills all others."""
    first = NOW.date().replace(month=1, day=1)
    earlier = make_closed(office, period_from=first - timedelta(days=200), period_until=first - timedelta(days=100))
    closed, written, opened = make_closed(office), make_closed(office), make_open(office)
    make_follow_up(office, closed, office.ani)
    make_follow_up(office, written, office.ani)
    FollowUp.objects.filter(survey=closed).update(state=FollowUpState.RUNNING)
    for survey in (earlier, closed):
        Report.objects.get_or_create(survey=survey, defaults={"agency_id": survey.agency_id})
        Report.objects.filter(survey=survey).update(state=ReportState.APPROVED, published_at=NOW)
    case = office.start("kepuasan")
    planned = done(begin_plan(by=as_actor(office.ani), now=NOW, case_id=case.id))
    make_sheets(opened, 2, remark="Antrean.")
    Sheet.objects.filter(survey=opened, remark="Antrean.").update(state=SheetState.HELD, held_for=list(REASONS))
    secret = "zamrud" * 6
    Ticket.objects.create(agency=opened.agency, survey=opened, group=1, digest=digest_of(secret))
    planning, writing = {"survey_id": planned.id}, {"survey_id": written.id, "number": 1}
    settled = {"survey_id": closed.id, "token": closed.token, "number": 1}
    return {
        "": {"survey_id": opened.id, "token": opened.token},
        "surveys.answer_invited": {"secret": secret},
        **{f"surveys.{name}": planning for name in ("plan", "new_question", "question")},
        **{f"surveys.{name}": writing for name in ("write_analysis", "add_follow_up", "change_follow_up")},
        **{f"surveys.{name}": settled for name in ("results", "compare", "follow_ups", "finish_follow_up", "public")},
    }
