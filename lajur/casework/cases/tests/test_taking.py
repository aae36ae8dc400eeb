"""What a list shows is taken along as a table: all of it, only it, only by who may see it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from lajur.casework.cases import actions
from lajur.casework.cases.models import Case
from lajur.casework.cases.testing import Office
from lajur.casework.cases.views import lists
from lajur.registers.organisation import taking
from lajur.registers.organisation.sheets import read_table
from lajur.registers.organisation.testing import NOW, as_actor, make_agency, make_person
from lajur.registers.organisation.tests.browsing import signed_in, words

LISTS = ("/tugas/", "/tugas/menunggu/", "/tugas/selesai/", "/pelaksanaan/", "/penyimpangan/?bagian=semua", "/jadwal/")

pytestmark = pytest.mark.django_db


def table(client: Client, address: str, kind: str = "xlsx") -> list[list[Any]]:
    answer = client.get(address, {"berkas": kind} if "?" not in address else None)
    if "?" in address:
        answer = client.get(f"{address}&berkas={kind}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    read = read_table(answer.content)
    assert isinstance(read, list)
    return read


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_every_list_of_work_is_taken_along(office: Office, kind: str) -> None:
    case = office.start()
    with time_machine.travel(NOW, tick=False):
        for person in (office.ani, office.koordinator, office.kepala):
            client = signed_in(person)
            for address in LISTS:
                head, *lines = table(client, address, kind)
                shown = words(client.get(address))
                assert (case.number in shown) == any(case.number in line for line in lines), (person, address)
                assert all(len(line) <= len(head) for line in lines)


def test_a_file_holds_what_the_filters_hold_on_all_pages(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PER_PAGE", 2)
    cases = [office.start() for _ in range(5)]
    actions.cancel_case(case_id=cases[0].id, reason="Salah", by=as_actor(office.ani), now=NOW)
    client = signed_in(office.ani)
    assert len(table(client, "/pelaksanaan/?keadaan=berjalan")) == 1 + 4
    (_head, line) = table(client, "/pelaksanaan/?keadaan=dibatalkan")
    assert line[0] == cases[0].number
    assert line[3] == "Dibatalkan"
    page = words(client.get("/pelaksanaan/?keadaan=berjalan&halaman=2"))
    assert 'href="?keadaan=berjalan&amp;berkas=xlsx" download' in page
    monkeypatch.setattr(taking, "MAX_ROWS", 3)
    *_rest, last = table(client, "/pelaksanaan/?keadaan=berjalan")
    assert last[0] == "Hanya 3 baris pertama; persempit saringan untuk sisanya."


def test_nobody_takes_along_what_another_agency_has(office: Office) -> None:
    case = office.start()
    other = signed_in(make_person(make_agency("lain"), "Orang Lain"))
    assert not any(case.number in line for line in table(other, "/pelaksanaan/"))


def test_nothing_in_a_file_runs_and_moments_are_those_of_the_agency(office: Office) -> None:
    case = office.start()
    Case.objects.filter(id=case.id).update(subject="=1+1")
    client = signed_in(office.ani)
    assert ";'=1+1;" in client.get("/pelaksanaan/?berkas=csv").content.decode("utf-8-sig")
    (_head, line) = table(client, "/pelaksanaan/")
    assert line[1] == "=1+1"
    local = case.started_at.astimezone(ZoneInfo(office.agency.zone))
    assert line[6] == local.replace(tzinfo=None, second=0, microsecond=0)
