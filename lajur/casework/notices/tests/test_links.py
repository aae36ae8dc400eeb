"""The mail with the link for one's own password: to the person, to the public address, and told when it did not go."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django_scopes import scope, scopes_disabled

from lajur.registers.organisation.models import Agency, Person, Role
from lajur.registers.organisation.testing import make_agency, make_person, make_position


@pytest.fixture
def office(db: None) -> Any:
    with scopes_disabled():
        made = make_agency()
    with scope(agency=made):
        yield made


def link_for(office: Agency, email: str) -> str:
    """An administrator asks for a link for Ani; the page he gets."""
    admin = make_person(office, "Yeni", make_position(office, "Admin", roles=[Role.ADMINISTRATOR]))
    ani = make_person(office, "Ani")
    Person.objects.filter(id=ani.id).update(email=email)
    client = Client()
    client.force_login(admin)
    return client.post(f"/pengelolaan/pegawai/{ani.id}/tautan/").content.decode()


def test_the_link_goes_to_the_person_and_leads_to_the_public_address(office: Agency, mailbox: Any) -> None:
    page = link_for(office, "ani@kota.example")
    assert "Juga dikirim ke ani@kota.example" in page
    [(to, message)] = mailbox.messages
    text = message.get_content()
    assert list(to) == ["ani@kota.example"]
    assert "https://lajur.kota.example/" in text
    link = next(line for line in text.splitlines() if line.startswith("https://"))
    assert Client().get(link.removeprefix("https://lajur.kota.example"), follow=True).status_code == 200
    assert "Ani" not in text
    assert "Yeni" not in text


@pytest.mark.parametrize("answer", ["550 no such user", "451 try later"])
def test_a_refusing_server_is_told_and_the_link_is_handed_over(office: Agency, mailbox: Any, answer: str) -> None:
    mailbox.refuse["RCPT"] = answer
    page = link_for(office, "ani@kota.example")
    assert "Tidak dikirim lewat surel" in page
    assert "http://testserver/" in page
    assert mailbox.messages == []


def test_an_invented_agency_never_writes_to_anybody(office: Agency, mailbox: Any) -> None:
    Agency.objects.filter(id=office.id).update(is_demo=True)
    assert "Tidak dikirim lewat surel" in link_for(office, "ani@kota.example")
    assert mailbox.messages == []
