"""To whom a paper goes: nobody gets it because he is called as somebody else, and readings are counted of all."""

from __future__ import annotations

from typing import Any

import pytest

from lajur.casework.documents.papers.queries import MOST_RECIPIENTS, listed, recipients
from lajur.casework.documents.papers.testing import Desk, make_paper
from lajur.registers.authority.actions import Refused
from lajur.registers.organisation.actors import day_of
from lajur.registers.organisation.testing import NOW, as_actor, make_person


def found(office: Desk, text: str) -> list[object]:
    office.agency.refresh_from_db()
    return list(recipients(office.agency, text, day_of(office.agency, NOW)))


def test_lines_are_known_by_name_by_office_or_by_both(office: Desk) -> None:
    told = found(office, "ani\nKepala\nBudi, Petugas\nPetugas\nDinas Kesehatan\n")
    assert told == [office.ani, office.kepala, office.budi, "Petugas", "Dinas Kesehatan"]


def test_a_name_that_two_have_is_asked_about_and_their_office_tells_them_apart(office: Desk) -> None:
    other = make_person(office.agency, "Ani", office.positions["staf"])
    with pytest.raises(Refused) as told:
        found(office, "Kusno\nAni")
    assert told.value.refusal.code == "nama-ganda"
    assert found(office, "Ani, Staf\nAni, Petugas") == [other, office.ani]


def test_nobody_is_left_out_because_the_list_is_long(office: Desk) -> None:
    with pytest.raises(Refused) as told:
        found(office, "\n".join(f"Dinas {number}" for number in range(MOST_RECIPIENTS + 1)))
    assert told.value.refusal.code == "terlalu-banyak-nama"


def test_the_register_counts_the_readings_of_all_also_where_it_shows_only_mine(office: Desk) -> None:
    make_paper(office.agency, office.kepala, addressees=[office.ani], copies=[office.budi, office.koordinator])
    for part in ("", "untuk-saya"):
        row: Any = listed(as_actor(office.ani), {"bagian": part}).get()
        assert (row.given, row.read) == (3, 0)
