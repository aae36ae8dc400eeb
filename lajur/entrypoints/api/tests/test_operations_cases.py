"""Cases, tasks, records and deviations through the API: the same effects and refusals as by the pages."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lajur.casework.cases.models import Case, Comment, Deviation
from lajur.casework.cases.testing import Office, complete, open_tasks
from lajur.casework.documents.models import Record
from lajur.entrypoints.api.testing import Program, make_token
from lajur.registers.organisation.testing import refusal

pytestmark = pytest.mark.django_db


def as_(person: Any) -> Program:
    return Program(make_token(person))


def told(response: Any, status: int = 200) -> Any:
    assert response.status_code == status, response.content.decode()
    return response.json()


def denied(response: Any, status: int) -> Any:
    assert response.headers["Content-Type"] == "application/problem+json"
    body = told(response, status)
    assert body["status"] == status
    assert body["code"]
    assert body["sentence"]
    return body


def begun(office: Office) -> Case:
    return office.start(by=office.ani)


def test_a_case_is_started_and_read(office: Office) -> None:
    ani = as_(office.ani)
    started = told(ani.post("/cases", {"procedure": "surat", "subject": "Undangan rapat"}), 201)
    assert started["task"] == "buat.1"
    case = told(ani.get(f"/cases/{started['id']}"))
    assert case["status"] == "berjalan"
    assert case["started_by"] == str(office.ani.id)
    assert [task["key"] for task in case["open"]] == ["buat.1"]
    assert set(case["open"][0]["actors"]) == {str(office.ani.id), str(office.budi.id)}


def test_who_does_not_act_in_the_first_row_may_not_start(office: Office) -> None:
    body = denied(as_(office.staf).post("/cases", {"procedure": "surat", "subject": "Undangan"}), 403)
    assert body["code"] == "bukan-pelaksana-awal"
    denied(as_(office.ani).post("/cases", {"procedure": "entah", "subject": "Undangan"}), 404)


def test_a_task_tells_its_standard_and_is_completed_with_an_uploaded_file(office: Office) -> None:
    case, ani = begun(office), as_(office.ani)
    task = told(ani.get(f"/cases/{case.id}/tasks/buat.1"))
    assert task["may_complete"]
    assert task["time"] == "1 jam"
    assert [need["kind"] for need in task["needs"]] == ["permintaan"]
    assert [given["kind"] for given in task["yields"]] == ["konsep"]
    content = b"%PDF-1.7 isi"
    name = "Konsep surat undangan é.pdf"
    where = f"/cases/{case.id}/tasks/buat.1"
    receipt = told(ani.upload(f"{where}/files?kind=konsep", SimpleUploadedFile(name, content)), 201)
    assert receipt["sha256"] == hashlib.sha256(content).hexdigest()
    given = {
        "outputs": [{"kind": "konsep", "file": receipt["file"]}],
        "attachments": [{"kind": "permintaan", "text": "Tolong buatkan"}],
        "note": "Mohon diperiksa",
    }
    moved = told(ani.post(f"{where}/complete", given))
    assert moved["open"] == ["periksa.1"] == open_tasks(case)
    records = told(ani.get(f"/cases/{case.id}/records"))["items"]
    [kept] = [record for record in records if record["kind"] == "konsep"]
    assert kept["name"] == name
    download = ani.get(f"/records/{kept['id']}/content")
    assert b"".join(download.streaming_content) == content
    assert "attachment" in download.headers["Content-Disposition"]
    [text] = [record for record in records if record["kind"] == "permintaan"]
    assert text["text"] == "Tolong buatkan"
    assert ani.get(f"/records/{text['id']}/content").content == b"Tolong buatkan"


def test_a_reference_works_for_its_own_task_and_kind_only(office: Office) -> None:
    case, other, ani = begun(office), begun(office), as_(office.ani)
    receipt = told(ani.upload(f"/cases/{case.id}/tasks/buat.1/files?kind=konsep", SimpleUploadedFile("a", b"a")), 201)
    for where, kind in ((other.id, "konsep"), (case.id, "permintaan")):
        body = denied(
            ani.post(f"/cases/{where}/tasks/buat.1/complete", {"outputs": [{"kind": kind, "file": receipt["file"]}]}),
            422,
        )
        assert "outputs.0" in body["fields"]
    assert not Record.objects.exists()
    denied(ani.upload(f"/cases/{case.id}/tasks/buat.1/files?kind=entah", SimpleUploadedFile("a", b"a")), 422)


def test_what_is_missing_is_told_by_kind(office: Office) -> None:
    case = begun(office)
    body = denied(as_(office.ani).post(f"/cases/{case.id}/tasks/buat.1/complete", {}), 422)
    assert set(body["fields"]) >= {"konsep"}


def test_the_refusal_is_the_one_of_the_action(office: Office) -> None:
    """Word for word, and in English where asked for."""
    case = begun(office)
    outcome = refusal(complete(case, "buat.1", office.ani))
    body = denied(as_(office.ani).post(f"/cases/{case.id}/tasks/buat.1/complete", {}), 422)
    assert (body["code"], body["sentence"]) == (outcome.code, outcome.sentence)
    english = Program(make_token(office.ani), **{"Accept-Language": "en"})
    denied_in_english = denied(english.post(f"/cases/{case.id}/tasks/buat.1/complete", {}), 422)
    assert denied_in_english["code"] == outcome.code
    assert denied_in_english["sentence"] != outcome.sentence


def test_a_second_completion_is_told_who_was_first(office: Office) -> None:
    case = begun(office)
    given = {"without": {"permintaan": "Lisan"}, "outputs": [{"kind": "konsep", "text": "Isi"}]}
    where = f"/cases/{case.id}/tasks/buat.1/complete"
    told(as_(office.ani).post(where, given))
    body = denied(as_(office.budi).post(where, given), 409)
    assert "Ani" in body["sentence"]
    assert Record.objects.filter(case=case).count() == 1
    assert Deviation.objects.filter(case=case).count() == 1


def test_a_decision_a_return_a_skip_and_handing_over(office: Office) -> None:
    case = begun(office)
    complete(case, "buat.1", office.ani, outputs=["konsep"], attachments=["permintaan"])
    kusno, kepala = as_(office.koordinator), as_(office.kepala)
    ways = told(kusno.get(f"/cases/{case.id}/tasks/periksa.1"))["exits"]
    assert [(way["exit"], way["is_return"]) for way in ways] == [("setuju", False), ("perbaiki", True)]
    where = f"/cases/{case.id}/tasks"
    moved = told(kusno.post(f"{where}/periksa.1/return", {"target": "buat", "reason": "Salah alamat"}))
    assert moved["open"] == ["buat.2"]
    told(as_(office.ani).post(f"{where}/buat.2/hand-over", {"persons": [str(office.staf.id)], "reason": "Cuti"}))
    assert told(as_(office.staf).get("/tasks"))["items"][0]["key"] == "buat.2"
    told(as_(office.staf).post(f"{where}/buat.2/skip", {"reason": "Konsep lama cukup"}))
    told(kusno.post(f"{where}/periksa.2/complete", {"exit": "setuju"}))
    moved = told(kepala.post(f"{where}/sahkan.1/complete", {"outputs": [{"kind": "surat", "text": "Surat"}]}))
    assert (moved["status"], moved["open"]) == ("selesai", [])
    body = denied(kepala.post(f"/cases/{case.id}/cancel", {"reason": "Batal"}), 409)
    assert body["code"] == "tidak-berjalan"


def test_cancelling_and_commenting(office: Office) -> None:
    case = begun(office)
    denied(as_(office.budi).post(f"/cases/{case.id}/cancel", {"reason": "Batal"}), 403)
    written = told(as_(office.budi).post(f"/cases/{case.id}/comments", {"text": "Mohon dipercepat"}), 201)
    assert told(as_(office.ani).get(f"/cases/{case.id}/comments"))["items"] == [written]
    assert told(as_(office.ani).post(f"/cases/{case.id}/cancel", {"reason": "Batal"}))["status"] == "dibatalkan"
    happened = told(as_(office.ani).get(f"/cases/{case.id}/timeline"))["items"]
    assert [line["number"] for line in happened] == [3, 2, 1]
    assert happened[0]["who"] == "Ani"


def test_a_deviation_is_answered_and_judged(office: Office) -> None:
    case = begun(office)
    complete(case, "buat.1", office.ani, outputs=["konsep"], without={"permintaan": "Lisan"})
    ani, kusno = as_(office.ani), as_(office.koordinator)
    [owed] = told(ani.get("/deviations", part="answer"))["items"]
    assert (owed["kind"], owed["what"], owed["status"]) == ("kelengkapan", "permintaan", "dicatat")
    where = f"/cases/{case.id}/deviations/{owed['number']}"
    denied(kusno.post(f"{where}/answer", {"text": "Bukan saya"}), 403)
    denied(kusno.post(f"{where}/judge", {"accept": True}), 409)
    assert told(ani.post(f"{where}/answer", {"text": "Disampaikan lisan"}))["status"] == "dijawab"
    denied(ani.post(f"{where}/judge", {"accept": True}), 403)
    assert [row["number"] for row in told(kusno.get("/deviations", part="judge"))["items"]] == [owed["number"]]
    body = denied(kusno.post(f"{where}/judge", {"accept": False}), 422)
    assert "penilaian" in body["fields"]
    assert told(kusno.post(f"{where}/judge", {"accept": True}))["status"] == "diterima"
    assert [row["status"] for row in told(ani.get(f"/cases/{case.id}/deviations"))["items"]] == ["diterima"]


def test_lists_are_read_piece_by_piece_and_filtered(office: Office) -> None:
    cases = [begun(office) for _ in range(5)]
    ani, numbers, cursor = as_(office.ani), [], None
    while True:
        page = told(ani.get("/cases", limit=2, **({"cursor": cursor} if cursor else {})))
        numbers += [row["number"] for row in page["items"]]
        assert len(page["items"]) <= 2
        if (cursor := page["next"]) is None:
            break
    assert sorted(numbers) == sorted(case.number for case in cases)
    assert len(set(numbers)) == 5
    assert told(ani.get("/cases", status="selesai"))["items"] == []
    assert [row["number"] for row in told(ani.get("/cases", search=cases[2].number))["items"]] == [cases[2].number]
    tasks = told(ani.get("/tasks", part="all", limit=3))
    rest = told(ani.get("/tasks", part="all", cursor=tasks["next"]))
    assert len({row["case"] for row in tasks["items"] + rest["items"]}) == 5
    assert told(as_(office.staf).get("/cases"))["items"] == []
    assert told(as_(office.staf).get("/tasks", part="all"))["items"] == []
    denied(ani.get("/cases", cursor="entah"), 422)
    denied(ani.get("/cases", limit=101), 422)


def test_the_same_key_does_a_thing_once(office: Office) -> None:
    ani, wanted = as_(office.ani), {"procedure": "surat", "subject": "Undangan"}
    first = ani.post("/cases", wanted, key="kirim-1")
    again = ani.post("/cases", wanted, key="kirim-1")
    assert told(first, 201) == told(again, 201)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Case.objects.count() == 1
    assert denied(ani.post("/cases", {**wanted, "subject": "Lain"}, key="kirim-1"), 422)["code"] == "kunci-terpakai"
    told(as_(office.budi).post("/cases", wanted, key="kirim-1"), 201)  # keys are each person's own
    case = first.json()["id"]
    for _ in range(2):
        told(ani.post(f"/cases/{case}/comments", {"text": "Sekali saja"}, key="catat"), 201)
    assert Comment.objects.count() == 1
    denied(ani.post("/cases", wanted, key="k" * 101), 422)


def test_a_refused_request_may_be_mended_under_the_same_key(office: Office) -> None:
    case, ani = begun(office), as_(office.ani)
    where = f"/cases/{case.id}/tasks/buat.1/complete"
    denied(ani.post(where, {}, key="selesai-1"), 422)
    given = {"without": {"permintaan": "Lisan"}, "outputs": [{"kind": "konsep", "text": "Isi"}]}
    first = told(ani.post(where, given, key="selesai-1"))
    assert told(ani.post(where, given, key="selesai-1")) == first
    assert open_tasks(case) == ["periksa.1"]


def test_a_file_sent_twice_under_a_key_gives_the_same_receipt(office: Office) -> None:
    case, ani = begun(office), as_(office.ani)
    where = f"/cases/{case.id}/tasks/buat.1/files?kind=konsep"
    receipts = [told(ani.upload(where, SimpleUploadedFile("a.txt", b"isi"), key="b-1"), 201) for _ in range(2)]
    assert receipts[0] == receipts[1]
    denied(ani.upload(where, SimpleUploadedFile("a.txt", b"lain"), key="b-1"), 422)


def test_a_chain_is_verified_and_a_changed_entry_named(office: Office) -> None:
    case = begun(office)
    complete(case, "buat.1", office.ani, outputs=["konsep"], attachments=["permintaan"])
    ani = as_(office.ani)
    entries = told(ani.get(f"/cases/{case.id}/journal"))
    head = hashlib.sha256(f"lajur:{office.agency.id}:{case.id}".encode()).digest()
    for entry in entries["items"]:
        head = hashlib.sha256(head + entry["body"].encode()).digest()
        assert head.hex() == entry["hash"]
    assert told(ani.get(f"/cases/{case.id}/journal/verdict"))["whole"]
    Case.objects.filter(id=case.id).update(journal_length=9)
    verdict = told(ani.get(f"/cases/{case.id}/journal/verdict"))
    assert not verdict["whole"]
    assert verdict["faults"][0]["seq"] == 3
    admin = as_(office.admin)
    assert told(admin.get("/journal/verdict"))["whole"]
    own = told(admin.get("/journal", limit=2))
    assert UUID(own["chain"]) == office.agency.id
    assert told(admin.get("/journal", cursor=own["next"]))["items"][0]["seq"] == 3
    assert json.loads(own["items"][0]["body"])["n"] == 1


def test_editions_and_people(office: Office) -> None:
    staf, admin = as_(office.staf), as_(office.admin)
    [line] = told(staf.get("/procedures"))["items"]
    assert (line["key"], line["may_start"]) == ("surat", False)
    whole = told(staf.get("/procedures/surat"))
    assert whole["sop"]["judul"] == "SOP uji"
    assert told(staf.get("/procedures/surat/editions"))["items"][0]["hash"] == whole["hash"]
    assert told(staf.get("/procedures/surat/editions/1")) == whole
    denied(staf.get("/procedures/surat/editions/2"), 404)
    names = [row["name"] for row in told(staf.get("/people"))["items"]]
    assert names == sorted(names)
    denied(staf.post("/people", {"username": "wati", "name": "Wati"}), 403)
    wati = told(admin.post("/people", {"username": "wati", "name": "Wati", "nip": "199001012020012001"}), 201)
    assert denied(admin.post("/people", {"username": "wati", "name": "Wati"}), 409)["fields"] == {
        "username": "Sudah dipakai."
    }
    position = next(row for row in told(staf.get("/positions"))["items"] if row["title"] == "Petugas")
    seat = {"person": wati["id"], "position": position["id"], "since": "2026-03-02"}
    held = told(admin.post("/holdings", seat), 201)
    assert told(staf.get(f"/people/{wati['id']}"))["positions"] == [position["id"]]
    denied(admin.post("/holdings", {**seat, "kind": "plt"}), 422)
    assert told(admin.post(f"/holdings/{held['id']}/end", {"until": "2026-03-31"}))["until"] == "2026-03-31"
    assert told(staf.get("/holdings", person=wati["id"]))["items"][0]["until"] == "2026-03-31"
    assert "nip" not in json.dumps(told(staf.get(f"/people/{wati['id']}")))
