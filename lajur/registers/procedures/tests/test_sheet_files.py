"""The sheet as a file: for those who may read the SOP, of the edition asked for, not sent twice."""

from __future__ import annotations

import pytest
from django.test import Client
from django_scopes import scope, scopes_disabled

from lajur.catalogue.reader import canonical
from lajur.catalogue.testing import make_document
from lajur.registers.organisation.testing import NOW, clock, done, make_agency, make_person
from lajur.registers.organisation.tests.administering import Place
from lajur.registers.organisation.tests.browsing import signed_in
from lajur.registers.procedures.actions import publish
from lajur.registers.procedures.tests.test_administration import place

__all__ = ["place"]

pytestmark = pytest.mark.usefixtures("still_clock")

BEGINS = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK"}


@pytest.mark.parametrize("kind", sorted(BEGINS))
def test_the_sheet_comes_as_a_file_and_is_not_sent_twice(place: Place, kind: str) -> None:
    client = signed_in(place.ani)
    first = client.get(f"/sop/barang/lembar.{kind}")
    assert first.content.startswith(BEGINS[kind])
    assert f'filename="SOP-barang-edisi-1.{kind}"' in first["Content-Disposition"]
    again = client.get(f"/sop/barang/lembar.{kind}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    folio = client.get(f"/sop/barang/lembar.{kind}?kertas=F4")
    assert folio["ETag"] != first["ETag"]


def test_an_older_edition_is_had_by_its_number(place: Place) -> None:
    newer = canonical(make_document())
    newer["judul"] = "Judul baru"
    done(publish(by=clock(place.agency), now=NOW, key="barang", content=newer))
    client = signed_in(place.ani)
    assert "edisi-2" in client.get("/sop/barang/lembar.xlsx")["Content-Disposition"]
    assert "edisi-1" in client.get("/sop/barang/lembar.xlsx?edisi=1")["Content-Disposition"]
    for wrong in ("edisi=3", "edisi=²", "edisi=x", "edisi=99999999", "kertas=A3"):
        assert client.get(f"/sop/barang/lembar.xlsx?{wrong}").status_code == 404


def test_the_diagram_comes_as_bpmn(place: Place) -> None:
    answer = signed_in(place.ani).get("/sop/barang/alur.bpmn")
    assert b"<bpmn:process" in answer.content
    assert 'filename="SOP-barang-edisi-1.bpmn"' in answer["Content-Disposition"]


def test_strangers_get_nothing(place: Place) -> None:
    assert Client().get("/sop/barang/alur.bpmn").status_code == 302
    assert Client().get("/sop/barang/lembar.pdf").status_code == 302
    with scopes_disabled():
        elsewhere = make_agency("lain")
    with scope(agency=elsewhere):
        stranger = make_person(elsewhere, "Asing")
    for name in ("lembar.pdf", "alur.bpmn"):
        assert signed_in(stranger).get(f"/sop/barang/{name}").status_code == 404


def test_the_page_of_the_sop_leads_to_the_files(place: Place) -> None:
    page = signed_in(place.ani).get("/sop/barang/").content.decode()
    for name in ("lembar.pdf", "lembar.docx", "lembar.xlsx", "alur.bpmn"):
        assert f'href="/sop/barang/{name}"' in page
    assert 'href="#flow-terminator"' in page
