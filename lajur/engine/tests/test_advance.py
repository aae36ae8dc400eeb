"""How a case moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from lajur.engine import commands as do
from lajur.engine import events as ev
from lajur.engine.advance import Outcome, advance, missing_for, return_targets
from lajur.engine.definition import Call, Condition, Exit, Field, Sop
from lajur.engine.events import event_from_json, rebuild
from lajur.engine.refusal import Refusal
from lajur.engine.state import State
from lajur.engine.testing import decision, eleven_steps, make_sop, make_step, plain_calendar, start
from lajur.engine.worktime import Duration

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday 08.00 WIB
CALENDAR = plain_calendar()


def go(sop: Sop, state: State, command: do.Command, now: datetime = NOW) -> Outcome:
    outcome = advance(sop, state, command, now, CALENDAR)
    assert isinstance(outcome, Outcome), outcome
    return outcome


def refused(sop: Sop, state: State, command: do.Command, now: datetime = NOW) -> Refusal:
    outcome = advance(sop, state, command, now, CALENDAR)
    assert isinstance(outcome, Refusal), outcome
    assert outcome.sentence
    return outcome


def open_steps(state: State) -> set[str]:
    return set(state.open)


def test_a_sequence_runs_from_the_first_row_to_the_end() -> None:
    sop = make_sop([make_step("a"), make_step("b")])
    state = start(sop, NOW, CALENDAR).state
    assert open_steps(state) == {"a.1"}
    state = go(sop, state, do.Complete("a.1", "ani")).state
    assert open_steps(state) == {"b.1"}
    state = go(sop, state, do.Complete("b.1", "ani")).state
    assert state.status == "selesai"
    assert refused(sop, state, do.Complete("b.1", "ani")).code == "tidak-berjalan"


def test_the_state_given_is_left_as_it_was() -> None:
    sop = make_sop([make_step("a"), make_step("b")])
    state = start(sop, NOW, CALENDAR).state
    before = state.to_json()
    go(sop, state, do.Complete("a.1", "ani"))
    assert state.to_json() == before


def test_a_decision_needs_one_of_its_exits() -> None:
    sop = make_sop([make_step("a"), decision("d", {"setuju": "selesai", "perbaiki": "a"})])
    state = go(sop, start(sop, NOW, CALENDAR).state, do.Complete("a.1", "ani")).state
    assert refused(sop, state, do.Complete("d.1", "budi")).code == "pilih-keputusan"
    assert refused(sop, state, do.Complete("d.1", "budi", exit="entah")).code == "keputusan-tidak-dikenal"
    assert refused(sop, start(sop, NOW, CALENDAR).state, do.Complete("a.1", "ani", exit="x")).code == "bukan-keputusan"


def test_a_return_opens_the_step_again_as_a_new_task() -> None:
    sop = make_sop([make_step("a"), decision("d", {"setuju": "selesai", "perbaiki": "a"})])
    state = go(sop, start(sop, NOW, CALENDAR).state, do.Complete("a.1", "ani")).state
    state = go(sop, state, do.Complete("d.1", "budi", exit="perbaiki")).state
    assert open_steps(state) == {"a.2"}
    assert refused(sop, state, do.Complete("a.1", "ani")).code == "tugas-tidak-terbuka"


def test_side_by_side_branches_join_before_the_next_row() -> None:
    rows = [make_step("f", fork=("x", "y")), make_step("x", group="f"), make_step("y", group="f"), make_step("z")]
    sop = make_sop(rows)
    state = go(sop, start(sop, NOW, CALENDAR).state, do.Complete("f.1", "ani")).state
    assert open_steps(state) == {"x.1", "y.1"}
    state = go(sop, state, do.Complete("y.1", "ani")).state
    assert open_steps(state) == {"x.1"}
    state = go(sop, state, do.Complete("x.1", "ani")).state
    assert open_steps(state) == {"z.1"}
    assert not state.groups


def test_a_heading_row_opens_its_branches_at_once_and_lends_them_its_time_and_needs() -> None:
    heading = make_step("h", fork=("x", "y"), umbrella=True, time=Duration(2, "hari"), needs=("data",))
    rows = [heading, make_step("x", group="h"), make_step("y", group="h", time=Duration(1, "jam")), make_step("z")]
    sop = make_sop(rows, outside=["data"])
    state = start(sop, NOW, CALENDAR).state
    assert open_steps(state) == {"x.1", "y.1"}
    assert state.open["x.1"].due == CALENDAR.add(NOW, Duration(2, "hari"))
    assert state.open["y.1"].due == CALENDAR.add(NOW, Duration(1, "jam"))
    assert missing_for(sop, state, "x.1") == ("data",)


def test_facts_choose_the_way() -> None:
    exits = (
        Exit("buruk", "sanksi", (Condition("nilai", "kurang-dari", 1),)),
        Exit("lainnya", "rekap"),
    )
    asked = Field("nilai", "Nilai", "angka", required=True)
    rows = [make_step("nilai", exits=exits, by_facts=True, fields=(asked,)), make_step("sanksi"), make_step("rekap")]
    sop = make_sop(rows)
    state = start(sop, NOW, CALENDAR).state
    assert refused(sop, state, do.Complete("nilai.1", "ani")).fields == {"nilai": "Isi “Nilai”."}
    assert open_steps(go(sop, state, do.Complete("nilai.1", "ani", answers={"nilai": 0})).state) == {"sanksi.1"}
    assert open_steps(go(sop, state, do.Complete("nilai.1", "ani", answers={"nilai": 2})).state) == {"rekap.1"}


def test_a_missing_kelengkapan_needs_a_reason_and_is_a_deviation() -> None:
    sop = make_sop([make_step("a", needs=("surat",))], outside=["surat"])
    state = start(sop, NOW, CALENDAR).state
    refusal = refused(sop, state, do.Complete("a.1", "ani"))
    assert refusal.code == "kelengkapan-belum-ada"
    assert "surat" in refusal.fields
    outcome = go(sop, state, do.Complete("a.1", "ani", without={"surat": "Belum diterima"}))
    found = [event for event in outcome.events if isinstance(event, ev.DeviationRecorded)]
    assert [(event.kind, event.what, event.reason) for event in found] == [("kelengkapan", "surat", "Belum diterima")]
    assert go(sop, state, do.Complete("a.1", "ani", attachments={"surat": "1"})).state.documents == {"surat": "1"}


def test_an_output_is_owed_but_not_when_the_decision_sends_the_work_back() -> None:
    sop = make_sop([make_step("a"), decision("d", {"setuju": "selesai", "perbaiki": "a"}, yields=("disposisi",))])
    state = go(sop, start(sop, NOW, CALENDAR).state, do.Complete("a.1", "ani")).state
    assert refused(sop, state, do.Complete("d.1", "budi", exit="setuju")).code == "output-belum-ada"
    go(sop, state, do.Complete("d.1", "budi", exit="perbaiki"))
    done = go(sop, state, do.Complete("d.1", "budi", exit="setuju", outputs={"disposisi": "1"}))
    assert done.state.status == "selesai"


def test_a_document_nobody_asked_for_is_refused() -> None:
    sop = make_sop([make_step("a")])
    state = start(sop, NOW, CALENDAR).state
    assert refused(sop, state, do.Complete("a.1", "ani", outputs={"x": "1"})).code == "dokumen-tidak-diminta"


def test_late_work_is_a_deviation_with_its_working_minutes_once() -> None:
    sop = make_sop([make_step("a", time=Duration(1, "jam")), make_step("b")])
    state = start(sop, NOW, CALENDAR).state
    late = NOW + timedelta(hours=3)
    outcome = go(sop, state, do.Complete("a.1", "ani"), late)
    found = [event for event in outcome.events if isinstance(event, ev.DeviationRecorded)]
    assert [(event.kind, event.minutes) for event in found] == [("terlambat", 120)]
    told = go(sop, state, do.TellTime(), late)
    again = go(sop, told.state, do.Complete("a.1", "ani"), late)
    assert not [event for event in again.events if isinstance(event, ev.DeviationRecorded)]
    completed = next(event for event in again.events if isinstance(event, ev.TaskCompleted))
    assert completed.overdue == 120


def test_the_clock_reminds_at_half_and_nine_tenths_and_marks_late_after_the_end() -> None:
    sop = make_sop([make_step("a", time=Duration(100, "menit"))])
    state = start(sop, NOW, CALENDAR).state
    assert state.next_at == NOW + timedelta(minutes=50)
    assert not go(sop, state, do.TellTime(), NOW + timedelta(minutes=49)).events
    half = go(sop, state, do.TellTime(), NOW + timedelta(minutes=50))
    assert [type(event).__name__ for event in half.events] == ["TaskReminded"]
    assert half.state.next_at == NOW + timedelta(minutes=90)
    assert not go(sop, half.state, do.TellTime(), NOW + timedelta(minutes=60)).events
    almost = go(sop, half.state, do.TellTime(), NOW + timedelta(minutes=95))
    assert almost.state.open["a.1"].mark == 90
    assert not go(sop, almost.state, do.TellTime(), NOW + timedelta(minutes=100)).events
    over = go(sop, almost.state, do.TellTime(), NOW + timedelta(minutes=101))
    assert [event.code for event in over.events] == ["penyimpangan-dicatat"]
    assert over.state.next_at is None
    assert not go(sop, over.state, do.TellTime(), NOW + timedelta(minutes=200)).events


def test_a_merged_cell_counts_from_its_first_row_and_owes_its_outputs_at_the_last() -> None:
    first = make_step("a", time=Duration(5, "hari"), needs=("rpjm",), yields=("rencana",))
    rows = [first, make_step("b", shared_with="a"), make_step("c", shared_with="a"), make_step("d", needs=("rencana",))]
    sop = make_sop(rows, outside=["rpjm"])
    due = CALENDAR.add(NOW, Duration(5, "hari"))
    state = go(sop, start(sop, NOW, CALENDAR).state, do.Complete("a.1", "ani", attachments={"rpjm": "1"})).state
    later = NOW + timedelta(days=1)
    state = go(sop, state, do.Complete("b.1", "ani"), later).state
    assert state.open["c.1"].due == due
    assert refused(sop, state, do.Complete("c.1", "ani"), later).code == "output-belum-ada"


def test_a_date_that_somebody_set_is_the_deadline() -> None:
    asked = Field("tanggal", "Tanggal", "tanggal", required=True)
    sop = make_sop([make_step("a", fields=(asked,)), make_step("b", until_fact="tanggal")])
    state = start(sop, NOW, CALENDAR).state
    assert "tanggal" in refused(sop, state, do.Complete("a.1", "ani", answers={"tanggal": "2026-02-30"})).fields
    state = go(sop, state, do.Complete("a.1", "ani", answers={"tanggal": "2026-04-01"})).state
    due = state.open["b.1"].due
    assert due is not None
    assert due.astimezone(CALENDAR.zone).isoformat() == "2026-04-01T23:59:59+07:00"


def test_an_appointing_step_binds_the_lane_and_later_tasks_go_to_those_persons() -> None:
    rows = [make_step("tunjuk", appoints=("pokja",)), make_step("reviu", "pokja")]
    sop = make_sop(rows, pokja={"per_case": True})
    state = start(sop, NOW, CALENDAR).state
    assert refused(sop, state, do.Complete("tunjuk.1", "ani")).code == "belum-menunjuk"
    state = go(sop, state, do.Complete("tunjuk.1", "ani", appoints={"pokja": ("budi", "citra")})).state
    assert state.open["reviu.1"].assignees == ("budi", "citra")
    state = go(sop, state, do.Appoint("pokja", "ani", ("dewi",), "Budi pindah tugas")).state
    assert state.open["reviu.1"].assignees == ("dewi",)


def test_work_is_sent_back_only_to_steps_done_before_in_the_same_branch() -> None:
    rows = [
        make_step("a"),
        make_step("f", fork=("x", "y")),
        make_step("x", group="f"),
        make_step("y", group="f"),
        make_step("z"),
    ]
    sop = make_sop(rows)
    state = go(sop, start(sop, NOW, CALENDAR).state, do.Complete("a.1", "ani")).state
    assert return_targets(sop, state, "f.1") == ("a",)
    back = go(sop, state, do.Return("f.1", "ani", "a", "Data berubah")).state
    assert open_steps(back) == {"a.2"}
    inside = go(sop, state, do.Complete("f.1", "ani")).state
    assert return_targets(sop, inside, "x.1") == ()
    assert refused(sop, inside, do.Return("x.1", "ani", "a", "Salah")).code == "tidak-dapat-dikembalikan"
    assert refused(sop, state, do.Return("f.1", "ani", "a", " ")).code == "alasan-kosong"


def test_work_is_not_sent_back_into_the_branch_beside() -> None:
    """Else the branch that sends back would never be done, and the one that had ended would end twice."""
    rows = [
        make_step("f", fork=("x", "y")),
        make_step("x", group="f"),
        make_step("y", group="f", next="y2"),
        make_step("y2", group="f"),
        make_step("z"),
    ]
    sop = make_sop(rows)
    state = go(sop, start(sop, NOW, CALENDAR).state, do.Complete("f.1", "ani")).state
    assert return_targets(sop, state, "y.1") == ()
    state = go(sop, state, do.Complete("x.1", "ani")).state
    state = go(sop, state, do.Complete("y.1", "ani")).state
    assert return_targets(sop, state, "y2.1") == ("y",)
    assert refused(sop, state, do.Return("y2.1", "ani", "x", "Salah")).code == "tidak-dapat-dikembalikan"
    back = go(sop, state, do.Return("y2.1", "ani", "y", "Salah")).state
    assert open_steps(back) == {"y.2"}
    done = go(sop, go(sop, back, do.Complete("y.2", "ani")).state, do.Complete("y2.2", "ani")).state
    assert open_steps(done) == {"z.1"}


def test_a_reminder_moves_with_the_calendar_also_where_the_deadline_does_not() -> None:
    """A date somebody set stays; half of the working time before it comes later when days of it are taken away."""
    asked = Field("tanggal", "Tanggal", "tanggal", required=True)
    sop = make_sop([make_step("a", fields=(asked,)), make_step("b", until_fact="tanggal")])
    state = start(sop, NOW, CALENDAR).state
    state = go(sop, state, do.Complete("a.1", "ani", answers={"tanggal": "2026-03-13"})).state
    off = {date(2026, 3, day): "Libur" for day in (3, 4, 5)}
    outcome = advance(sop, state, do.Recalculate("libur"), NOW, replace(CALENDAR, version="libur", days_off=off))
    assert isinstance(outcome, Outcome)
    before, after = state.open["b.1"], outcome.state.open["b.1"]
    assert before.due == after.due
    assert before.next_at is not None
    assert after.next_at is not None
    assert after.next_at > before.next_at


def test_skipping_is_a_deviation_and_impossible_where_the_way_is_decided() -> None:
    sop = make_sop([make_step("a"), decision("d", {"setuju": "selesai", "perbaiki": "a"})])
    state = start(sop, NOW, CALENDAR).state
    outcome = go(sop, state, do.Skip("a.1", "ani", "Sudah dikerjakan tahun lalu"))
    assert [e.kind for e in outcome.events if isinstance(e, ev.DeviationRecorded)] == ["dilewati"]
    assert refused(sop, outcome.state, do.Skip("d.1", "ani", "Malas")).code == "tidak-dapat-dilewati"


def test_a_called_sop_hands_its_documents_back_and_the_row_is_done_by_itself() -> None:
    calling = make_step("rencana", call=Call("x/rencana", ("renja",), (("rup-final", "rup"),)), yields=("rup",))
    sop = make_sop([make_step("awal", yields=("renja",)), calling, make_step("lanjut", needs=("rup",))])
    state = go(sop, start(sop, NOW, CALENDAR).state, do.Complete("awal.1", "ani", outputs={"renja": "1"}))
    called = next(event for event in state.events if isinstance(event, ev.ChildCalled))
    assert called.documents == {"renja": "1"}
    assert refused(sop, state.state, do.Complete("rencana.1", "ani")).code == "menunggu-sop-lain"
    done = go(sop, state.state, do.ChildEnded("rencana.1", "budi", "selesai", {"rup-final": "2"}))
    assert open_steps(done.state) == {"lanjut.1"}
    assert done.state.documents["rup"] == "2"


def test_after_a_cancelled_call_the_officer_decides() -> None:
    calling = make_step("rencana", call=Call("x/rencana"), yields=("rup",))
    sop = make_sop([calling, make_step("lanjut", needs=("rup",))])
    state = start(sop, NOW, CALENDAR).state
    state = go(sop, state, do.ChildEnded("rencana.1", "budi", "dibatalkan")).state
    again = go(sop, state, do.CallAgain("rencana.1", "budi")).state
    assert again.open["rencana.1"].waits_for_child
    done = go(sop, state, do.Complete("rencana.1", "budi", without={"rup": "Dibuat di luar"}))
    assert open_steps(done.state) == {"lanjut.1"}


def test_cancelling_closes_everything_and_needs_a_reason() -> None:
    sop = make_sop([make_step("f", fork=("x", "y")), make_step("x", group="f"), make_step("y", group="f")])
    state = go(sop, start(sop, NOW, CALENDAR).state, do.Complete("f.1", "ani")).state
    assert refused(sop, state, do.Cancel("ani", "")).code == "alasan-kosong"
    ended = go(sop, state, do.Cancel("ani", "Anggaran dicabut")).state
    assert ended.status == "dibatalkan"
    assert not ended.open


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_journal_rebuilds_the_state(rounds: int) -> None:
    sop = eleven_steps()
    outcome = start(sop, NOW, CALENDAR)
    events, state = list(outcome.events), outcome.state
    loops = 0
    while state.is_running:
        task, token = next(iter(state.open.items()))
        step = sop.steps[token.step]
        way = None
        if step.is_decision:
            way, loops = ("perbaiki", loops + 1) if loops < rounds else ("setuju", loops)
        outcome = go(sop, state, do.Complete(task, "ani", exit=way, outputs=dict.fromkeys(step.standard.yields, "1")))
        events += outcome.events
        state = outcome.state
    told = [event_from_json(event.to_json()) for event in events]
    assert rebuild(told).to_json() == state.to_json()
    assert State.from_json(state.to_json()).to_json() == state.to_json()
