"""Changing the organisation: who may, what is refused, and that every process hears of it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django_scopes import scope, scopes_disabled

from lajur.registers.authority.models import Entry
from lajur.registers.organisation import actions as organise
from lajur.registers.organisation.models import HoldingKind, Role, Substitution
from lajur.registers.organisation.queries import roster_of
from lajur.registers.organisation.testing import (
    NOW,
    as_actor,
    clock,
    done,
    make_agency,
    make_person,
    make_position,
    make_substitution,
    refusal,
)

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 6)


@pytest.fixture
def people(db):
    """(agency, its administrator, a superior, Ani, Budi)."""
    with scopes_disabled():
        agency = make_agency()
    with scope(agency=agency):
        admin = make_person(agency, "Admira", make_position(agency, "Administrator", roles=[Role.ADMINISTRATOR]))
        above = make_position(agency, "Kepala", roles=[Role.HEAD])
        boss = make_person(agency, "Kartini", above)
        below = make_position(agency, "Petugas", superior=above)
        yield agency, admin, boss, make_person(agency, "Ani", below), make_person(agency, "Budi", below)


def arrange(by, absent, substitute, since=FIRST, until=LAST, reason="Cuti tahunan"):
    return organise.arrange_substitute(
        by=as_actor(by), now=NOW, absent=absent, substitute=substitute, since=since, until=until, reason=reason
    )


def test_oneself_the_superior_and_the_administrator_arrange_a_substitute(people):
    _, admin, boss, ani, budi = people
    for by, first in ((ani, 0), (boss, 10), (admin, 20)):
        days = timedelta(days=first)
        done(arrange(by, ani, budi, FIRST + days, LAST + days))
    assert refusal(arrange(budi, ani, budi, LAST, LAST)).code == "bukan-wewenang"


def test_the_reason_is_kept_where_it_can_be_erased(people):
    _, _, _, ani, budi = people
    assert refusal(arrange(ani, ani, budi, reason=" ")).code == "alasan-kosong"
    done(arrange(ani, ani, budi, reason="Sakit di rumah"))
    entry = Entry.objects.latest("seq")
    assert entry.kind == "pengganti-diatur"
    assert "Sakit" not in entry.body
    assert (entry.private or {})["0.reason"] == "Sakit di rumah"
    assert json.loads(entry.body)["by"] == str(ani.id)


def test_one_at_a_time_not_for_oneself_and_no_circles(people):
    _, _, boss, ani, budi = people
    assert refusal(arrange(ani, ani, ani)).code == "pengganti-diri-sendiri"
    done(arrange(ani, ani, budi))
    assert refusal(arrange(ani, ani, boss, LAST, LAST)).code == "pengganti-sudah-ada"
    assert refusal(arrange(budi, budi, ani)).code == "pengganti-berputar"
    done(arrange(budi, budi, boss))
    assert refusal(arrange(boss, boss, ani)).code == "pengganti-berputar"
    assert Substitution.objects.count() == 2


def test_people_of_another_agency_and_those_who_left_take_nothing_over(people):
    agency, _, _, ani, budi = people
    with scopes_disabled():
        other = make_agency()
    with scope(agency=other):
        stranger = make_person(other, "Orang Lain")
    with scope(agency=agency):
        assert refusal(arrange(ani, ani, stranger)).code == "orang-tidak-dikenal"
        position = make_position(agency, "Staf")
        given: dict[str, Any] = {"position": position, "since": FIRST, "by": clock(agency), "now": NOW}
        assert refusal(organise.seat(person=stranger, **given)).code == "orang-tidak-dikenal"
        budi.is_active = False
        budi.save()
        assert refusal(arrange(ani, ani, budi)).code == "orang-tidak-dikenal"
        assert refusal(organise.seat(person=budi, **given)).code == "orang-tidak-dikenal"


def test_a_substitution_ends_earlier_but_not_later(people):
    """A later end would slip past the rules on circles and on one substitute at a time."""
    agency, _, boss, ani, budi = people
    rule = make_substitution(agency, ani, budi, FIRST, LAST)

    def end(until, by=ani):
        return organise.end_substitution(by=as_actor(by), now=NOW, rule=rule, until=until)

    assert refusal(end(LAST + timedelta(days=1))).code == "pengganti-diperpanjang"
    assert refusal(end(FIRST, budi)).code == "bukan-wewenang"
    assert done(end(LAST - timedelta(days=2))).until == LAST - timedelta(days=2)
    done(arrange(ani, ani, boss, LAST, LAST))
    done(end(FIRST - timedelta(days=1)))
    assert not Substitution.objects.filter(id=rule.id).exists()


def test_acting_officers_need_a_decree_and_an_end(people):
    agency, _, _, ani, _ = people
    position = make_position(agency, "Kepala")
    given: dict[str, Any] = {
        "person": ani,
        "position": position,
        "since": FIRST,
        "by": clock(agency),
        "now": NOW,
        "kind": HoldingKind.ACTING,
    }
    assert refusal(organise.seat(**given)).code == "plt-tanpa-surat"
    assert refusal(organise.seat(until=LAST, decree=" ", **given)).code == "plt-tanpa-surat"
    assert refusal(organise.seat(decree="SP/1", **given)).code == "plt-tanpa-surat"
    assert refusal(organise.seat(until=FIRST - timedelta(days=1), decree="SP/1", **given)).code == "tanggal-terbalik"
    done(organise.seat(until=LAST, decree="SP/1", **given))


def test_every_change_raises_the_roster_version_and_is_seen(people):
    agency, _, _, ani, budi = people
    agency.refresh_from_db()
    before = agency.roster_version
    assert roster_of(agency).on(FIRST).substitutes_of(str(ani.id)) == ()
    make_substitution(agency, ani, budi, FIRST, LAST)
    agency.refresh_from_db()
    assert agency.roster_version > before
    assert roster_of(agency).on(FIRST).substitutes_of(str(ani.id)) == (str(budi.id),)


@pytest.mark.parametrize("who", [2, 3])
def test_only_the_administrator_changes_the_organisation(people, who):
    agency = people[0]
    by = as_actor(people[who])
    position = make_position(agency, "Petugas")
    length = Entry.objects.count()
    for outcome in (
        organise.add_unit(by=by, now=NOW, name="Unit"),
        organise.add_position(by=by, now=NOW, title="Baru", roles=[Role.ADMINISTRATOR]),
        organise.add_person(by=by, now=NOW, username="baru", name="Baru"),
        organise.seat(by=by, now=NOW, person=people[who], position=position, since=FIRST),
        organise.bind_lane(by=by, now=NOW, procedure="surat", lane="kepala", positions=[position]),
    ):
        assert refusal(outcome).code == "bukan-wewenang"
    assert Entry.objects.count() == length


def test_lanes_are_bound_to_exactly_these_positions(people):
    agency, admin, *_ = people
    one, two = make_position(agency, "Satu"), make_position(agency, "Dua")
    for positions in ([one, two], [two], []):
        done(organise.bind_lane(by=as_actor(admin), now=NOW, procedure="surat", lane="tim", positions=positions))
        agency.refresh_from_db()
        assert roster_of(agency).lanes.get(("surat", "tim"), ()) == tuple(str(p.id) for p in positions)
