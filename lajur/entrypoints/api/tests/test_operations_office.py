"""What other systems of the agency do here: leave, appointments, files over a bad line; what is unchanged, what is too
often."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.utils import timezone

from lajur.casework.cases.testing import Office, make_row, open_tasks
from lajur.casework.documents.models import Upload
from lajur.casework.documents.rules import CHUNK
from lajur.entrypoints.api.rules import GUESSES, REQUESTS
from lajur.entrypoints.api.testing import Program, make_token
from lajur.entrypoints.api.tests.test_operations_cases import as_, begun, denied, told
from lajur.registers.authority.limits import FILES, MINUTE
from lajur.registers.authority.throttle import allow
from lajur.registers.organisation.models import Holding, Person, Position
from lajur.registers.organisation.testing import make_person

pytestmark = pytest.mark.django_db

KASI = {"kind": "plh", "since": "2026-03-02", "until": "2026-03-06", "decree": "SP-7/2026"}


def test_an_acting_officer_is_appointed_acts_and_ends(office: Office) -> None:
    admin, staf = as_(office.admin), str(office.staf.id)
    seat = {"person": staf, "position": str(office.positions["petugas"].id)}
    denied(as_(office.ani).post("/holdings", {**seat, **KASI}), 403)
    assert denied(admin.post("/holdings", {**seat, **KASI, "decree": ""}), 422)
    held = told(admin.post("/holdings", {**seat, **KASI}), 201)
    case = begun(office)
    office.agency.refresh_from_db()
    assert staf in told(as_(office.ani).get(f"/cases/{case.id}"))["open"][0]["actors"]
    assert told(admin.post(f"/holdings/{held['id']}/end", {"until": "2026-03-02"}))["until"] == "2026-03-02"
    later = told(admin.post("/holdings", {**seat, **KASI, "since": "2026-03-04"}), 201)
    told(admin.post(f"/holdings/{later['id']}/cancel"))
    assert not Holding.objects.filter(id=later["id"]).exists()
    assert denied(admin.post(f"/holdings/{held['id']}/cancel"), 409)["code"] == "sudah-dimulai"


def test_people_come_change_and_leave(office: Office) -> None:
    admin = as_(office.admin)
    person = told(admin.post("/people", {"username": "wati", "name": "Wati"}), 201)["id"]
    assert told(admin.post(f"/people/{person}", {"name": "Wati, S.E.", "nip": ""}))["name"] == "Wati, S.E."
    token = Program(make_token(Person.objects.get(id=person)))
    told(token.get("/me"))
    assert not told(admin.post(f"/people/{person}/deactivate", {}))["is_active"]
    denied(token.get("/me"), 401)
    assert told(admin.post(f"/people/{person}/reactivate"))["is_active"]
    told(token.get("/me"))
    assert denied(admin.post(f"/people/{office.admin.id}/deactivate", {}), 422)["code"] == "diri-sendiri"


def test_units_positions_and_lanes_are_kept_by_another_system(office: Office) -> None:
    admin = as_(office.admin)
    unit = told(admin.post("/units", {"name": "Bidang Arsip"}), 201)
    assert unit in told(admin.get("/units"))["items"]
    arsip = told(admin.post("/positions", {"title": "Arsiparis", "unit": unit["id"]}), 201)
    assert arsip["unit"] == "Bidang Arsip"
    assert denied(admin.post("/positions", {"title": "Arsiparis"}), 422)["fields"].keys() == {"title"}
    kepala = str(office.positions["kepala"].id)
    set_anew = {"title": "Arsiparis Muda", "superior": kepala, "roles": ["auditor"]}
    assert told(admin.post(f"/positions/{arsip['id']}", set_anew))["roles"] == ["auditor"]
    lost = {"title": "Administrator", "roles": []}
    administrator = Position.objects.get(roles__contains=["administrator"])
    assert denied(admin.post(f"/positions/{administrator.id}", lost), 422)
    assert denied(admin.post(f"/positions/{kepala}", {"title": "Kepala", "superior": arsip["id"]}), 422)
    before = {lane["key"]: lane["positions"] for lane in told(admin.get("/procedures/surat/lanes"))["items"]}
    assert before["petugas"] == [str(office.positions["petugas"].id)]
    given = {"positions": [*before["petugas"], arsip["id"], arsip["id"]]}
    assert told(admin.post("/procedures/surat/lanes/petugas", given))["positions"] == given["positions"][:2]
    denied(admin.post("/procedures/surat/lanes/entah", given), 404)
    stranger = {"positions": ["00000000-0000-7000-8000-000000000000"]}
    assert "positions.0" in denied(admin.post("/procedures/surat/lanes/petugas", stranger), 422)["fields"]


def test_leave_brings_a_substitute_who_acts(office: Office) -> None:
    ani, staf = as_(office.ani), str(office.staf.id)
    away = {"absent": str(office.ani.id), "substitute": staf, "since": "2026-03-02", "until": "2026-03-04"}
    rule = told(ani.post("/substitutions", {**away, "reason": "Cuti tahunan"}), 201)
    listed = ani.get("/substitutions", person=str(office.ani.id))
    assert told(listed)["items"] == [rule]
    assert "Cuti" not in listed.content.decode()
    case = begun(office)
    office.agency.refresh_from_db()
    assert told(as_(office.staf).get(f"/cases/{case.id}/tasks/buat.1"))["may_complete"]
    denied(as_(office.budi).post("/substitutions", {**away, "reason": "Iseng"}), 403)
    assert told(ani.post(f"/substitutions/{rule['id']}/end", {"until": "2026-03-03"}))["until"] == "2026-03-03"
    told(ani.post(f"/substitutions/{rule['id']}/end", {"until": "2026-03-01"}))
    assert told(ani.get("/substitutions"))["items"] == []


def test_a_lane_of_a_running_case_is_bound_to_persons(office: Office) -> None:
    case = begun(office)
    wanted = {"lane": "petugas", "persons": [str(office.staf.id)], "reason": "Beban kerja"}
    told(as_(office.kepala).post(f"/cases/{case.id}/appointments", wanted))
    assert told(as_(office.ani).get(f"/cases/{case.id}"))["open"][0]["actors"] == [str(office.staf.id)]
    stranger = {**wanted, "persons": ["00000000-0000-7000-8000-000000000000"]}
    denied(as_(office.kepala).post(f"/cases/{case.id}/appointments", stranger), 422)


def test_a_cancelled_child_is_called_again(office: Office) -> None:
    office.publish("anak", [make_row("kerja")])
    office.publish("induk", [make_row("buat"), make_row("panggil", panggil={"sop": "uji/anak"}), make_row("akhir")])
    case, ani = office.start("induk"), as_(office.ani)
    told(ani.post(f"/cases/{case.id}/tasks/buat.1/complete", {}))
    [first] = told(ani.get(f"/cases/{case.id}"))["children"]
    assert denied(ani.post(f"/cases/{case.id}/tasks/panggil.1/call-again"), 422)
    told(ani.post(f"/cases/{first}/cancel", {"reason": "Keliru"}))
    told(ani.post(f"/cases/{case.id}/tasks/panggil.1/call-again"))
    children = told(ani.get(f"/cases/{case.id}"))["children"]
    assert (len(children), children[0]) == (2, first)
    assert told(ani.get(f"/cases/{children[1]}"))["status"] == "berjalan"


def test_a_file_in_parts_goes_on_where_it_broke_off(office: Office) -> None:
    case, ani = begun(office), as_(office.ani)
    where = f"/cases/{case.id}/tasks/buat.1"
    content = bytes(range(256)) * (CHUNK // 256 + 10)
    digest = hashlib.sha256(content).hexdigest()
    file = {"kind": "konsep", "name": "Peta desa.tif", "size": len(content), "mark": digest}
    sent = told(ani.post(f"{where}/uploads", file), 201)
    one = f"{where}/uploads/{sent['id']}"
    assert told(ani.send(f"{one}/parts?offset=0", content[:CHUNK]))["received"] == CHUNK
    assert denied(ani.post(f"{one}/finish", {}), 409)["code"] == "belum-lengkap"
    assert denied(ani.send(f"{one}/parts?offset={CHUNK + 1}", b"x"), 409)["code"] == "bagian-melompat"
    again = told(ani.post(f"{where}/uploads", file), 201)
    assert (again["id"], again["received"]) == (sent["id"], CHUNK)
    denied(as_(office.budi).get(one), 404)
    assert told(ani.get(one))["received"] == CHUNK
    assert told(ani.send(f"{one}/parts?offset={CHUNK}", content[CHUNK:]))["received"] == len(content)
    assert denied(ani.post(f"{one}/finish", {"sha256": "0" * 64}), 409)["code"] == "sidik-berbeda"
    receipt = told(ani.post(f"{one}/finish", {"sha256": digest}))
    assert (receipt["sha256"], receipt["size"]) == (digest, len(content))
    assert Upload.objects.get(id=sent["id"]).code
    given = {"outputs": [{"kind": "konsep", "file": receipt["file"]}], "without": {"permintaan": "Lisan"}}
    told(ani.post(f"{where}/complete", given))
    assert open_tasks(case) == ["periksa.1"]
    denied(ani.send(f"{one}/parts?offset=0", b"x"), 409)


def test_a_file_that_is_not_wanted_after_all_is_taken_back(office: Office) -> None:
    case, ani = begun(office), as_(office.ani)
    where = f"/cases/{case.id}/tasks/buat.1/uploads"
    refused = {"kind": "konsep", "name": "alat.exe", "size": 3}
    assert denied(ani.post(where, refused), 422)["code"] == "jenis-ditolak"
    sent = told(ani.post(where, {**refused, "name": "a.pdf"}), 201)
    told(ani.post(f"{where}/{sent['id']}/drop"))
    denied(ani.get(f"{where}/{sent['id']}"), 404)


def test_what_one_has_already_is_not_sent_again(office: Office) -> None:
    case, ani = begun(office), as_(office.ani)
    first = ani.get(f"/cases/{case.id}")
    known = Program(make_token(office.ani), **{"If-None-Match": first.headers["ETag"]})
    again = known.get(f"/cases/{case.id}")
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    told(ani.post(f"/cases/{case.id}/comments", {"text": "Mohon dipercepat"}), 201)
    changed = known.get(f"/cases/{case.id}")
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]
    denied(Program(None, **{"If-None-Match": first.headers["ETag"]}).get(f"/cases/{case.id}"), 401)


def test_a_case_is_taken_whole_by_those_who_audit(office: Office) -> None:
    case, kepala = begun(office), as_(office.kepala)
    response = kepala.get(f"/cases/{case.id}/file")
    assert response.getvalue().startswith(b"PK")
    for _ in range(FILES - 1):
        allow(f"berkas:{office.kepala.pk}", limit=FILES, window=MINUTE, now=timezone.now())
    assert kepala.get(f"/cases/{case.id}/file").headers["Retry-After"] == "60"


def test_a_token_that_floods_is_told_when_to_come_again_and_others_go_on(office: Office) -> None:
    flooding, other = as_(office.ani), as_(office.ani)
    told(flooding.get("/me"))
    from lajur.entrypoints.api.models import AccessToken

    token = AccessToken.objects.filter(last_used_at__isnull=False).get()
    for _ in range(REQUESTS - 1):
        allow(f"api:{token.id}", limit=REQUESTS, window=MINUTE, now=timezone.now())
    response = flooding.get("/me")
    assert denied(response, 429)["code"] == "terlalu-sering"
    assert response.headers["Retry-After"] == "60"
    told(other.get("/me"))


def test_guessing_tokens_is_slow_from_one_address(office: Office) -> None:
    for _ in range(GUESSES):
        allow("api.tebakan:127.0.0.1", limit=GUESSES, window=MINUTE, now=timezone.now())
    assert denied(Program("lajur_salah").get("/me"), 429)["code"] == "terlalu-sering"
    told(as_(office.ani).get("/me"))
    elsewhere = Program("lajur_salah").client.get(
        "/api/v1/me", headers={"Authorization": "Bearer lajur_salah"}, REMOTE_ADDR="10.0.0.9"
    )
    denied(elsewhere, 401)


def test_nobody_from_outside_lists_the_office(office: Office) -> None:
    guest: Any = make_person(office.agency, "Tamu")
    guest.is_outside = True
    guest.save()
    for path in ("/units", "/substitutions", "/procedures/surat/lanes"):
        denied(as_(guest).get(path), 403)
