"""Completing steps: documents, decisions, who may, who comes second, and that a refusal leaves no trace."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django_scopes import scope, scopes_disabled

from lajur.casework.cases import actions
from lajur.casework.cases.models import Case, Deviation, Task
from lajur.casework.cases.queries import case_state
from lajur.casework.cases.testing import Office, complete, make_office, make_row, open_tasks, text
from lajur.casework.documents.actions import Given, keep_file
from lajur.casework.documents.models import Record
from lajur.casework.documents.queries import file_path
from lajur.registers.authority.actions import PermissionNotAsked, action
from lajur.registers.authority.journal import verify_agency
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.testing import NOW, as_actor, done, refusal


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def rows_of_everything():
    """Everything a refusal must leave alone."""
    return (
        list(Case.objects.order_by("id").values()),
        list(Task.objects.order_by("id").values()),
        list(Record.objects.order_by("id").values()),
        list(Deviation.objects.order_by("id").values()),
        list(Entry.objects.order_by("chain", "seq").values()),
    )


def test_a_case_goes_from_its_first_row_to_its_end(office: Office):
    case = office.start()
    done(complete(case, "buat.1", office.ani, attachments=["permintaan"], outputs=["konsep"]))
    done(complete(case, "periksa.1", office.koordinator, exit="perbaiki"))
    assert open_tasks(case) == ["buat.2"]
    done(complete(case, "buat.2", office.budi, outputs=["konsep"]))
    done(complete(case, "periksa.2", office.koordinator, exit="setuju", note="Sudah baik"))
    later = NOW + timedelta(hours=1)
    done(complete(case, "sahkan.1", office.kepala, outputs=["surat"], now=later))
    case.refresh_from_db()
    assert (case.status, case.ended_at, open_tasks(case)) == ("selesai", later, [])
    rows = (
        Task.objects.filter(case=case).order_by("opened_at", "id").values_list("key", "done_by__name", "exit", "note")
    )
    assert list(rows) == [
        ("buat.1", "Ani", "", ""),
        ("periksa.1", "Kusno", "perbaiki", ""),
        ("buat.2", "Budi", "", ""),
        ("periksa.2", "Kusno", "setuju", "Sudah baik"),
        ("sahkan.1", "Kartini", "", ""),
    ]
    assert not Deviation.objects.exists()
    assert verify_agency(str(office.agency.id)).faults == ()


def test_records_stand_in_the_case_and_meet_what_later_steps_need(office: Office):
    case = office.start()
    done(complete(case, "buat.1", office.ani, attachments=["permintaan"], outputs=["konsep"]))
    records = {record.kind: record for record in Record.objects.filter(case=case)}
    assert records["konsep"].text == "Isi dokumen"
    assert records["konsep"].task == "buat.1"
    assert records["konsep"].by == office.ani
    state = case_state(Case.objects.get(id=case.id))
    assert state.documents == {kind: str(record.number) for kind, record in records.items()}
    done(complete(case, "periksa.1", office.koordinator, exit="setuju"))  # needs konsep, which is there


def test_a_better_version_is_a_new_record_and_the_old_one_stays(office: Office):
    case = office.start()
    done(complete(case, "buat.1", office.ani, attachments=["permintaan"], outputs=["konsep"]))
    done(complete(case, "periksa.1", office.koordinator, exit="perbaiki"))
    done(complete(case, "buat.2", office.ani, outputs=["konsep"]))
    numbers = list(Record.objects.filter(case=case, kind="konsep").order_by("number").values_list("number", "task"))
    assert [task for _, task in numbers] == ["buat.1", "buat.2"]
    assert case_state(Case.objects.get(id=case.id)).documents["konsep"] == str(numbers[1][0])


def test_several_files_of_one_kind_make_one_reference(office: Office):
    case = office.start()
    given = [text("permintaan", "satu"), text("permintaan", "dua")]
    done(
        actions.complete_step(
            case_id=case.id,
            task="buat.1",
            by=as_actor(office.ani),
            now=NOW,
            attachments=given,
            outputs=[text("konsep")],
        )
    )
    reference = case_state(Case.objects.get(id=case.id)).documents["permintaan"]
    numbers = [int(number) for number in reference.split(",")]
    assert sorted(Record.objects.filter(case=case, number__in=numbers).values_list("text", flat=True)) == [
        "dua",
        "satu",
    ]


def test_the_same_file_is_kept_once_and_found_by_its_hash(office: Office):
    one = keep_file(office.agency.id, "surat.pdf", "application/pdf", [b"isi ", b"surat"])
    two = keep_file(office.agency.id, "salinan.pdf", "application/pdf", [b"isi surat"])
    assert one.sha256 == two.sha256
    assert (one.size, one.name, two.name) == (9, "surat.pdf", "salinan.pdf")
    folder = settings.MEDIA_ROOT / str(office.agency.id)
    assert [path for path in folder.rglob("*") if path.is_file()] == [file_path(office.agency.id, one.sha256)]
    assert file_path(office.agency.id, one.sha256).read_bytes() == b"isi surat"
    case = office.start()
    done(
        actions.complete_step(
            case_id=case.id,
            task="buat.1",
            by=as_actor(office.ani),
            now=NOW,
            attachments=[Given("permintaan", one)],
            outputs=[Given("konsep", two)],
        )
    )
    kept = Record.objects.filter(case=case).order_by("kind").values_list("kind", "name", "sha256", "size", "media_type")
    assert list(kept) == [
        ("konsep", "salinan.pdf", one.sha256, 9, "application/pdf"),
        ("permintaan", "surat.pdf", one.sha256, 9, "application/pdf"),
    ]


def test_an_upload_that_breaks_off_leaves_nothing(office: Office):
    def broken():
        yield b"setengah"
        raise ConnectionError("putus")

    with pytest.raises(ConnectionError):
        keep_file(office.agency.id, "surat.pdf", "application/pdf", broken())
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_documents_handed_to_a_called_case_and_back(office: Office):
    office.publish("anak", [make_row("susun", needs=["renja"], yields=["rup-final"])], outside=["renja"])
    office.publish(
        "induk",
        [
            make_row("siapkan", yields=["renja"]),
            make_row(
                "rencanakan",
                "koordinator",
                needs=["renja"],
                yields=["rup"],
                panggil={"sop": "uji/anak", "bawa": ["renja"], "terima": {"rup-final": "rup"}},
            ),
            make_row("pakai", needs=["rup"], yields=["hasil"]),
        ],
    )
    parent = office.start("induk")
    done(complete(parent, "siapkan.1", office.ani, outputs=["renja"]))
    assert open_tasks(parent) == ["rencanakan.1"]
    child = Case.objects.get(parent=parent)
    assert (child.procedure, child.parent_task, child.subject) == ("anak", "rencanakan.1", parent.subject)
    handed = Record.objects.get(case=child)
    assert (handed.kind, handed.text) == ("renja", "Isi dokumen")
    assert handed.source == Record.objects.get(case=parent)
    assert refusal(complete(parent, "rencanakan.1", office.koordinator)).code == "menunggu-sop-lain"
    done(complete(child, "susun.1", office.budi, outputs=["rup-final"]))  # renja came from the parent
    child.refresh_from_db()
    assert child.status == "selesai"
    assert open_tasks(parent) == ["pakai.1"]
    back = Record.objects.get(case=parent, source__case=child)
    assert (back.kind, back.task, back.text) == ("rup", "rencanakan.1", "Isi dokumen")
    done(complete(parent, "pakai.1", office.ani, outputs=["hasil"]))  # rup came from the child
    parent.refresh_from_db()
    assert parent.status == "selesai"
    assert verify_agency(str(office.agency.id)).faults == ()


def test_a_document_that_the_called_case_has_changed_comes_back_changed(office: Office):
    office.publish("anak", [make_row("perbarui", needs=["renja"], yields=["renja"])], outside=["renja"])
    office.publish(
        "induk",
        [
            make_row("siapkan", yields=["renja"]),
            make_row(
                "minta", needs=["renja"], panggil={"sop": "uji/anak", "bawa": ["renja"], "terima": {"renja": "renja"}}
            ),
            make_row("pakai", needs=["renja"]),
        ],
    )
    parent = office.start("induk")
    done(complete(parent, "siapkan.1", office.ani, outputs=["renja"]))
    child = Case.objects.get(parent=parent)
    done(
        actions.complete_step(
            case_id=child.id, task="perbarui.1", by=as_actor(office.ani), now=NOW, outputs=[text("renja", "Renja baru")]
        )
    )
    assert open_tasks(parent) == ["pakai.1"]
    number = int(case_state(Case.objects.get(id=parent.id)).documents["renja"])
    assert Record.objects.get(case=parent, number=number).text == "Renja baru"


def test_answers_are_kept_and_personal_ones_only_where_they_can_be_erased(office: Office):
    office.publish(
        "isi",
        [
            make_row(
                "catat",
                isian={
                    "jumlah": {"label": "Jumlah", "jenis": "angka", "wajib": True},
                    "nik": {"label": "NIK", "pribadi": True},
                },
            )
        ],
    )
    case = office.start("isi")
    assert "jumlah" in refusal(complete(case, "catat.1", office.ani)).fields
    done(complete(case, "catat.1", office.ani, answers={"jumlah": 7, "nik": "3275010101800001"}))
    assert json.loads(Task.objects.get(case=case).answers) == {"jumlah": 7, "nik": "3275010101800001"}
    assert case_state(Case.objects.get(id=case.id)).facts == {"jumlah": 7}
    entries = Entry.objects.filter(chain=case.id)
    assert not any("3275010101800001" in entry.body for entry in entries)
    assert any("3275010101800001" in json.dumps(entry.private) for entry in entries)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "kelengkapan-belum-ada"),
        ({"attachments": ["permintaan"]}, "output-belum-ada"),
        ({"attachments": ["permintaan"], "outputs": ["konsep", "asing"]}, "dokumen-tidak-diminta"),
        ({"attachments": ["permintaan"], "outputs": ["konsep"], "exit": "setuju"}, "bukan-keputusan"),
        ({"attachments": ["permintaan"], "outputs": ["konsep"], "answers": {"asing": 1}}, "isian-belum-benar"),
        ({"attachments": ["permintaan"], "without": {"konsep": "  "}}, "output-belum-ada"),
    ],
)
def test_a_refusal_leaves_no_trace(office: Office, given, code):
    case = office.start()
    before = rows_of_everything()
    assert refusal(complete(case, "buat.1", office.ani, **given)).code == code
    assert rows_of_everything() == before


@pytest.mark.parametrize("who", ["kepala", "koordinator", "admin", "staf"])
def test_only_officers_of_the_lane_complete(office: Office, who):
    case = office.start()
    before = rows_of_everything()
    found = complete(case, "buat.1", getattr(office, who), attachments=["permintaan"], outputs=["konsep"])
    assert refusal(found).code == "bukan-pelaksana"
    assert rows_of_everything() == before


def test_whoever_comes_second_hears_who_was_first_and_when(office: Office):
    case = office.start()
    done(complete(case, "buat.1", office.ani, attachments=["permintaan"], outputs=["konsep"]))
    before = rows_of_everything()
    second = refusal(complete(case, "buat.1", office.budi, attachments=["permintaan"], outputs=["konsep"]))
    assert second.code == "tugas-tidak-terbuka"
    assert "Ani" in second.sentence
    assert "2 Mar 2026 08.00 WIB" in second.sentence
    assert rows_of_everything() == before


def test_whoever_comes_second_at_the_last_step_hears_it_too(office: Office):
    office.publish("pendek", [make_row("kerjakan")])
    case = office.start("pendek")
    done(complete(case, "kerjakan.1", office.ani))
    second = refusal(complete(case, "kerjakan.1", office.budi))
    assert "Ani" in second.sentence


def test_a_task_that_never_was_is_refused(office: Office):
    assert refusal(complete(office.start(), "terbang.1", office.ani)).code == "tugas-tidak-terbuka"


def test_cases_of_another_agency_do_not_exist(office: Office):
    with scopes_disabled():
        other = make_office()
    case = office.start()
    before = rows_of_everything()
    with scope(agency=other.agency):
        by = as_actor(other.kepala)
        acts = [
            actions.complete_step(case_id=case.id, task="buat.1", by=as_actor(other.ani), now=NOW),
            actions.return_step(case_id=case.id, task="buat.1", target="buat", reason="x", by=by, now=NOW),
            actions.skip_step(case_id=case.id, task="buat.1", reason="x", by=by, now=NOW),
            actions.call_again(case_id=case.id, task="buat.1", by=by, now=NOW),
            actions.hand_over(case_id=case.id, task="buat.1", persons=[str(other.ani.id)], reason="x", by=by, now=NOW),
            actions.appoint(case_id=case.id, lane="petugas", persons=[str(other.ani.id)], reason="x", by=by, now=NOW),
            actions.cancel_case(case_id=case.id, reason="x", by=by, now=NOW),
            actions.comment(case_id=case.id, text="x", by=by, now=NOW),
            actions.answer_deviation(case_id=case.id, number=1, answer="x", by=by, now=NOW),
            actions.judge_deviation(case_id=case.id, number=1, accept=True, judgement="", by=by, now=NOW),
        ]
    codes = {refusal(outcome).code for outcome in acts}
    assert codes == {"pelaksanaan-tidak-ada", "penyimpangan-tidak-ada"}
    assert rows_of_everything() == before
    with scope(agency=office.agency):
        never = actions.comment(case_id=uuid4(), text="x", by=as_actor(office.kepala), now=NOW)
    assert refusal(never) == acts[7]  # the same answer as for a case that never was


def test_an_action_that_asks_for_no_permission_fails_and_keeps_nothing(office: Office):
    @action(needs="cases.comment")
    def sneak() -> None:
        office.agency.name = "Diubah"
        office.agency.save()

    with pytest.raises(PermissionNotAsked):
        sneak()
    office.agency.refresh_from_db()
    assert office.agency.name == "Instansi Uji"


def test_every_entry_says_who_and_when_and_carries_the_events(office: Office):
    case = office.start()
    later = NOW + timedelta(minutes=5)
    done(complete(case, "buat.1", office.ani, attachments=["permintaan"], outputs=["konsep"], now=later))
    entry = Entry.objects.filter(chain=case.id).latest("seq")
    assert (entry.kind, entry.by, entry.at, entry.seq) == ("selesaikan", office.ani.id, later, 2)
    body = json.loads(entry.body)
    assert [event["e"] for event in body["ev"]] == [
        "dokumen-diserahkan",
        "dokumen-diserahkan",
        "tugas-diselesaikan",
        "tugas-dibuka",
    ]
