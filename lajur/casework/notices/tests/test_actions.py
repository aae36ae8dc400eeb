"""Notices: told once, read by oneself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_scopes import scope, scopes_disabled

from lajur.casework.notices.actions import mark_read, notify
from lajur.casework.notices.models import Notice, NoticeKind
from lajur.registers.organisation.testing import NOW, as_actor, make_agency, make_person


@pytest.fixture
def two(db):
    """(agency, Ani, Budi)."""
    with scopes_disabled():
        agency = make_agency()
    with scope(agency=agency):
        yield agency, make_person(agency, "Ani"), make_person(agency, "Budi")


def tell(agency, *people, key="1", kind=NoticeKind.REMINDER):
    persons = [str(person.id) for person in people]
    notify(
        agency=str(agency.id), persons=persons, kind=kind, key=key, link="/", at=NOW, params={"number": "2026-00001"}
    )


def test_the_same_event_is_told_once_to_each(two):
    agency, ani, budi = two
    tell(agency, ani, ani)
    tell(agency, ani, budi)
    tell(agency, ani, key="2")
    tell(agency, ani, kind=NoticeKind.LATE)
    assert [Notice.objects.filter(person=person).count() for person in (ani, budi)] == [3, 1]


def test_everybody_reads_his_own_and_only_once(two):
    agency, ani, budi = two
    tell(agency, ani, budi)
    later = NOW + timedelta(hours=1)
    assert mark_read(by=as_actor(ani), now=NOW) == 1
    assert mark_read(by=as_actor(ani), now=later) == 0
    assert Notice.objects.get(person=ani).read_at == NOW
    assert Notice.objects.get(person=budi).read_at is None
