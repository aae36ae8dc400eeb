"""Every story of every SOP of the catalogue goes as told, and a SOP's stories together leave no way untaken."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random

import pytest

from lajur.catalogue import reader
from lajur.catalogue.playing import PlayedCase, Report, play, untold
from lajur.catalogue.stories import Story, read_stories
from lajur.engine.advance import Outcome
from lajur.engine.definition import Field
from lajur.engine.events import rebuild
from lajur.engine.worktime import WorkCalendar
from lajur.registers.reference import rules, shipped

TABLES = Path(shipped.__file__).with_name("tables")


@cache
def national_calendar() -> WorkCalendar:
    """The calendar that agencies of the demonstration have: hours and Ramadan as shipped, holidays and joint leave."""
    hours, ramadan = (
        shipped.read_table(name, (TABLES / f"{name.partition('.')[2]}.yaml").read_text()).rows
        for name in (rules.HOURS, rules.RAMADAN)
    )
    days = rules.national_days(range(2025, 2029)).values()
    return rules.build_calendar(zone="Asia/Jakarta", version="cerita", hours=hours, ramadan=ramadan, days=days)


@cache
def stories_of(sop_id: str) -> tuple[Story, ...]:
    stories = read_stories(reader.path_of(sop_id, "scenarios.yaml").read_bytes(), reader.load(sop_id))
    assert isinstance(stories, tuple), stories
    return stories


@cache
def reports_of(sop_id: str) -> list[Report]:
    sops = reader.load_all()
    return [play(sops[sop_id], story, national_calendar(), sops) for story in stories_of(sop_id)]


@pytest.mark.parametrize("sop_id", reader.catalogue_ids())
def test_every_story_goes_as_told(sop_id: str):
    faults = [f"{report.title}: {fault}" for report in reports_of(sop_id) for fault in report.faults]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("sop_id", reader.catalogue_ids())
def test_the_stories_together_take_every_step_exit_and_return(sop_id: str):
    missing = untold(reader.load(sop_id), reports_of(sop_id))
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("sop_id", reader.catalogue_ids())
def test_stories_of_a_sop_have_titles_of_their_own(sop_id: str):
    titles = [story.title for story in stories_of(sop_id)]
    assert len(set(titles)) == len(titles) >= 1


def any_answer(random: Random, asked: Field) -> object:
    low = asked.minimum if asked.minimum is not None else 0
    high = asked.maximum if asked.maximum is not None else low + 200
    return {
        "angka": lambda: random.randint(low, high),
        "uang": lambda: random.randint(low, high),
        "tanggal": lambda: f"2026-{random.randint(1, 12):02}-{random.randint(1, 28):02}",
        "pilihan": lambda: random.choice(asked.options)[0],
        "ya-tidak": lambda: random.random() < 0.5,
    }.get(asked.kind, lambda: "Jawaban")()


@pytest.mark.parametrize("sop_id", reader.catalogue_ids())
def test_whatever_officers_do_a_case_is_never_stuck_and_its_journal_rebuilds_it(sop_id: str):
    sops = reader.load_all()
    sop, calendar = sops[sop_id], national_calendar()
    for seed in range(15):
        random = Random(f"{sop_id} {seed}")
        case = PlayedCase(sop, calendar, sops, datetime(2026, 3, 2, 8, 0, tzinfo=calendar.zone))
        case.start({})
        for _ in range(400):
            if not case.state.is_running:
                break
            waiting = [task for task, token in case.state.open.items() if not token.waits_for_child]
            assert waiting, f"{seed}: nothing is open and the case has not ended"
            task = random.choice(waiting)
            step = sop.steps[case.state.open[task].step]
            answers = {asked.key: any_answer(random, asked) for asked in step.fields}
            label = random.choice(step.exits).label if step.is_decision else None
            outcome = case.carry_out(case.completion(task, step, answers, label, {}))
            assert isinstance(outcome, Outcome), f"{seed} {step.key}: {outcome}"
        assert case.state.status == "selesai", f"{seed}: still running after 400 completions"
        assert rebuild(case.events) == case.state
