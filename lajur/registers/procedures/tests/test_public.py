"""The sheet for everybody: only of SOPs that were opened, by an administrator, and never more than the sheet."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest
from django.test import Client
from django_scopes import scope, scopes_disabled

from lajur.registers.authority.models import Entry
from lajur.registers.organisation.models import Agency
from lajur.registers.organisation.testing import make_agency, make_person
from lajur.registers.organisation.tests.administering import Place
from lajur.registers.organisation.tests.browsing import signed_in, words
from lajur.registers.procedures.models import Procedure
from lajur.registers.procedures.tests.test_administration import place

__all__ = ["place"]

pytestmark = pytest.mark.usefixtures("still_clock")


def pages(place: Place) -> list[str]:
    whole = f"/publik/{place.agency.slug}/"
    return [whole, f"{whole}barang/", f"{whole}barang/lembar.pdf"]


def switch(place: Place, wanted: str) -> None:
    assert signed_in(place.admin).post("/sop/barang/umum/", {"umum": wanted}).status_code == 302


def test_nothing_is_shown_until_it_is_opened_and_after_it_is_closed(place: Place) -> None:
    assert [Client().get(page).status_code for page in pages(place)] == [404, 404, 404]
    switch(place, "ya")
    assert [Client().get(page).status_code for page in pages(place)] == [200, 200, 200]
    switch(place, "ya")
    switch(place, "tidak")
    assert [Client().get(page).status_code for page in pages(place)] == [404, 404, 404]
    kinds = Entry.objects.filter(kind__endswith="untuk-umum").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["sop-dibuka-untuk-umum", "sop-ditutup-untuk-umum"]


def test_everybody_reads_the_sheet_with_its_arrows_and_no_names_of_officers(place: Place) -> None:
    switch(place, "ya")
    listed, shown, file = (Client().get(page) for page in pages(place))
    assert f'href="/publik/{place.agency.slug}/barang/"' in words(listed)
    assert 'href="#flow-terminator"' in shown.content.decode()
    assert place.ani.name not in words(shown)
    assert file.content.startswith(b"%PDF")
    for answer in (listed, shown, file):
        assert answer["Cache-Control"] == "public, max-age=300"
        assert not answer.cookies
    assert signed_in(place.ani).get(pages(place)[1])["Cache-Control"] == "private, max-age=300"


def test_the_sheet_of_an_open_sop_bears_its_public_address(place: Place) -> None:
    client = signed_in(place.ani)
    closed = client.get("/sop/barang/lembar.pdf")
    switch(place, "ya")
    opened = client.get("/sop/barang/lembar.pdf")
    assert opened["ETag"] != closed["ETag"]
    address = f"/publik/{place.agency.slug}/barang/"
    assert address not in words_of(closed.content)
    assert f"http://testserver{address}" in words_of(opened.content)


def words_of(pdf: bytes) -> str:
    """What stands on the first page, without spaces."""
    document = pdfium.PdfDocument(pdf)
    found = "".join(document[0].get_textpage().get_text_range().split())
    document.close()
    return found


def test_only_administrators_open_and_only_what_is_theirs(place: Place) -> None:
    assert signed_in(place.ani).post("/sop/barang/umum/", {"umum": "ya"}).status_code == 403
    with scopes_disabled():
        elsewhere = make_agency("lain")
    with scope(agency=elsewhere):
        stranger = make_person(elsewhere, "Asing")
    assert signed_in(stranger).post("/sop/barang/umum/", {"umum": "ya"}).status_code == 404
    assert not Procedure.objects.get(key="barang").is_public
    switch(place, "ya")
    assert signed_in(stranger).get(pages(place)[1]).status_code == 200
    assert Client().get("/publik/lain/").status_code == 404
    assert Client().get("/publik/tidak-ada/barang/").status_code == 404
    assert Client().get(f"{pages(place)[1]}lembar.exe").status_code == 404


def test_a_training_room_shows_nothing(place: Place) -> None:
    switch(place, "ya")
    with scopes_disabled():
        Agency.objects.filter(id=place.agency.id).update(is_training=True)
    assert Client().get(pages(place)[0]).status_code == 404


def test_floods_are_sent_away(place: Place) -> None:
    switch(place, "ya")
    answers = [Client().get(pages(place)[2]).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]
