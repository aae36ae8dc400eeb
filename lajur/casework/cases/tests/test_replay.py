"""The journal tells every case again, and tells apart what somebody changed beside it."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256

import pytest

from lajur.casework.cases import actions
from lajur.casework.cases.models import Case, Task
from lajur.casework.cases.replay import replay_case
from lajur.casework.cases.simulation import Habits
from lajur.casework.cases.simulation import Office as Simulation
from lajur.casework.cases.testing import Office, complete, make_row
from lajur.casework.documents.actions import Given, keep_file
from lajur.casework.documents.models import Record
from lajur.casework.documents.queries import file_path
from lajur.registers.authority.journal import record as journal
from lajur.registers.authority.journal import verify_agency
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.testing import NOW, as_actor, done

PROCUREMENT = [
    f"pagar-alam/{key}"
    for key in (
        "proses-utama-pengadaan",
        "perencanaan-pengadaan",
        "persiapan-pengadaan",
        "persiapan-pemilihan-penyedia",
    )
]
BUSY = Habits(late=0.3, without=0.2, send_back=0.4, return_step=0.15, skip=0.1, hand_over=0.2, comment=0.2)
DILIGENT = Habits(late=0, without=0, send_back=0, return_step=0, skip=0, hand_over=0, comment=0)


def simulate(office, procedure, habits, cases, seed):
    office.agency.refresh_from_db()
    simulation = Simulation(office.agency, seed, habits)
    for number in range(cases):
        simulation.plan_start(NOW + timedelta(hours=5 * number), procedure, f"Paket {number + 1}")
    return simulation.run()


@pytest.fixture
def done_case(office: Office):
    case = office.start()
    done(complete(case, "buat.1", office.ani, attachments=["permintaan"], outputs=["konsep"]))
    done(complete(case, "periksa.1", office.koordinator, exit="setuju"))
    return Case.objects.get(id=case.id)


def test_simulated_cases_of_a_family_are_told_again_as_they_are(office: Office):
    office.publish_shipped(*PROCUREMENT)
    tally = simulate(office, "proses-utama-pengadaan", BUSY, 2, 7)
    simulate(office, "surat", BUSY, 6, 7)
    assert set(tally.refusals) <= {"pelaksana-kosong"}, tally.refusals
    cases = list(Case.objects.select_related("agency"))
    assert {case.procedure for case in cases} == {"surat", *(sop_id.partition("/")[2] for sop_id in PROCUREMENT)}
    assert [difference for case in cases for difference in replay_case(case)] == []
    verdict = verify_agency(str(office.agency.id))
    assert verdict.faults == ()
    assert verdict.chains == len(cases) + 1
    assert set(Entry.objects.values_list("kind", flat=True)) >= {
        "mulai", "selesaikan", "kembalikan", "lewati", "alihkan", "waktu", "sop-berakhir", "komentar-ditulis",
        "penyimpangan-dijawab", "penyimpangan-dinilai",
    }  # fmt: skip


def test_procurement_runs_through_its_called_sops_and_nothing_is_attached_twice(office: Office):
    office.publish_shipped(*PROCUREMENT)
    tally = simulate(office, "proses-utama-pengadaan", DILIGENT, 1, 3)
    assert not tally.refusals
    assert not tally.deviations
    top = Case.objects.get(parent=None)
    children = {case.procedure: case for case in Case.objects.filter(parent=top)}
    assert set(children) == {sop_id.partition("/")[2] for sop_id in PROCUREMENT[1:]}
    assert {case.status for case in (top, *children.values())} == {"selesai"}
    kept = Record.objects.filter(case=top).values_list("kind", "source__case__procedure")
    brought = {(kind, source) for kind, source in kept if source}
    assert ("rup", "perencanaan-pengadaan") in brought
    assert ("hps", "persiapan-pengadaan") in brought
    assert ("sk-pokja", "persiapan-pemilihan-penyedia") in brought
    attached = [kind for kind, source in kept if not source]
    assert not set(attached) & {kind for kind, _ in brought}
    assert replay_case(top) == []


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"status": "selesai"}, {"status"}),
        ({"journal_length": 2}, {"jurnal"}),
        ({"journal_head": b"0" * 32}, {"jurnal"}),
    ],
)
def test_a_changed_case_is_told_apart(done_case, change, names):
    assert replay_case(done_case) == []
    Case.objects.filter(id=done_case.id).update(**change)
    assert {difference.what for difference in replay_case(Case.objects.get(id=done_case.id))} == names


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("documents", {}),
        ("visits", {"buat": 1}),
        ("facts", {"x": 1}),
        ("deviations", 4),
        ("appointments", {"kepala": []}),
    ],
)
def test_a_changed_state_is_told_apart(done_case, part, value):
    state = json.loads(done_case.state)
    Case.objects.filter(id=done_case.id).update(state=json.dumps({**state, part: value}))
    assert {difference.what for difference in replay_case(Case.objects.get(id=done_case.id))} == {f"state.{part}"}


@pytest.mark.parametrize(
    ("change", "task"),
    [
        ({"status": "dilewati"}, "buat.1"),
        ({"done_by_id": None}, "buat.1"),
        ({"done_for_id": "staf"}, "buat.1"),
        ({"done_at": NOW + timedelta(days=1)}, "buat.1"),
        ({"exit": "perbaiki"}, "periksa.1"),
        ({"due_at": NOW}, "sahkan.1"),
        ({"assignees": ["staf"]}, "sahkan.1"),
        ({"is_late": True}, "sahkan.1"),
        ({"key": "sahkan.9"}, "sahkan.1"),
    ],
)
def test_a_changed_task_is_told_apart(office: Office, done_case, change, task):
    staf = office.staf.id
    change = {
        name: staf if value == "staf" else [staf] if value == ["staf"] else value for name, value in change.items()
    }
    Task.objects.filter(case=done_case, key=task).update(**change)
    assert f"tugas {task}" in {difference.what for difference in replay_case(done_case)}


def test_a_record_that_went_missing_is_told(office: Office, done_case):
    Record.objects.filter(case=done_case, kind="konsep").delete()
    assert {difference.what for difference in replay_case(done_case)} == {"dokumen konsep", "isi dokumen 1"}


def test_changed_content_of_a_record_is_told_even_when_its_digest_was_changed_along(office: Office, done_case):
    forged = "Isi lain."
    Record.objects.filter(case=done_case, number=2).update(text=forged, sha256=sha256(forged.encode()).hexdigest())
    (difference,) = replay_case(done_case)
    assert difference.what == "isi dokumen 2"


def test_content_destroyed_as_decided_is_no_fault_but_saying_so_is_not_enough(office: Office, done_case):
    record = Record.objects.filter(case=done_case, name="").first()
    assert record is not None
    Record.objects.filter(id=record.id).update(text="", destroyed_at=NOW)
    assert replay_case(done_case), "nobody decided it"
    event = {"record": str(record.id), "sha256": record.sha256}
    journal(agency=str(office.agency.id), kind="arsip-dimusnahkan", at=NOW, by=None, event=event)
    assert replay_case(done_case) == []


def test_a_file_changed_on_disk_is_told(office: Office):
    file = keep_file(office.agency.id, "surat.txt", "text/plain", [b"Isi yang benar"])
    case = office.start()
    done(
        actions.complete_step(
            case_id=case.id,
            task="buat.1",
            by=as_actor(office.ani),
            now=NOW,
            attachments=[Given("permintaan", file)],
            outputs=[Given("konsep", text="Konsep")],
        )
    )
    case.refresh_from_db()
    assert replay_case(case) == []
    file_path(office.agency.id, file.sha256).write_bytes(b"Isi yang palsu")
    (difference,) = replay_case(case)
    assert difference.what.startswith("isi dokumen")


def test_a_cut_tail_is_told_even_when_the_state_was_not_moved_by_it(office: Office, done_case, django_db_blocker):
    done(actions.comment(case_id=done_case.id, text="Mohon dipercepat", by=as_actor(office.ani), now=NOW))
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE authority_entry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM authority_entry WHERE chain = %s AND kind = 'komentar-ditulis'", [done_case.id])
        cursor.execute("ALTER TABLE authority_entry ENABLE TRIGGER USER")
    assert {difference.what for difference in replay_case(Case.objects.get(id=done_case.id))} == {"jurnal"}


def test_a_kind_that_a_step_both_needs_and_yields_is_told_in_the_order_of_its_numbers(office: Office):
    """Found by the simulator: what is attached is journalled before what is handed in, but numbered after it."""
    office.publish("tinjau", [make_row("tinjau", needs=["naskah"], yields=["naskah"])], outside=["naskah"])
    case = office.start("tinjau")
    done(complete(case, "tinjau.1", office.ani, attachments=["naskah"], outputs=["naskah"]))
    assert replay_case(Case.objects.get(id=case.id)) == []
