"""A trial run: the engine's own steps, a clock that is put forward, nothing kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from lajur.catalogue.reader import load_all
from lajur.catalogue.testing import make_filed_sop
from lajur.catalogue.trial import Trial, walk
from lajur.engine.testing import plain_calendar

START = datetime(2026, 3, 2, 8, 0, tzinfo=ZoneInfo("Asia/Jakarta"))


def walked(*moves: dict[str, Any]) -> Trial:
    return walk(make_filed_sop(), moves, plain_calendar(), {}, START)


def test_a_trial_stands_where_its_moves_lead() -> None:
    first = walked()
    assert [step.key for _, step, _ in first.open] == ["terima"]
    answers = {"jenis": "no", "jumlah": 12, "selesai_uji": "2026-03-09"}
    moves: list[dict[str, Any]] = [
        {"tugas": "terima.1"},
        {"tugas": "susun.1", "isian": answers},
        {"tugas": "putuskan.1", "jalan": "perlu perbaikan"},
        {"tugas": "susun.2", "isian": answers},
        {"tugas": "putuskan.2", "jalan": "setuju"},
    ]
    now = walked(*moves)
    assert [task for task, _, _ in now.open] == ["uji-a.1", "uji-b.1"], "branches stand open side by side"
    assert [(done.step.key, done.exit) for done in now.path][2] == ("putuskan", "perlu perbaikan")


def test_the_clock_is_put_forward_in_working_time_and_past_a_deadline() -> None:
    assert walked({"jam": "1 jam"}).now == START + timedelta(hours=1)
    late = walked({"jam": "tenggat"}, {"tugas": "terima.1"})
    assert late.now == START + timedelta(minutes=31)
    assert late.path[0].late_minutes == 1


def test_a_move_that_cannot_be_made_says_why_and_leaves_the_trial_before_it() -> None:
    for move in ({"tugas": "tutup.1"}, {"jam": "sebentar"}):
        refused = walked({"tugas": "terima.1"}, move)
        assert refused.refused is not None
        assert [step.key for _, step, _ in refused.open] == ["susun"]


def test_a_called_sop_runs_by_itself_and_one_that_is_not_there_counts_as_done() -> None:
    sops = load_all()
    sop = next(one for one in sops.values() if one.first.call or any(step.call for step in one.steps.values()))
    seen: set[str] = set()
    for known in (sops, {}):
        moves: list[dict[str, Any]] = []
        for _ in range(40):
            now = walk(sop, moves, plain_calendar(), known, START)
            seen.update(now.unknown)
            if now.refused is not None or not now.open:
                break
            task, step, _token = now.open[0]
            exits = step.exits if step.is_decision else ()
            moves.append({"tugas": task, "jalan": exits[0].label if exits else "", "isian": {}})
        if known:
            assert not seen
    assert seen, "what is called is named"
