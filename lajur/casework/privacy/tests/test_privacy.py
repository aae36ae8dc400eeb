"""Copies are whole and give no secret away; erasure leaves no trace of the person and every chain whole."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from lajur.casework.cases.actions import comment
from lajur.casework.cases.models import Case, Comment, Draft, Task
from lajur.casework.cases.replay import replay_case
from lajur.casework.cases.testing import Office, complete, make_row
from lajur.casework.privacy.actions import ERASED, erase_case, erase_person, export_person
from lajur.casework.privacy.rules import BASES, is_secret
from lajur.registers.authority.journal import seal, verify_agency
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.actions import add_person, deactivate
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.testing import NOW, as_actor, done, make_agency, make_person, refusal
from lajur.registers.organisation.tests.browsing import signed_in, words

FORBIDDEN, INVALID = 403, 422
WHY: dict[str, Any] = {"basis": "permintaan", "reason": "Surat 12/2026"}
HOME = "/pengelolaan/data-pribadi/"
NIK, NIP = "3174012345678901", "198501012010011001"
FIELDS = {
    "nik": {"label": "NIK pemohon", "jenis": "teks", "pribadi": True},
    "jumlah": {"label": "Jumlah", "jenis": "angka"},
}


@pytest.fixture
def filled(office: Office) -> Case:
    """A case in which Ani typed a citizen's NIK and a remark."""
    office.publish("izin", [make_row("terima", yields=["berkas"], isian=FIELDS), make_row("putus", "kepala")])
    case = office.start("izin")
    told = complete(
        case, "terima.1", office.ani, outputs=["berkas"], answers={"nik": NIK, "jumlah": 3}, note="Pemohon sedang sakit"
    )
    done(told)
    done(comment(case_id=case.id, text="Telepon 0812-555-777", by=as_actor(office.ani), now=NOW))
    return case


def holds(agency: Any) -> bool:
    return verify_agency(str(agency.id)).faults == ()


def everywhere(needle: str) -> list[str]:
    """Every table in whose rows the text stands, the journal's bodies included."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{needle}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def unzipped(data: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}


def test_a_copy_holds_everything_about_a_person_and_no_secret(office: Office, filled: Case) -> None:
    office.ani.set_password("Kapal-Layar-81")
    office.ani.nip = NIP
    office.ani.save()
    copy = unzipped(done(export_person(by=as_actor(office.ani), now=NOW, person=office.ani)))
    assert (copy["profil.json"]["name"], copy["profil.json"]["nip"]) == ("Ani", NIP)
    assert {row["text"] for row in copy["data/cases.comment.json"]} == {"Telepon 0812-555-777"}
    (task,) = copy["data/cases.task.json"]
    assert (task["sebagai"], NIK in task["answers"], task["note"]) == (["done_by"], True, "Pemohon sedang sakit")
    kinds = {entry["jenis"] for entry in copy["jurnal.json"]}
    assert "komentar-ditulis" in kinds
    assert office.ani.password not in json.dumps(copy)
    assert Entry.objects.filter(kind="data-pribadi-disalin", by=office.ani.id).count() == 1


def test_every_table_that_names_persons_is_asked_and_its_secrets_are_known() -> None:
    """A new field that looks like a secret must match the list of those left out."""
    looks = ("password", "secret", "hash", "digest", "credential", "session_key", "session_data")
    seen = 0
    for model in apps.get_models():
        fields = model._meta.concrete_fields
        if any(isinstance(field, models.ForeignKey) and field.related_model is Person for field in fields):
            seen += 1
            assert all(is_secret(f.name) for f in fields if any(look in f.name for look in looks)), model
    assert seen > 15
    assert not any(is_secret(name) for name in ("name", "nip", "email", "text", "answers", "note", "reason"))


def test_others_data_are_given_to_administrators_only(office: Office, filled: Case) -> None:
    assert refusal(export_person(by=as_actor(office.budi), now=NOW, person=office.ani)).code == "bukan-wewenang"
    done(export_person(by=as_actor(office.admin), now=NOW, person=office.ani))
    stranger = make_person(make_agency(), "Lain")
    assert refusal(export_person(by=as_actor(office.admin), now=NOW, person=stranger)).code == "orang-tidak-dikenal"


def test_a_citizens_data_go_from_a_case_and_its_chain_holds(office: Office, filled: Case) -> None:
    seal(agency=str(office.agency.id), now=NOW)
    assert "cases_task" in everywhere(NIK)
    assert "authority_entry" in everywhere(NIK)
    erased = done(erase_case(by=as_actor(office.admin), now=NOW, number=filled.number, subject="Izin usaha", **WHY))
    assert erased >= 2
    for needle in (NIK, "sedang sakit", "0812-555-777"):
        assert everywhere(needle) == [], needle
    assert holds(office.agency)
    task = Task.objects.get(case=filled, key="terima.1")
    assert json.loads(task.answers) == {"jumlah": 3}
    assert Comment.objects.get(case=filled).text == ERASED
    filled.refresh_from_db()
    assert filled.subject == "Izin usaha"
    assert replay_case(filled) == [], "what is left rebuilds the same state"
    told = Entry.objects.get(kind="data-pribadi-dihapus")
    assert json.loads(told.body)["ev"][0]["basis"] == "permintaan"
    assert (told.private or {})["0.reason"] == "Surat 12/2026"
    page = words(signed_in(office.ani).get(f"/pelaksanaan/{filled.id}/"))
    assert NIK not in page


def test_a_person_who_left_becomes_nameless_everywhere(office: Office, filled: Case) -> None:
    admin = as_actor(office.admin)
    gone = done(
        add_person(by=admin, now=NOW, username="wulan.sari", name="Wulan Sari", nip=NIP, email="wulan@kota.go.id",
                   is_outside=True, business="CV Wulan", npwp="01.234.567.4-901.000", nib="8120001234567")
    )  # fmt: skip
    Draft.objects.create(agency=office.agency, person=gone, place="sop/x", version=1, data="Wulan Sari", at=NOW)
    assert refusal(erase_person(by=admin, now=NOW, person=gone, with_texts=False, **WHY)).code == "masih-aktif"
    done(deactivate(by=admin, now=NOW, person=gone, end_holdings=True))
    gone.refresh_from_db()
    done(erase_person(by=admin, now=NOW, person=gone, with_texts=False, **WHY))
    for needle in (
        "Wulan Sari",
        NIP,
        "wulan@kota.go.id",
        "wulan.sari",
        "CV Wulan",
        "0012345674901000",
        "8120001234567",
    ):
        assert everywhere(needle) == [], needle
    gone.refresh_from_db()
    assert gone.name.startswith("Orang terhapus")
    assert not gone.has_usable_password()
    assert holds(office.agency)
    assert Entry.objects.filter(kind="pegawai-ditambahkan", body__contains=str(gone.id)).exists(), "that it was stays"


def test_what_somebody_wrote_goes_only_when_asked_for(office: Office, filled: Case) -> None:
    admin = as_actor(office.admin)
    done(deactivate(by=admin, now=NOW, person=office.ani, end_holdings=True))
    office.ani.refresh_from_db()
    done(erase_person(by=admin, now=NOW, person=office.ani, with_texts=False, **WHY))
    assert "cases_comment" in everywhere("0812-555-777")
    done(erase_person(by=admin, now=NOW, person=office.ani, with_texts=True, **WHY))
    for needle in (NIK, "sedang sakit", "0812-555-777"):
        assert everywhere(needle) == [], needle
    assert holds(office.agency)


def test_erasure_needs_a_ground_a_reason_and_an_administrator(office: Office, filled: Case) -> None:
    admin = as_actor(office.admin)
    asked: dict[str, Any] = {"by": admin, "now": NOW, "number": filled.number}
    assert refusal(erase_case(**asked, basis="lain", reason="x")).code == "dasar-kosong"
    assert refusal(erase_case(**asked, basis="permintaan", reason=" ")).code == "alasan-kosong"
    assert refusal(erase_case(**{**asked, "number": "tidak-ada"}, **WHY)).code == "pelaksanaan-tidak-ada"
    assert refusal(erase_case(**{**asked, "by": as_actor(office.ani)}, **WHY)).code == "bukan-wewenang"
    assert len(BASES) == 4


def test_the_pages_copy_and_erase(office: Office, filled: Case) -> None:
    own = signed_in(office.ani)
    assert "Unduh data saya" in words(own.get("/akun/data-saya/"))
    assert unzipped(own.post("/akun/data-saya/").content)["profil.json"]["name"] == "Ani"
    assert own.get(HOME).status_code == FORBIDDEN
    admin = signed_in(office.admin)
    assert "Data pribadi" in words(admin.get(HOME))
    assert unzipped(admin.post(f"{HOME}salin/", {"salin-orang": str(office.ani.id)}).content)["profil.json"]
    given = {"perkara-nomor": filled.number, "perkara-dasar": "permintaan", "perkara-alasan": "Surat 12"}
    assert admin.post(f"{HOME}hapus-pelaksanaan/", {**given, "perkara-nomor": "x"}).status_code == INVALID
    assert admin.post(f"{HOME}hapus-pelaksanaan/", given).status_code == 302
    assert everywhere(NIK) == []
    person = {"orang-orang": str(office.staf.id), "orang-dasar": "permintaan", "orang-alasan": "Surat 13"}
    assert admin.post(f"{HOME}hapus/", person).status_code == INVALID, "still active"
    done(deactivate(by=as_actor(office.admin), now=NOW, person=office.staf, end_holdings=True))
    assert admin.post(f"{HOME}hapus/", person).status_code == 302
    office.staf.refresh_from_db()
    assert office.staf.name.startswith("Orang terhapus")
