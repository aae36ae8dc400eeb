"""Every operation against: no token, a token without its scope, a person without its permission, another agency."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django_scopes import scope, scopes_disabled
from pytest_django import DjangoDbBlocker

from lajur.casework.cases.models import Case
from lajur.casework.cases.testing import Office, complete, make_office, make_row
from lajur.casework.documents.arriving import waiting_path
from lajur.casework.documents.models import Record, Upload
from lajur.entrypoints.api import addresses  # declares the operations
from lajur.entrypoints.api.door import OPERATIONS, Declared
from lajur.entrypoints.api.rules import SCOPES
from lajur.entrypoints.api.testing import Program, make_token
from lajur.registers.authority.permissions import permission
from lajur.registers.organisation.models import Holding, Substitution
from lajur.registers.organisation.testing import NOW, make_person, make_substitution
from lajur.registers.organisation.tests.browsing import signed_in

BODY: dict[str, Any] = {"text": "Isi"}
REASON: dict[str, Any] = {"reason": "Alasan"}


@dataclass(frozen=True)
class Row:
    """How one operation is called; `who` may, `not_who` (of the same agency) is refused: None where all may. `hidden`:
    what another agency sees: 404, or its own empty list."""

    who: str
    not_who: str | None
    given: Any = None
    hidden: int = 404
    status: int = 200


def seat(office: Office) -> dict[str, Any]:
    return {"person": str(office.staf.id), "position": str(office.positions["petugas"].id), "since": "2026-03-02"}


def away(office: Office) -> dict[str, Any]:
    days = {"since": "2026-05-04", "until": "2026-05-08", "reason": "Cuti"}
    return {"absent": str(office.staf.id), "substitute": str(office.budi.id), **days}


ROWS: dict[str, Row] = {
    "read_me": Row("staf", None, hidden=200),
    "list_procedures": Row("staf", None, hidden=200),
    "read_procedure": Row("staf", None),
    "list_editions": Row("staf", None),
    "read_edition": Row("staf", None),
    "list_cases": Row("staf", None, hidden=200),
    "start_case": Row("ani", "staf", {"procedure": "rahasia", "subject": "Uji"}, status=201),
    "read_case": Row("ani", "staf"),
    "cancel_case": Row("ani", "budi", REASON),
    "list_comments": Row("ani", "staf"),
    "write_comment": Row("ani", "staf", BODY, status=201),
    "read_timeline": Row("ani", "staf"),
    "list_tasks": Row("staf", None, hidden=200),
    "read_task": Row("ani", "staf"),
    "upload_file": Row("koordinator", "ani", "file", status=201),
    "complete_task": Row("koordinator", "ani", {"exit": "setuju"}),
    "return_task": Row("koordinator", "ani", {"target": "buat", **REASON}),
    "skip_task": Row("koordinator", "ani", REASON, status=422),
    "hand_over_task": Row("koordinator", "ani", lambda office: {"persons": [str(office.staf.id)], **REASON}),
    "call_again": Row("koordinator", "ani", status=422),
    "begin_upload": Row("koordinator", "ani", {"kind": "konsep", "name": "a.pdf", "size": 3}, status=422),
    "read_upload": Row("koordinator", "ani"),
    "send_part": Row("koordinator", "ani", "bytes"),
    "finish_upload": Row("koordinator", "ani", {}, status=409),
    "drop_upload": Row("koordinator", "ani"),
    "appoint": Row("kepala", "ani", lambda office: {"lane": "koordinator", "persons": [str(office.ani.id)], **REASON}),
    "download_case_file": Row("kepala", "ani"),
    "list_records": Row("staf", None, hidden=200),
    "list_case_records": Row("ani", "staf"),
    "read_record": Row("ani", "staf"),
    "download_record": Row("ani", "staf"),
    "list_deviations": Row("staf", None, hidden=200),
    "list_case_deviations": Row("ani", "staf"),
    "answer_deviation": Row("ani", "koordinator", BODY),
    "judge_deviation": Row("koordinator", "ani", {"accept": True}, status=409),
    "read_case_journal": Row("ani", "staf"),
    "verify_case_journal": Row("ani", "staf"),
    "read_journal": Row("kepala", "ani", hidden=200),
    "verify_journal": Row("kepala", "ani", hidden=200),
    "list_people": Row("staf", "tamu", hidden=200),
    "read_person": Row("staf", "tamu"),
    "add_person": Row("admin", "ani", {"username": "wati", "name": "Wati"}, hidden=201, status=201),
    "list_positions": Row("staf", "tamu", hidden=200),
    "list_holdings": Row("staf", "tamu", hidden=200),
    "seat_person": Row("admin", "ani", seat, hidden=422, status=201),
    "end_holding": Row("admin", "ani", {"until": "2026-12-31"}),
    "cancel_holding": Row("admin", "ani", status=409),
    "change_person": Row("admin", "ani", {"name": "Ani Baru"}),
    "deactivate_person": Row("admin", "ani", {}),
    "reactivate_person": Row("admin", "ani"),
    "list_units": Row("staf", "tamu", hidden=200),
    "add_unit": Row("admin", "ani", {"name": "Bidang Uji"}, hidden=201, status=201),
    "add_position": Row("admin", "ani", {"title": "Juru Uji"}, hidden=201, status=201),
    "change_position": Row("admin", "ani", {"title": "Juru Uji"}),
    "list_lanes": Row("staf", "tamu"),
    "bind_lane": Row("admin", "ani", lambda office: {"positions": [str(office.positions["petugas"].id)]}),
    "list_substitutions": Row("staf", "tamu", hidden=200),
    "arrange_substitute": Row("admin", "ani", away, hidden=422, status=201),
    "end_substitution": Row("admin", "ani", {"until": "2026-04-02"}),
}


@dataclass
class Scene:
    """A case whose second step is open, in one agency; another agency beside it."""

    office: Office
    other: Office
    case: Case

    def path(self, declared: Declared) -> str:
        values = {
            "{slug:key}": "rahasia",
            "{int:number}": "1",
            "{uuid:case_id}": str(self.case.id),
            "{task:task}": "periksa.1",
            "{uuid:record_id}": str(Record.objects.filter(case=self.case).latest("number").id),
            "{uuid:person_id}": str(self.office.ani.id),
            "{uuid:upload_id}": str(Upload.objects.get(case_id=self.case.id).id),
            "{uuid:position_id}": str(self.office.positions["petugas"].id),
            "{uuid:substitution_id}": str(Substitution.objects.get().id),
            "{slug:lane}": "petugas",
            "{uuid:holding_id}": str(Holding.objects.get(person=self.office.staf).id),
        }
        path = declared.path
        for blank, value in values.items():
            path = path.replace(blank, value)
        assert "{" not in path
        return path

    def call(self, declared: Declared, token: str | None) -> Any:
        with scope(agency=self.office.agency):
            path, given = self.path(declared), ROWS[declared.name].given
            given = given(self.office) if isinstance(given, Callable) else given  # type: ignore[arg-type]
        program = Program(token)
        if declared.method == "GET":
            return program.get(path)
        if given == "file":
            return program.upload(f"{path}?kind=konsep", SimpleUploadedFile("a.txt", b"isi"))
        if given == "bytes":
            with scope(agency=self.office.agency):  # where announcing the upload would have made it
                waiting_path(Upload.objects.get(case_id=self.case.id)).parent.mkdir(parents=True, exist_ok=True)
            return program.send(f"{path}?offset=0", b"is")
        return program.post(path, given)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """Made once for all operations, each of which undoes what it did."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        with scopes_disabled():
            office, other = make_office(), make_office()
        with scope(agency=office.agency):
            # A SOP that the other agency does not have: its own must not answer in its place.
            office.publish(
                "rahasia",
                [
                    make_row("buat", needs=["permintaan"], yields=["konsep"], time="1 jam"),
                    make_row("periksa", "koordinator", keputusan={"setuju": "sahkan", "perbaiki": "buat"}),
                    make_row("sahkan", "kepala"),
                ],
                outside=["permintaan"],
            )
            case = office.start("rahasia")
            assert complete(case, "buat.1", office.ani, outputs=["konsep"], without={"permintaan": "Lisan"})
            tamu = make_person(office.agency, "Tamu")
            tamu.is_outside = True
            tamu.save()
            office.tamu = tamu  # type: ignore[attr-defined]
            Upload.objects.create(
                agency=office.agency, case=case, task="periksa.1", kind="konsep", person=office.koordinator,
                name="a.txt", media_type="text/plain", size=3, mark="a", begun_at=NOW, touched_at=NOW,
            )  # fmt: skip
            make_substitution(office.agency, office.staf, office.ani, date(2026, 4, 1), date(2026, 4, 3))
        yield Scene(office, other, case)
        transaction.set_rollback(True)


@pytest.fixture
def scene(built: Scene, db: None) -> Scene:
    """Each test's own transaction is a savepoint in that of the module."""
    return built


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def token_for(office: Office, who: str, scopes: Any = SCOPES) -> str:
    with scope(agency=office.agency):
        return make_token(getattr(office, who), scopes)


def the_code(response: Any) -> str:
    assert response.headers["Content-Type"] == "application/problem+json", response.content
    return str(response.json()["code"])


def test_every_operation_has_its_row_and_a_declared_permission_and_scope() -> None:
    assert {declared.name for declared in OPERATIONS} == set(ROWS)
    assert len({declared.name for declared in OPERATIONS}) == len(OPERATIONS)
    for declared in OPERATIONS:
        assert permission(declared.needs).title
        assert declared.scope in SCOPES or declared.name == "read_me"
        if declared.method == "POST":
            assert str(declared.scope).endswith(":write")
    assert {declared.scope for declared in OPERATIONS} - {None} == set(SCOPES)


@pytest.mark.parametrize("declared", OPERATIONS, ids=lambda declared: declared.name)
def test_an_operation_opens_to_the_right_token_only(scene: Scene, declared: Declared) -> None:
    """Nobody, a browser, the wrong scope, the wrong person, another agency; at last who may, by that scope alone."""
    row = ROWS[declared.name]
    nobody_gets_in(scene, declared)
    a_session_counts_for_nothing(scene, declared, row)
    if declared.scope is not None:
        others = [name for name in SCOPES if name != declared.scope]
        response = scene.call(declared, token_for(scene.office, row.who, others))
        assert (response.status_code, the_code(response)) == (403, "lingkup-kurang")
        assert declared.scope in response.json()["sentence"]
    if row.not_who is not None:
        response = scene.call(declared, token_for(scene.office, row.not_who))
        assert response.status_code == 403
        assert the_code(response) != "lingkup-kurang"
    with undone():
        another_agency_sees_nothing(scene, declared, row)
    response = scene.call(declared, token_for(scene.office, row.who, [declared.scope or "cases:read"]))
    assert response.status_code == row.status, response.content.decode()


def nobody_gets_in(scene: Scene, declared: Declared) -> None:
    for token in (None, "", "lajur_salah", "x" * 5000):
        response = scene.call(declared, token)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        assert the_code(response) == ("token-tidak-sah" if token else "token-tidak-ada")


def a_session_counts_for_nothing(scene: Scene, declared: Declared, row: Row) -> None:
    client = signed_in(getattr(scene.office, row.who))
    with scope(agency=scene.office.agency):
        path = scene.path(declared)
    assert client.generic(declared.method, f"/api/v1{path}").status_code == 401


def another_agency_sees_nothing(scene: Scene, declared: Declared, row: Row) -> None:
    """404 for what it names; in lists, not one word of it."""
    response = scene.call(declared, token_for(scene.other, row.who))
    assert response.status_code == row.hidden, response.content.decode()
    text = response.getvalue().decode(errors="replace")
    assert str(scene.office.agency.id) not in text
    assert str(scene.case.id) not in text
    assert "rahasia" not in text


def test_every_address_of_the_api_is_an_operation_or_public() -> None:
    public = {"api.openapi", "api.nothing"}
    guarded = {pattern.name for pattern in addresses.urlpatterns}
    assert guarded - public == {f"api.{declared.name}" for declared in OPERATIONS}
