"""The search page: what stands in its address, and what odd things can be typed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lajur.casework.cases import actions
from lajur.casework.cases.testing import Office
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.testing import NOW, as_actor, done
from lajur.registers.organisation.tests.browsing import signed_in

pytestmark = pytest.mark.django_db


def ask(person: Person, text: str, **more: str) -> Any:
    return signed_in(person).get("/cari/", {"q": text, **more})


def fill(office: Office, count: int, subject: str = "Rapat <b>kerja</b>") -> None:
    for _ in range(count):
        done(actions.start_case(procedure="surat", subject=subject, by=as_actor(office.ani), now=NOW))


@pytest.mark.parametrize(
    "text",
    ["", " ", "a", "x" * 10_000, "kata " * 2000, "'", "\\", "\\'", "a\0b kantor", "🎉", "%_%", "& | ! :*", "<script>",
     "' OR 1=1 --", "(((", "ñandú İstanbul ß", "\ud83d", "a:*", "\u202eabc", "١٢٣", "½ ² x²", "٣:*"],
)  # fmt: skip
def test_odd_queries_get_a_friendly_page(office: Office, text: str):
    answer = ask(office.ani, text.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_results_are_escaped_marked_and_filtered_by_the_address(office: Office):
    fill(office, 22)
    page = ask(office.ani, "rapat").content.decode()
    assert "<mark>Rapat</mark> &lt;b&gt;kerja&lt;/b&gt;" in page
    assert "?q=rapat&amp;jenis=pelaksanaan" in page
    second = ask(office.ani, "rapat", jenis="pelaksanaan", halaman="2").content.decode()
    assert second.count('class="found-title"') == 2
    assert "q=rapat" in second
    assert "jenis=pelaksanaan" in second
    for odd in ("0", "-1", "x", "99999999999999999999", "٣"):
        assert ask(office.ani, "rapat", jenis="pelaksanaan", halaman=odd).status_code == 200
    assert ask(office.ani, "rapat", jenis="lain").content.decode().count("<section") == 1


def test_a_query_costs_the_same_queries_however_many_there_are(office: Office, django_assert_max_num_queries: Any):
    fill(office, 3)
    client = signed_in(office.ani)
    client.get("/cari/", {"q": "rapat"})
    with django_assert_max_num_queries(12):
        client.get("/cari/", {"q": "rapat"})


def test_only_people_who_are_signed_in_search(db: None):
    answer = Client().get("/cari/?q=rapat")
    assert (answer.status_code, answer["Location"]) == (302, "/masuk/?next=/cari/%3Fq%3Drapat")


def test_the_box_stands_in_the_head_of_every_page_but_this_one(office: Office):
    client = signed_in(office.ani)
    assert 'class="head-search" role="search"' in client.get("/sop/").content.decode()
    assert client.get("/cari/").content.decode().count('type="search"') == 1
