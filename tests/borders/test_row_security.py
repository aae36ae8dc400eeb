"""Row-level security: what PostgreSQL itself shows and takes, whatever the filters of a statement are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import Error, connection, transaction
from django_scopes import scope, scopes_disabled

from lajur.casework.cases.testing import Office, make_office
from lajur.registers.authority import border, prepared
from lajur.registers.authority.raising import LEAKPROOF, is_fast, stands, tables_with_agency
from lajur.registers.organisation.models import Unit
from lajur.registers.organisation.prepared import person_with_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> Iterator[tuple[Office, Office]]:
    """Two agencies with a case each, seen through the door's role."""
    with scopes_disabled():
        one, other = make_office(), make_office()
    for office in (one, other):
        with scope(agency=office.agency):
            office.publish_shipped()
            office.publish("surat", [{"kunci": "a", "kegiatan": "Mengerjakan", "pelaksana": "petugas",
                                      "mutu_baku": {"kelengkapan": [], "output": []}}])  # fmt: skip
            office.start("surat")
    with border.bound():
        yield one, other


def ids(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]


def test_every_table_with_an_agency_has_the_policy() -> None:
    """A new table gets it by `migrate`; one made otherwise is found here."""
    tables = tables_with_agency()
    assert len(tables) > 30
    assert [name for name, guarded in tables.items() if not guarded] == []
    assert stands()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE without_border (id int, agency_id uuid)")
        assert tables_with_agency()["without_border"] is False
        assert not stands()
        transaction.set_rollback(True)


def test_the_role_of_the_doors_is_bound_by_policies_and_owns_nothing() -> None:
    with border.bound():
        assert ids("SELECT current_user") == [border.DOOR]
        rights = "SELECT rolsuper OR rolbypassrls OR rolcanlogin FROM pg_roles WHERE rolname = current_user"
        assert ids(rights) == [False]
        assert ids("SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = current_user") == []
        with pytest.raises(Error), transaction.atomic():
            ids("ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY")
    assert ids("SELECT current_user") != [border.DOOR]


def test_a_query_without_a_filter_shows_one_agency(two: tuple[Office, Office]) -> None:
    for office in two:
        with scope(agency=office.agency):
            assert set(ids("SELECT agency_id FROM cases_case")) == {office.agency.id}
            assert prepared.rows("SELECT DISTINCT agency_id FROM cases_task", ()) == [(str(office.agency.id).encode(),)]


def test_no_table_shows_another_agency(two: tuple[Office, Office]) -> None:
    seen = 0
    for office in two:
        with scope(agency=office.agency):
            for table in tables_with_agency():
                found = set(ids(f"SELECT DISTINCT agency_id FROM {table}"))
                assert found <= {office.agency.id}, table
                seen += len(found)
    assert seen >= 20  # most of the tables that the two offices filled


def test_outside_a_scope_nothing_is_seen(two: tuple[Office, Office]) -> None:
    for table in tables_with_agency():
        assert ids(f"SELECT count(*) FROM {table}") == [0], table
    with scopes_disabled():
        assert ids("SELECT count(DISTINCT agency_id) FROM cases_case") == [2]


def test_an_agency_left_is_not_seen_any_more(two: tuple[Office, Office]) -> None:
    one, other = two
    with scope(agency=one.agency):
        assert ids("SELECT agency_id FROM cases_case") == [one.agency.id]
        with scope(agency=other.agency):
            assert ids("SELECT agency_id FROM cases_case") == [other.agency.id]
        assert ids("SELECT agency_id FROM cases_case") == [one.agency.id]
    assert ids("SELECT agency_id FROM cases_case") == []


def test_what_a_rollback_takes_back_is_told_again(two: tuple[Office, Office]) -> None:
    one, other = two
    for _attempt in range(2):
        with scope(agency=one.agency):
            assert ids("SELECT agency_id FROM cases_case") == [one.agency.id]
        with transaction.atomic(), scope(agency=other.agency):
            assert ids("SELECT agency_id FROM cases_case") == [other.agency.id]
            transaction.set_rollback(True)
        with scope(agency=other.agency):
            assert ids("SELECT agency_id FROM cases_case") == [other.agency.id]
        with pytest.raises(Error), transaction.atomic(), scope(agency=other.agency):
            ids("SELECT 1 / 0")
        assert ids("SELECT agency_id FROM cases_case") == []


def test_nothing_can_be_written_over_the_border(two: tuple[Office, Office]) -> None:
    one, other = two
    with scope(agency=one.agency):
        with pytest.raises(Error), transaction.atomic():
            Unit.objects.create(agency=other.agency, name="Seberang")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_case SET subject = 'Diambil' WHERE agency_id = %s", [other.agency.id])
            assert cursor.rowcount == 0
            cursor.execute("DELETE FROM cases_draft")
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE cases_case SET agency_id = %s", [other.agency.id])


def test_who_is_signed_in_is_found_before_the_agency_is_known(two: tuple[Office, Office]) -> None:
    """One statement finds the person and tells the server the agency: pages cost none more."""
    one, other = two
    for office in (one, other, one):
        person = person_with_agency(office.ani.id)
        assert person is not None
        assert person.agency == office.agency
        told: Any = connection
        assert told.told == str(office.agency.id)
        assert prepared.rows("SELECT agency_id FROM cases_case", (), anywhere=True) == [
            (str(office.agency.id).encode(),)
        ]
    assert ids("SELECT agency_id FROM cases_case") == []  # by now it is outside any scope
    assert person_with_agency(UUID(int=1)) is None


def test_indexes_serve_behind_the_policies() -> None:
    """Comparisons that PostgreSQL does not know to be leakproof would be checked row by row after the policy, and an
    index that could answer them would stand idle."""
    assert is_fast(), LEAKPROOF
