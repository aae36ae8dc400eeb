"""A running case goes on by the edition in force only when somebody says so, and nothing it did is undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from lajur.casework.cases import store
from lajur.casework.cases.actions import change_edition, tell_time
from lajur.casework.cases.models import Case, Deviation, Task, TaskStatus
from lajur.casework.cases.replay import replay_case
from lajur.casework.cases.testing import Office, complete, make_row
from lajur.casework.cases.tests.browsing import path
from lajur.engine.refusal import Refusal
from lajur.registers.authority.journal import verify_agency
from lajur.registers.organisation.testing import NOW, as_actor, clock, done
from lajur.registers.organisation.tests.browsing import signed_in, words
from lajur.registers.procedures.models import Edition, Procedure
from lajur.ui.formats import full_moment

FORBIDDEN, INVALID, MOVED = 403, 422, 302
ROWS = [make_row("tulis", time="1 jam"), make_row("periksa", time="2 jam"), make_row("kirim", "koordinator")]


def begun(office: Office) -> Case:
    """A case whose first step is done; its second waits for two working hours."""
    office.publish("nota", ROWS)
    case = office.start("nota")
    done(complete(case, "tulis.1", office.ani))
    return Case.objects.get(id=case.id)


def renewed(office: Office, rows: list[dict[str, Any]], **given: Any) -> Edition:
    return office.publish("nota", rows, title="SOP nota baru", **given)


def move_over(office: Office, case: Case, edition: Edition, reason: str = "Mutu baku baru", **given: Any) -> Any:
    given = {"by": as_actor(office.kepala), "now": NOW + timedelta(minutes=5), **given}
    return change_edition(case_id=case.id, edition=edition.id, reason=reason, **given)


def test_a_case_stays_with_its_edition_until_it_is_moved_and_goes_on_by_the_new_one(office: Office) -> None:
    case = begun(office)
    before = Task.objects.get(case=case, key="periksa.1")
    newer = renewed(office, [ROWS[0], make_row("periksa", time="3 jam"), make_row("cap"), ROWS[2]])
    case.refresh_from_db()
    assert case.edition != newer
    done(move_over(office, case, newer))
    case.refresh_from_db()
    task = Task.objects.get(case=case, key="periksa.1")
    assert case.edition == newer
    assert (task.opened_at, before.due_at, task.due_at) == (
        before.opened_at, NOW + timedelta(hours=2), NOW + timedelta(hours=3)
    )  # fmt: skip
    assert Task.objects.get(case=case, key="tulis.1").status == TaskStatus.DONE
    assert replay_case(case) == []
    done(complete(case, "periksa.1", office.budi))
    assert Task.objects.get(case=case, status=TaskStatus.OPEN).step == "cap"
    assert replay_case(Case.objects.get(id=case.id)) == []
    assert verify_agency(str(office.agency.id)).faults == ()
    page = words(signed_in(office.kepala).get(path(case)))
    assert "Memindahkan pelaksanaan ke edisi lain" in page
    assert "Mutu baku baru" in page


def test_what_another_process_remembers_of_the_case_does_not_go_on_by_the_old_edition(office: Office) -> None:
    case = begun(office)
    old = store.recall(case.id, office.agency.id)
    assert old is not None
    newer = renewed(office, [ROWS[0], ROWS[1], make_row("cap"), ROWS[2]])
    done(move_over(office, case, newer))
    store._remember(old)
    done(complete(case, "periksa.1", office.budi))
    assert Task.objects.get(case=case, status=TaskStatus.OPEN).step == "cap"


def test_the_seat_follows_when_a_step_is_done_by_others(office: Office) -> None:
    case = begun(office)
    newer = renewed(office, [ROWS[0], make_row("periksa", "koordinator", time="2 jam"), ROWS[2]])
    done(move_over(office, case, newer))
    assert Task.objects.get(case=case, key="periksa.1").seat == "nota/koordinator"
    assert replay_case(Case.objects.get(id=case.id)) == []
    done(complete(case, "periksa.1", office.koordinator))


def test_what_is_late_stays_late(office: Office) -> None:
    case = begun(office)
    late = NOW + timedelta(hours=2, minutes=30)
    done(tell_time(case_id=case.id, by=clock(office.agency), now=late))
    before = Task.objects.get(case=case, key="periksa.1")
    assert before.is_late
    newer = renewed(office, [ROWS[0], make_row("periksa", time="5 jam"), ROWS[2]])
    done(move_over(office, case, newer, now=late))
    task = Task.objects.get(case=case, key="periksa.1")
    assert (task.is_late, task.due_at) == (True, before.due_at)
    assert Deviation.objects.filter(case=case, kind="terlambat").count() == 1


def refused(outcome: Any) -> str:
    assert isinstance(outcome, Refusal)
    return f"{outcome.code}: {outcome.sentence}"


def test_a_case_that_cannot_go_on_by_the_new_edition_is_refused_with_the_reason(office: Office) -> None:
    case = begun(office)
    without_open = renewed(office, [ROWS[0], ROWS[2]])
    assert "langkah 2 “Mengerjakan periksa” tidak ada lagi" in refused(move_over(office, case, without_open))
    without_done = renewed(office, [ROWS[1], ROWS[2]])
    assert "langkah 1 “Mengerjakan tulis” sudah dikerjakan" in refused(move_over(office, case, without_done))
    fresh = renewed(office, [ROWS[0], ROWS[1], make_row("tim", "tim"), ROWS[2]], per_case=["tim"])
    assert "belum ditunjuk" in refused(move_over(office, case, fresh))
    older = Edition.objects.get(procedure__key="nota", number=2)
    assert refused(move_over(office, case, older)).startswith("edisi-tidak-berlaku")
    assert refused(move_over(office, case, fresh, " ")).startswith("alasan-kosong")
    assert refused(move_over(office, case, fresh, by=as_actor(office.ani))).startswith("bukan-wewenang")
    case.refresh_from_db()
    assert (case.edition.number, replay_case(case)) == (1, [])


def test_the_page_tells_who_can_move_what_changes_and_moves_those_that_are_chosen(
    office: Office, monkeypatch: Any
) -> None:
    case = begun(office)
    other, stuck = office.start("nota"), office.start("nota")
    for key in ("tulis.1", "periksa.1"):
        done(complete(stuck, key, office.ani))
    newer = renewed(office, [ROWS[0], make_row("periksa", time="3 jam")])
    monkeypatch.setattr("lajur.registers.organisation.middleware.timezone.now", lambda: NOW + timedelta(minutes=5))
    head, zone = signed_in(office.kepala), office.agency.zone
    page = words(head.get("/sop/nota/pindah/"))
    assert page.index("Dapat dipindah") < page.index(case.number) < page.index("Tidak dapat dipindah")
    assert page.index("Tidak dapat dipindah") < page.index(stuck.number)
    assert "tidak ada lagi" in page
    assert (
        f"{full_moment(NOW + timedelta(hours=2), zone)} → <b>{full_moment(NOW + timedelta(hours=3), zone)}</b>" in page
    )
    given = {"edisi": str(newer.id), "pelaksanaan": [str(case.id)]}
    assert head.post("/sop/nota/pindah/", given).status_code == INVALID
    assert head.post("/sop/nota/pindah/", {**given, "alasan": "Disesuaikan"}).status_code == MOVED
    editions = dict(Case.objects.filter(procedure="nota").values_list("number", "edition__number"))
    assert editions == {case.number: 2, other.number: 1, stuck.number: 1}
    assert signed_in(office.ani).get("/sop/nota/pindah/").status_code == FORBIDDEN
    assert Procedure.objects.get(key="nota").in_force == newer
