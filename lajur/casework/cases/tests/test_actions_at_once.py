"""Many at once, each with a connection of his own: what is done is done once, and nobody waits for ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from threading import Barrier, Thread
from typing import Any

from django.db import connection
from django_scopes import scope

from lajur.casework.cases import actions
from lajur.casework.cases.models import Case, Deviation, Task
from lajur.casework.cases.replay import replay_case
from lajur.casework.cases.shell import Moved
from lajur.casework.cases.testing import Office, complete, make_row, open_tasks
from lajur.casework.documents.models import Record
from lajur.engine.refusal import Refusal
from lajur.registers.authority.journal import verify_agency
from lajur.registers.authority.models import Entry
from lajur.registers.organisation import actions as organise
from lajur.registers.organisation.actors import clock_actor
from lajur.registers.organisation.testing import NOW, as_actor, done


def at_once(office: Office, *acts: Callable[[], Any]) -> list[Any]:
    """What came of each act: its outcome, or the exception it raised. All begin together; none may hang."""
    outcomes: list[Any] = [None] * len(acts)
    gate = Barrier(len(acts))

    def run(index: int) -> None:
        try:
            with scope(agency=office.agency):
                gate.wait(60)
                outcomes[index] = acts[index]()
        except Exception as error:
            outcomes[index] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(index,), daemon=True) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return outcomes


def kinds(outcomes: list[Any]) -> Counter[str]:
    return Counter(outcome.code if isinstance(outcome, Refusal) else type(outcome).__name__ for outcome in outcomes)


def whole(*cases: Case) -> None:
    """Each case is as its journal tells it, and the journal holds."""
    for case in cases:
        assert replay_case(Case.objects.get(id=case.id)) == []
    assert verify_agency(str(cases[0].agency_id)).faults == ()


def test_eight_complete_the_same_task_and_it_is_done_once(shared_office: Office):
    office = shared_office
    case = office.start()
    people = [office.ani, office.budi] * 4
    actors = [as_actor(person) for person in people]

    def act(by):
        return lambda: actions.complete_step(
            case_id=case.id, task="buat.1", by=by, now=NOW, without={"permintaan": "Lisan", "konsep": "Menyusul"}
        )

    outcomes = at_once(office, *(act(by) for by in actors))
    assert kinds(outcomes) == {"Moved": 1, "tugas-tidak-terbuka": 7}
    winner = Task.objects.get(case=case, key="buat.1").done_by
    assert winner is not None
    assert all(winner.name in outcome.sentence for outcome in outcomes if isinstance(outcome, Refusal))
    assert open_tasks(case) == ["periksa.1"]
    assert Entry.objects.filter(chain=case.id).count() == 2
    assert Deviation.objects.filter(case=case).count() == 2
    whole(case)


def test_records_of_those_who_come_second_are_not_kept(shared_office: Office):
    office = shared_office
    case = office.start()
    outcomes = at_once(
        office,
        *(
            lambda: complete(case, "buat.1", office.ani, attachments=["permintaan"], outputs=["konsep"])
            for _ in range(4)
        ),
    )
    assert kinds(outcomes) == {"Moved": 1, "tugas-tidak-terbuka": 3}
    assert Record.objects.filter(case=case).count() == 2
    whole(case)


def test_two_branches_end_at_once_and_what_follows_opens_once(shared_office: Office):
    office = shared_office
    office.publish(
        "sejajar",
        [
            make_row("bagi", payung=True, sub={"cara": "serentak", "langkah": [make_row("kiri"), make_row("kanan")]}),
            make_row("gabung"),
        ],
    )
    for _ in range(30):
        case = office.start("sejajar")
        outcomes = at_once(
            office,
            partial(complete, case, "kiri.1", office.ani),
            partial(complete, case, "kanan.1", office.budi),
        )
        assert kinds(outcomes) == {"Moved": 2}
        assert open_tasks(case) == ["gabung.1"]
        assert list(Entry.objects.filter(chain=case.id).values_list("kind", flat=True)).count("selesaikan") == 2
    whole(case)


def test_cancelling_the_caller_while_the_called_case_ends_leaves_both_consistent(shared_office: Office):
    office = shared_office
    office.publish("anak", [make_row("kerja", yields=["hasil"])])
    office.publish("induk", [make_row("panggil", panggil={"sop": "uji/anak"}, yields=["hasil"]), make_row("pakai")])
    for _ in range(4):
        parent = office.start("induk")
        child = Case.objects.get(parent=parent)
        outcomes = at_once(
            office,
            partial(
                actions.cancel_case, case_id=parent.id, reason="Anggaran dicabut", by=as_actor(office.kepala), now=NOW
            ),
            partial(complete, child, "kerja.1", office.budi, outputs=["hasil"]),
        )
        cancelled, completed = outcomes
        assert isinstance(cancelled, Moved), cancelled
        assert isinstance(completed, Moved | Refusal), completed
        parent.refresh_from_db()
        child.refresh_from_db()
        assert parent.status == "dibatalkan"
        assert child.status == ("selesai" if isinstance(completed, Moved) else "dibatalkan")
        assert not Task.objects.filter(case__in=(parent, child), status="terbuka").exists()
        whole(parent, child)


def test_two_children_of_one_case_end_at_once(shared_office: Office):
    office = shared_office
    office.publish("anak", [make_row("kerja", yields=["hasil"])])
    called = {"sop": "uji/anak"}
    branches = [make_row("kiri", panggil=called), make_row("kanan", panggil=called)]
    office.publish(
        "induk", [make_row("bagi", payung=True, sub={"cara": "serentak", "langkah": branches}), make_row("gabung")]
    )
    for _ in range(6):
        parent = office.start("induk")
        children = list(Case.objects.filter(parent=parent))
        acts = [partial(complete, child, "kerja.1", office.budi, outputs=["hasil"]) for child in children]
        assert kinds(at_once(office, *acts)) == {"Moved": 2}
        assert open_tasks(parent) == ["gabung.1"]
        whole(parent, *children)


def test_cases_started_at_once_have_numbers_of_their_own(shared_office: Office):
    office = shared_office
    cases = at_once(office, *(office.start for _ in range(8)))
    assert kinds(cases) == {"Case": 8}
    assert sorted(case.number for case in cases) == [f"2026-{number:05d}" for number in range(1, 9)]


def test_comments_beside_a_completion_are_all_kept(shared_office: Office):
    office = shared_office
    case = office.start()

    def say():
        return done(actions.comment(case_id=case.id, text="Halo", by=as_actor(office.budi), now=NOW))

    given = {"permintaan": "Lisan", "konsep": "Menyusul"}
    outcomes = at_once(office, *[say] * 4, lambda: complete(case, "buat.1", office.ani, without=given))
    assert kinds(outcomes) == {"Comment": 4, "Moved": 1}
    assert Entry.objects.filter(chain=case.id).count() == 6
    whole(case)


def test_an_answer_is_given_once(shared_office: Office):
    office = shared_office
    case = office.start()
    done(complete(case, "buat.1", office.ani, without={"permintaan": "Lisan", "konsep": "Menyusul"}))

    def answer():
        return actions.answer_deviation(case_id=case.id, number=1, answer="Rapat", by=as_actor(office.ani), now=NOW)

    assert kinds(at_once(office, *[answer] * 4)) == {"Deviation": 1, "sudah-dijawab": 3}
    whole(case)


def test_the_clock_and_an_officer_mark_the_same_lateness_once(shared_office: Office):
    office = shared_office
    late = NOW + timedelta(hours=3)
    given = {"permintaan": "Lisan", "konsep": "Menyusul"}
    for _ in range(5):
        case = office.start()
        at_once(
            office,
            partial(complete, case, "buat.1", office.ani, without=given, now=late),
            partial(actions.tell_time, case_id=case.id, by=clock_actor(office.agency, late), now=late),
        )
        assert Deviation.objects.filter(case=case, kind="terlambat", task="buat.1").count() == 1
        assert Task.objects.get(case=case, key="buat.1").is_late
        whole(case)


def test_circles_cannot_be_made_by_arranging_both_halves_at_once(shared_office: Office):
    office = shared_office
    days: dict[str, Any] = {"since": date(2026, 3, 2), "until": date(2026, 3, 6), "reason": "Cuti", "now": NOW}

    def arrange(absent, substitute):
        return lambda: organise.arrange_substitute(by=as_actor(absent), absent=absent, substitute=substitute, **days)

    outcomes = at_once(office, arrange(office.ani, office.budi), arrange(office.budi, office.ani))
    assert kinds(outcomes) == {"Substitution": 1, "pengganti-berputar": 1}
