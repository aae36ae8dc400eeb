"""Every story of every SOP of the catalogue goes as told, and a SOP's stories together leave no way untaken."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from lajur.catalogue import reader
from lajur.catalogue.playing import Report, play, untold
from lajur.catalogue.stories import Story, read_stories
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
