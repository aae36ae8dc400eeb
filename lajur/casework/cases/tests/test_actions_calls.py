"""Called cases and cancelling: what reaches the other cases of a family."""

from __future__ import annotations

import json

import pytest

from lajur.casework.cases import actions
from lajur.casework.cases.models import Case, Task
from lajur.casework.cases.replay import replay_case
from lajur.casework.cases.testing import Office, complete, make_row, open_tasks
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.testing import NOW, as_actor, done, refusal


@pytest.fixture
def family(office: Office):
    """A case that called another, which called a third: (grandparent, parent, child)."""
    office.publish("cucu", [make_row("kerja", yields=["hasil"])])
    office.publish("anak", [make_row("teruskan", panggil={"sop": "uji/cucu"}, yields=["hasil"]), make_row("tutup")])
    office.publish(
        "induk",
        [
            make_row("usul"),
            make_row("panggil", "koordinator", panggil={"sop": "uji/anak"}, yields=["hasil"]),
            make_row("pakai"),
        ],
    )
    top = office.start("induk")
    done(complete(top, "usul.1", office.ani))
    middle = Case.objects.get(parent=top)
    return top, middle, Case.objects.get(parent=middle)


def cancel(case, by, reason="Anggaran dicabut"):
    return actions.cancel_case(case_id=case.id, reason=reason, by=as_actor(by), now=NOW)


def statuses(*cases):
    return [Case.objects.get(id=case.id).status for case in cases]


def test_what_the_innermost_case_yields_reaches_the_outermost(office: Office, family):
    top, middle, child = family
    assert [open_tasks(case) for case in family] == [["panggil.1"], ["teruskan.1"], ["kerja.1"]]
    done(complete(child, "kerja.1", office.budi, outputs=["hasil"]))
    assert open_tasks(middle) == ["tutup.1"]
    done(complete(middle, "tutup.1", office.budi))
    assert statuses(*family) == ["berjalan", "selesai", "selesai"]
    assert open_tasks(top) == ["pakai.1"]
    assert list(top.records.values_list("kind", flat=True)) == ["hasil"]
    assert [replay_case(Case.objects.get(id=case.id)) for case in family] == [[], [], []]


def test_cancelling_ends_every_case_below(office: Office, family):
    top, _middle, child = family
    done(cancel(top, office.kepala))
    assert statuses(*family) == ["dibatalkan"] * 3
    assert not Task.objects.filter(status="terbuka").exists()
    assert set(Task.objects.filter(status="dibatalkan").values_list("key", flat=True)) == {
        "panggil.1", "teruskan.1", "kerja.1",
    }  # fmt: skip
    assert all(Case.objects.get(id=case.id).ended_at == NOW for case in family)
    assert [replay_case(Case.objects.get(id=case.id)) for case in family] == [[], [], []]
    assert refusal(complete(child, "kerja.1", office.budi, outputs=["hasil"])).code == "tidak-berjalan"


def test_a_cancelled_called_case_gives_its_caller_the_word(office: Office, family):
    top, middle, _child = family
    done(cancel(middle, office.kepala))
    assert statuses(*family) == ["berjalan", "dibatalkan", "dibatalkan"]
    task = Task.objects.get(case=top, key="panggil.1")
    assert (task.status, task.waits_for_child) == ("terbuka", False)
    assert refusal(complete(top, "panggil.1", office.koordinator)).code == "output-belum-ada"
    done(complete(top, "panggil.1", office.koordinator, without={"hasil": "Dibatalkan"}))
    assert open_tasks(top) == ["pakai.1"]


def test_a_cancelled_called_case_can_be_called_again(office: Office, family):
    top, middle, _ = family

    def call_again(by):
        return actions.call_again(case_id=top.id, task="panggil.1", by=as_actor(by), now=NOW)

    assert refusal(call_again(office.koordinator)).code == "tidak-dapat-dipanggil"
    done(cancel(middle, office.kepala))
    assert refusal(call_again(office.ani)).code == "bukan-pelaksana"
    done(call_again(office.koordinator))
    assert Task.objects.get(case=top, key="panggil.1").waits_for_child
    second = Case.objects.get(parent=top, status="berjalan")
    assert second.id != middle.id
    child = Case.objects.get(parent=second)
    done(complete(child, "kerja.1", office.budi, outputs=["hasil"]))
    done(complete(second, "tutup.1", office.budi))
    assert open_tasks(top) == ["pakai.1"]


@pytest.mark.parametrize(("who", "may"), [("ani", True), ("kepala", True), ("budi", False), ("admin", False)])
def test_starter_and_head_cancel(office: Office, who, may):
    case = office.start()
    outcome = cancel(case, getattr(office, who))
    assert (getattr(outcome, "code", None) != "bukan-wewenang") == may
    assert statuses(case) == ["dibatalkan" if may else "berjalan"]


def test_cancelling_needs_a_reason_and_happens_once(office: Office):
    case = office.start()
    assert refusal(cancel(case, office.ani, " ")).code == "alasan-kosong"
    done(cancel(case, office.ani))
    assert refusal(cancel(case, office.ani)).code == "tidak-berjalan"
    entry = Entry.objects.filter(chain=case.id).latest("seq")
    assert entry.kind == "batalkan"
    assert "Anggaran dicabut" in json.dumps(entry.private)


def test_a_called_sop_that_is_not_in_force_undoes_the_step_that_calls_it(office: Office):
    office.publish("induk", [make_row("usul", yields=["surat"]), make_row("panggil", panggil={"sop": "uji/hantu"})])
    case = office.start("induk")
    before = Case.objects.values().get(id=case.id)
    assert refusal(complete(case, "usul.1", office.ani, outputs=["surat"])).code == "sop-belum-berlaku"
    assert Case.objects.values().get(id=case.id) == before
    assert open_tasks(case) == ["usul.1"]
    assert not case.records.exists()
    assert Entry.objects.filter(chain=case.id).count() == 1


def test_people_of_a_lane_of_the_caller_are_people_of_the_same_lane_below(office: Office):
    office.publish("anak", [make_row("kerja", "tim")], per_case=["tim"])
    office.publish(
        "induk", [make_row("usul"), make_row("panggil", "tim", panggil={"sop": "uji/anak"})], per_case=["tim"]
    )
    case = office.start("induk", appointments={"tim": (str(office.staf.id),)})
    done(complete(case, "usul.1", office.ani))
    child = Case.objects.get(parent=case)
    assert Task.objects.get(case=child).assignees == [office.staf.id]
