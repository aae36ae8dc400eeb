"""A step with a plug, through the API: it tells what is missing and what it makes, and completes as on the page."""

from __future__ import annotations

import pytest

from lajur.capabilities.staffing.testing import make_place
from lajur.casework.cases.testing import Office
from lajur.entrypoints.api.testing import Program, make_token

pytestmark = pytest.mark.django_db


def test_a_task_tells_what_its_plug_makes_and_misses_and_takes_a_reason(office: Office) -> None:
    place = make_place(office)
    ani, address = Program(make_token(office.ani)), f"/cases/{place.case.id}/tasks/susun-rencana.1"
    by_hand = ani.get(address).json()
    assert (by_hand["plug"]["name"], by_hand["plug"]["leads"]) == ("staffing.plan", False)
    assert [asked["key"] for asked in by_hand["form"]] == ["jumlah_personil", "jumlah_paket"]
    place.plan()
    plug = ani.get(address).json()["plug"]
    assert (plug["leads"], plug["makes"]) == (True, ["rencana-tugas"])
    assert (plug["missing"]["code"], plug["missing"]["passable"]) == ("paket-tanpa-pokja", True)
    refused = ani.post(f"{address}/complete", {})
    assert (refused.status_code, refused.json()["code"]) == (422, "paket-tanpa-pokja")
    done = ani.post(f"{address}/complete", {"passing": "Sertifikat menyusul"})
    assert done.status_code == 200, done.content.decode()
    deviations = ani.get(f"/cases/{place.case.id}/deviations").json()["items"]
    assert [one["kind"] for one in deviations] == ["syarat"]
