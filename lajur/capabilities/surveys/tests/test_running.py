"""The counts of an open survey that are kept up are those that counting every sheet anew gives, whatever happened."""

from __future__ import annotations

from random import Random

import pytest

from lajur.capabilities.surveys.collecting.actions import close_survey
from lajur.capabilities.surveys.followups.testing import make_open, make_sheets
from lajur.capabilities.surveys.jobs import keep_survey_counts
from lajur.capabilities.surveys.models import Channel, Question, QuestionKind, Sheet, SheetState, Survey
from lajur.capabilities.surveys.remarks import Theme
from lajur.capabilities.surveys.reporting import CountChange, RunningCount
from lajur.capabilities.surveys.results import running
from lajur.capabilities.surveys.results.counting import count
from lajur.capabilities.surveys.results.running import counts_of, keep_count, keep_counts
from lajur.casework.cases.testing import Office
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.testing import NOW, as_actor, clock, done

REMARKS = ("", "", "Antrean panjang", "Petugas ramah", "Loket kurang ramah")


def make_random_sheet(survey: Survey, random: Random) -> Sheet:
    extras = {"usia": random.choice(("17", "25", "35")), "x10": random.randint(1, 4), "x11": f"bebas {random.random()}"}
    return Sheet.objects.create(
        agency_id=survey.agency_id, survey=survey, group=random.randint(1, 3), service=random.randint(1, 2),
        channel=Channel.LINK, given_at=NOW, remark=random.choice(REMARKS), extras=random.choice((None, extras)),
        state=random.choice((SheetState.ACCEPTED, SheetState.ACCEPTED, SheetState.HELD)),
        **{f"u{n}": random.choice((None, 1, 2, 3, 4)) if n == 4 else random.randint(1, 4) for n in range(1, 10)},
    )  # fmt: skip


def something_happens(survey: Survey, random: Random) -> None:
    """An answer, a batch of them, a judgement, a withdrawal, a correction, or the job."""
    sheets = list(Sheet.objects.filter(survey=survey).order_by("given_at", "id"))
    one = Sheet.objects.filter(id=random.choice(sheets).id) if sheets else Sheet.objects.none()
    what = random.randint(1, 12)
    if what <= 5:
        make_random_sheet(survey, random)
    elif what == 6:
        make_sheets(survey, random.randint(1, 4), group=random.randint(1, 3), remark=random.choice(REMARKS))
    elif what == 7:
        one.filter(state=SheetState.HELD).update(state=random.choice((SheetState.ACCEPTED, SheetState.REJECTED)))
    elif what == 8:
        one.update(state=random.choice(SheetState.values))
    elif what == 9:
        one.update(u3=random.randint(1, 4), group=random.randint(1, 3), remark=random.choice(REMARKS))
    elif what == 10:
        one.delete()
    else:
        assert keep_count(survey, NOW)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_to_sheets_the_kept_counts_are_those_counted_anew(office: Office, seed: int) -> None:
    survey, random = make_open(office, sheets=(0, 0, 0, 0, 0)), Random(seed)
    Question.objects.create(
        agency=office.agency, survey=survey, number=11, kind=QuestionKind.TEXT, title="Lain", text="Lainnya?"
    )
    for _ in range(40):
        something_happens(survey, random)
        kept, anew = counts_of(survey), count(survey)
        assert (kept.cells, kept.extras, kept.remarks) == (anew.cells, anew.extras, anew.remarks)
        assert list(kept.themes) == list(anew.themes)
    assert RunningCount.objects.filter(survey=survey).exists()
    assert anew.whole.respondents > 5


def test_the_job_counts_where_many_answers_came(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "FROM", 6)
    survey = make_open(office, sheets=(3, 2, 0, 0, 0))
    assert keep_survey_counts(office.agency, NOW) == 0
    make_sheets(survey, 1, group=4)
    assert keep_survey_counts(office.agency, NOW) == 1
    assert not CountChange.objects.exists()
    assert counts_of(survey).cells == count(survey).cells
    refused = keep_counts(by=as_actor(office.ani), now=NOW, agency=office.agency)
    assert isinstance(refused, Refusal)
    assert keep_counts(by=clock(office.agency, NOW), now=NOW, agency=office.agency) == 0


def test_of_many_remarks_the_themes_are_those_the_job_found(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "FEW_REMARKS", 3)
    survey = make_open(office, sheets=(0, 0, 0, 0, 0))
    make_sheets(survey, 4, remark="Antrean")
    assert counts_of(survey).themes == [Theme("antrean", 4)]  # the job has not come yet
    keep_count(survey, NOW)
    make_sheets(survey, 2, remark="Parkir")
    found = counts_of(survey)
    assert (found.themes, found.read, found.remarks) == ([Theme("antrean", 4)], 4, 6)


def test_closing_counts_anew_and_forgets_what_ran_along(office: Office) -> None:
    survey = make_open(office)
    keep_count(survey, NOW)
    make_sheets(survey, 2)
    RunningCount.objects.filter(survey=survey).update(counts={"cells": [], "extras": {}, "remarks": 9})
    closed = done(close_survey(by=as_actor(office.ani), now=NOW, survey_id=survey.id))
    assert counts_of(closed).whole == count(closed).whole
    assert not RunningCount.objects.filter(survey=survey).exists()
    assert not CountChange.objects.filter(survey=survey).exists()
    assert not keep_count(survey, NOW)
