"""Putting editions in force."""

from __future__ import annotations

import json

import pytest
from django_scopes import scope, scopes_disabled

from lajur.catalogue.reader import canonical
from lajur.catalogue.testing import make_document
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.testing import (
    NOW,
    as_actor,
    clock,
    done,
    make_agency,
    make_person,
    make_position,
    refusal,
)
from lajur.registers.procedures.actions import publish
from lajur.registers.procedures.models import Edition, Procedure
from lajur.registers.procedures.queries import procedure_of, procedures_of, sop_of

OLD = canonical(make_document())
NEW = canonical(make_document(("judul: Pengujian Barang", "judul: Pengujian Barang dan Jasa")))


@pytest.fixture
def agency(db):
    with scopes_disabled():
        made = make_agency("uji")
    with scope(agency=made):
        yield made


def put(agency, content=OLD, key="barang"):
    return publish(by=clock(agency), now=NOW, key=key, content=content)


def test_an_edition_is_in_force_compiled_and_journalled(agency):
    edition = done(put(agency))
    assert (edition.number, edition.published_at) == (1, NOW)
    procedure = procedure_of(agency, "barang")
    assert procedure is not None
    assert (procedure.in_force, procedure.title) == (edition, "Pengujian Barang")
    assert sop_of(edition.id).id == "uji/barang"
    assert list(sop_of(edition.id).steps)[:2] == ["terima", "susun"]
    event = json.loads(Entry.objects.latest("seq").body)["ev"][0]
    assert (event["e"], event["hash"]) == ("edisi-diberlakukan", edition.hash)


def test_the_same_content_is_the_same_edition_and_changes_nothing(agency):
    first = done(put(agency))
    length = Entry.objects.count()
    assert done(put(agency)) == first
    assert (Edition.objects.count(), Entry.objects.count()) == (1, length)


def test_a_new_edition_comes_in_force_beside_the_old_one_and_an_old_one_may_come_back(agency):
    first, second = done(put(agency)), done(put(agency, NEW))
    assert (second.number, Procedure.objects.get().title) == (2, "Pengujian Barang dan Jasa")
    assert sop_of(first.id).identity.title == "Pengujian Barang"
    assert done(put(agency)) == first
    procedure = Procedure.objects.get()
    assert (procedure.in_force, procedure.title) == (first, "Pengujian Barang")


def test_each_agency_has_its_own(agency):
    done(put(agency))
    with scopes_disabled():
        other = make_agency()
    with scope(agency=other):
        assert procedure_of(other, "barang") is None
        assert procedures_of(other) == []
        done(put(other, NEW))
    assert [procedure.title for procedure in procedures_of(agency)] == ["Pengujian Barang"]


@pytest.mark.parametrize(("role", "may"), [(Role.ADMINISTRATOR, True), (Role.HEAD, True), (Role.AUDITOR, False)])
def test_head_and_administrator_put_editions_in_force(agency, role, may):
    person = make_person(agency, "Ani", make_position(agency, "Jabatan", roles=[role]))
    outcome = publish(by=as_actor(person), now=NOW, key="barang", content=OLD)
    if may:
        done(outcome)
    else:
        assert refusal(outcome).code == "bukan-wewenang"
    assert Edition.objects.exists() == may
