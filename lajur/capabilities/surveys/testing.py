"""Surveys for tests, in an office whose SOP "kepuasan" plans, decides, collects. Use inside `scope(agency=…)`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from lajur.capabilities.surveys.collecting.answering import Answers, give_answer
from lajur.capabilities.surveys.models import Sheet, SheetState, Survey, SurveyState
from lajur.capabilities.surveys.planning.actions import Plan, PlannedGroup, begin_plan, save_plan
from lajur.casework.cases.models import Case
from lajur.casework.cases.testing import Office, make_row
from lajur.registers.organisation.testing import NOW, as_actor, clock, done

ROWS: list[dict[str, Any]] = [
    make_row("rencanakan", yields=["rencana"], formulir="surveys.plan"),
    make_row(
        "putuskan", "koordinator", needs=["rencana"], keputusan={"setuju": "kumpulkan", "perbaiki": "rencanakan"},
        efek=["surveys.settle_plan"],
    ),
    make_row("kumpulkan", needs=["rencana"], yields=["hasil"], formulir="surveys.collect"),
    make_row("laporkan", "kepala", needs=["hasil"]),
]  # fmt: skip


def make_case(office: Office) -> Case:
    """A case whose first row plans a survey; Ani and Budi are the team."""
    office.publish("kepuasan", ROWS)
    office.agency.refresh_from_db()
    return office.start("kepuasan")


def a_plan(survey: Survey, **changed: Any) -> Plan:
    """A plan without fault: six of twenty in each of the five groups."""
    groups = [PlannedGroup(group.key, group.title, 20, 6) for group in survey.groups.all()]
    today = NOW.date()
    whole = Plan(
        "Survei Zamrud", today.replace(month=1, day=1), today, today, today + timedelta(days=13), groups,
        ["Konsultasi", "Pemilihan"], True, "", "Waktu terbatas.",
    )  # fmt: skip
    return replace(whole, **changed)


def make_survey(office: Office, *, opened: bool = True, **changed: Any) -> Survey:
    """A survey in a case of its own, planned and, unless `opened` is False, open for answers."""
    case = make_case(office)
    survey = done(begin_plan(by=as_actor(office.ani), now=NOW, case_id=case.id))
    survey = done(save_plan(by=as_actor(office.ani), now=NOW, survey_id=survey.id, plan=a_plan(survey, **changed)))
    if opened:
        survey.state, survey.opened_at = SurveyState.OPEN, NOW
        survey.save()
    return survey


def make_answer(
    survey: Survey, group: int = 1, score: int = 3, *, service: int = 1, remark: str = "",
    doubts: Sequence[str] = (), now: datetime = NOW,
) -> Sheet:  # fmt: skip
    """A sheet with the same score for every element."""
    key = uuid.uuid4()
    answers = Answers(group, service, {f"u{n}": score for n in range(1, 10)}, {}, remark)
    state = done(
        give_answer(by=clock(survey.agency, now), now=now, survey=survey, sheet_id=key, answers=answers, doubts=doubts)
    )
    assert state in SheetState
    return Sheet.objects.get(id=key)
