"""Short rounds of every storm; the full ones: `python -m tests.storm`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from lajur.entrypoints.api import rules
from lajur.registers.authority import limits
from tests.storm import flood
from tests.storm.clients import FAILED, OK, REFUSED, UNKNOWN, Asked, History
from tests.storm.day import END, day
from tests.storm.office import Place, may_mount, place
from tests.storm.rounds import STRIKES, double, full, soak, struck

DISK = 512
"""Megabytes: the whole office with its database, and room for a storm."""
pytestmark = pytest.mark.xdist_group("storm")


@pytest.fixture(scope="module")
def office() -> Iterator[Place]:
    with place(cases=4, tokens=4, disk=DISK if may_mount() else 0) as made:
        made.open()
        yield made


def test_a_step_is_done_once_however_often_it_is_sent(office: Place) -> None:
    figures = double(office, 40)
    assert figures[OK] >= 40
    assert figures[REFUSED] >= 40


@pytest.mark.parametrize("name", STRIKES)
def test_what_was_acknowledged_is_there_after_the_strike_and_nothing_half(office: Place, name: str) -> None:
    assert struck(office, 1, seed=1, strike=STRIKES[name])["rounds"] == 1


@pytest.mark.skipif(not may_mount(), reason="no small disk can be mounted here")
def test_a_full_disk_refuses_changes_and_goes_on_reading(office: Place) -> None:
    figures = full(office)
    assert figures["refused"] > 1
    assert figures[OK] >= 1


def test_a_soak_tells_its_figures(office: Place) -> None:
    figures = soak(office, 0.05)
    assert figures["steps_per_second"] > 0
    assert figures["memory_mb"] > 50


def test_logs_tell_no_secret_and_nobody(office: Place) -> None:
    secrets = day(office)
    logs = office.logs(until=END)
    assert sum(text.count("\n") for text in logs.values()) > 15, "nothing was logged: nothing was tried"
    assert "division by zero" in "".join(logs.values())
    found = {(name, what) for name, text in logs.items() for what, secret in secrets.items() if secret in text}
    assert found == set()


def asked(*entries: tuple[str, str]) -> History:
    return History([Asked("a", task, outcome, 0, 0.0) for task, outcome in entries])


@pytest.mark.parametrize(
    ("history", "done", "says"),
    [
        (asked(("catat.1", OK)), {"a": {"catat.1": 1}}, ""),
        (asked(("catat.1", UNKNOWN)), {"a": {}}, ""),
        (asked(("catat.1", UNKNOWN)), {"a": {"catat.1": 1}}, ""),
        (asked(("catat.1", OK)), {"a": {}}, "acknowledged, and 0 times"),
        (asked(("catat.1", OK)), {"a": {"catat.1": 2}}, "2 times"),
        (asked(("catat.1", OK), ("catat.1", OK)), {"a": {"catat.1": 1}}, "told 2 clients"),
        (asked(("catat.1", REFUSED)), {"a": {"catat.1": 1}}, "nobody was told"),
        (asked(("catat.1", FAILED), ("periksa.1", OK)), {"a": {"periksa.1": 1}}, "no legal path"),
    ],
)
def test_the_history_finds_what_is_wrong(history: History, done: dict[str, dict[str, int]], says: str) -> None:
    wrong = history.check(done)
    assert says in "\n".join(wrong)
    assert bool(wrong) is bool(says)


def test_a_flood_is_judged_by_the_limits_that_lajur_has() -> None:
    assert (flood.REQUESTS, flood.PUBLIC, flood.FILES) == (rules.REQUESTS, limits.PUBLIC, limits.FILES)
    one = flood.Flooder(0, "/gangguan/", {}, limit=120, answers=Counter({200: 240, 429: 900}))
    assert one.judge(30) == []
    one.answers[200] += 1
    assert one.judge(30) == ["/gangguan/: 241 answers of 240"]
    assert one.judge(60) == []
