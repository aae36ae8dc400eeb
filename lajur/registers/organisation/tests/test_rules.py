"""Who may act on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lajur.engine.refusal import Refusal
from lajur.registers.organisation.rules import Post, Roster, Seat, StandIn, Standing, check_stand_in

MONDAY = date(2026, 3, 2)
POSTS = {
    "kepala": Post("kepala", "Kepala", None, frozenset({"pimpinan"})),
    "wakil": Post("wakil", "Wakil", "kepala"),
    "seksi": Post("seksi", "Seksi", "wakil"),
    "staf": Post("staf", "Staf", "seksi"),
}
LANES = {("surat", "pemeriksa"): ("seksi",), ("surat", "pembuat"): ("staf",)}


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


def roster(*seats: Seat, stand_ins: tuple[StandIn, ...] = (), **given) -> Roster:
    return Roster(1, given.pop("posts", POSTS), seats, stand_ins, given.pop("lanes", LANES), **given)


def sits(person: str, position: str, first: int = -100, last: int | None = None, acting: bool = False) -> Seat:
    return Seat(person, position, day(first), None if last is None else day(last), acting)


def stands(absent: str, substitute: str, first: int, last: int) -> StandIn:
    return StandIn(absent, substitute, day(first), day(last))


EVERYBODY = (
    sits("rina", "kepala"),
    sits("wawan", "wakil"),
    sits("sari", "seksi"),
    sits("ani", "staf"),
    sits("budi", "staf"),
)


def test_a_position_is_held_from_its_first_day_to_its_last():
    people = roster(sits("ani", "staf", 1, 3))
    held = [people.on(day(n)).holders.get("staf", ()) for n in range(5)]
    assert held == [(), ("ani",), ("ani",), ("ani",), ()]


def test_an_acting_officer_comes_first_within_his_dates_only():
    people = roster(*EVERYBODY, sits("plt", "seksi", 1, 2, acting=True))
    assert [people.on(day(n)).holders["seksi"] for n in range(4)] == [
        ("sari",), ("plt", "sari"), ("plt", "sari"), ("sari",),
    ]  # fmt: skip
    acts = [people.on(day(n)).standing("plt", "surat", "pemeriksa", ()) for n in range(4)]
    assert [isinstance(one, Standing) for one in acts] == [False, True, True, False]


def test_an_acting_head_has_the_roles_of_the_office_on_his_days():
    people = roster(*EVERYBODY, sits("wawan", "kepala", 1, 2, acting=True))
    assert [people.on(day(n)).roles_of("wawan") for n in range(4)] == [
        frozenset(), {"pimpinan"}, {"pimpinan"}, frozenset(),
    ]  # fmt: skip


def test_a_substitute_does_not_inherit_roles():
    people = roster(*EVERYBODY, stand_ins=(stands("rina", "wawan", 0, 5),))
    assert people.on(MONDAY).roles_of("wawan") == frozenset()


def test_a_substitute_stands_for_the_absent_on_his_days_only():
    people = roster(*EVERYBODY, stand_ins=(stands("sari", "budi", 1, 2),))
    found = [people.on(day(n)).standing("budi", "surat", "pemeriksa", ()) for n in range(4)]
    assert found[1] == found[2] == Standing("budi", "sari")
    assert [getattr(one, "code", None) for one in (found[0], found[3])] == ["bukan-pelaksana"] * 2


def test_a_substitute_stands_in_for_tasks_given_to_the_absent_by_name():
    people = roster(*EVERYBODY, stand_ins=(stands("sari", "budi", 0, 2),))
    assert people.on(MONDAY).standing("budi", "surat", "pembuat", ("sari",)) == Standing("budi", "sari")


def test_whoever_acts_himself_stands_for_nobody():
    people = roster(*EVERYBODY, stand_ins=(stands("ani", "budi", 0, 2),))
    assert people.on(MONDAY).standing("budi", "surat", "pembuat", ()) == Standing("budi")


def test_the_absent_may_still_act_himself():
    people = roster(*EVERYBODY, stand_ins=(stands("sari", "budi", 0, 2),))
    assert people.on(MONDAY).standing("sari", "surat", "pemeriksa", ()) == Standing("sari")


def test_a_chain_of_substitutes_is_followed_day_by_day():
    people = roster(*EVERYBODY, stand_ins=(stands("sari", "ani", 0, 5), stands("ani", "budi", 1, 2)))
    assert people.on(day(0)).substitutes_of("sari") == ("ani",)
    assert people.on(day(1)).substitutes_of("sari") == ("ani", "budi")
    assert people.on(day(1)).standing("budi", "surat", "pemeriksa", ()) == Standing("budi", "sari")
    assert isinstance(people.on(day(3)).standing("budi", "surat", "pemeriksa", ()), Refusal)
    assert set(people.on(day(1)).stands_in_for("budi")) == {"sari", "ani"}


def test_lanes_of_a_person_name_whom_he_stands_in_for():
    people = roster(*EVERYBODY, stand_ins=(stands("sari", "budi", 0, 2),))
    assert people.on(MONDAY).lanes_of("budi") == {("surat", "pembuat"): None, ("surat", "pemeriksa"): "sari"}


def test_superiors_skip_empty_seats_and_oneself():
    assert roster(*EVERYBODY).on(MONDAY).superiors_of("ani") == ("sari",)
    without = [seat for seat in EVERYBODY if seat.position not in ("seksi", "wakil")]
    assert roster(*without).on(MONDAY).superiors_of("ani") == ("rina",)
    both = roster(*without, sits("ani", "seksi", acting=True), sits("ani", "wakil", 0, 3, acting=True)).on(MONDAY)
    assert both.superiors_of("ani") == ("rina",)
    assert roster(*EVERYBODY).on(MONDAY).superiors_of("rina") == ()
    assert roster(*EVERYBODY).on(MONDAY).superiors_of("tak-dikenal") == ()


def test_superiors_by_date():
    people = roster(*EVERYBODY, sits("plt", "seksi", 1, 2, acting=True))
    assert people.on(day(0)).superiors_of("ani") == ("sari",)
    assert people.on(day(1)).superiors_of("ani") == ("plt", "sari")


def test_positions_above_each_other_in_a_circle_do_not_turn_for_ever():
    posts = {"a": Post("a", "A", "b"), "b": Post("b", "B", "a")}
    assert roster(sits("ani", "a"), posts=posts).on(MONDAY).superiors_of("ani") == ()


def test_a_lane_nobody_holds_says_so():
    found = roster().on(MONDAY).standing("ani", "surat", "pembuat", ())
    assert isinstance(found, Refusal)
    assert found.code == "pelaksana-kosong"


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (stands("ani", "ani", 0, 1), "pengganti-diri-sendiri"),
        (stands("ani", "budi", 1, 0), "tanggal-terbalik"),
        (stands("sari", "ani", 4, 9), "pengganti-sudah-ada"),
        (stands("budi", "sari", 4, 9), "pengganti-berputar"),
        (stands("citra", "ani", 5, 5), "pengganti-sudah-ada"),
        (stands("sari", "ani", 6, 9), None),
        (stands("budi", "sari", 6, 9), None),
        (stands("rina", "sari", 0, 9), None),
    ],
)
def test_what_may_be_arranged_beside_what_is(new, code):
    """Sari is replaced by Citra, and Citra by Budi, until the sixth day."""
    found = check_stand_in(new, [stands("sari", "citra", 0, 5), stands("citra", "budi", 0, 5)])
    assert getattr(found, "code", None) == code


def test_rules_that_never_meet_on_one_day_make_no_circle():
    """Ani→Budi all week; Budi→Citra on Monday, Citra→Ani on Friday: on no day does Ani stand in for herself."""
    existing = [stands("budi", "citra", 0, 0), stands("citra", "ani", 4, 4)]
    assert check_stand_in(stands("ani", "budi", 0, 4), existing) is None


people = st.sampled_from(["ani", "budi", "citra", "dewi"])
rules = st.builds(
    lambda a, s, first, length: stands(a, s, first, first + length),
    people,
    people,
    st.integers(0, 6),
    st.integers(0, 4),
)


@given(st.lists(rules, max_size=8))
def test_whatever_is_arranged_one_after_the_other_nobody_ever_stands_in_for_himself(wanted):
    kept: list[StandIn] = []
    for new in wanted:
        found = check_stand_in(new, kept)
        if found is None:
            kept.append(new)
        elif found.code == "pengganti-berputar":
            assert any(circle(new.absent, [*kept, new], n) for n in range(12)), "refused without a circle"
    for n in range(12):
        replaced = [rule.absent for rule in kept if rule.covers(day(n))]
        assert len(replaced) == len(set(replaced)), "two substitutes at a time"
        assert not any(circle(person, kept, n) for person in replaced)


def circle(person: str, among: list[StandIn], n: int) -> bool:
    """Whether following the day's rules from `person` leads back to him."""
    following = {rule.absent: rule.substitute for rule in among if rule.covers(day(n))}
    reached, here = set(), following.get(person)
    while here is not None and here not in reached and here != person:
        reached.add(here)
        here = following.get(here)
    return here == person
