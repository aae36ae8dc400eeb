"""Whose certificate it is; when a signature counts as lost; where papers note their place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lajur.casework.documents.signing.rules import PATIENCE, Ink, free_place, lost, place_from, same_person
from lajur.registers.organisation.testing import NOW


@pytest.mark.parametrize(
    ("known", "certified", "same"),
    [
        ("Hasan Basri, S.E., M.Si.", "HASAN BASRI", True),
        ("Hasan Basri", "Drs. H. Hasan Basri, M.Si", True),
        ("Hasan Basri", "Hasan Basri Lubis", True),
        ("Hasan Basri", "Hasan Fikri", False),
        ("Hasan Basri", "Balai Sertifikasi Elektronik", False),
        ("", "Hasan Basri", False),
        ("H.", "Hasan Basri", False),
    ],
)
def test_a_certificate_is_somebodys_when_one_name_has_all_words_of_the_other(
    known: str, certified: str, same: bool
) -> None:
    assert same_person(known, certified) is same


def test_a_signature_that_takes_too_long_is_lost() -> None:
    assert not lost(NOW, NOW + PATIENCE)
    assert lost(NOW, NOW + PATIENCE + timedelta(seconds=1))


def test_a_paper_notes_its_place_in_millimetres_from_above() -> None:
    place = place_from({"page": 2, "x": 100, "y": 200})
    assert place is not None
    assert place.page == 1
    assert place.box == (283, 198, 510, 275)
    assert place_from({}) is None
    assert place_from({"page": 1, "x": "kiri", "y": 2}) is None


def test_room_is_sought_below_the_text_then_on_the_page_before() -> None:
    white = [[False] * 200 for _ in range(280)]
    text = [[row < 60] * 200 for row in range(280)]
    black = [[True] * 200 for _ in range(280)]
    below = free_place([Ink(text, 3, 595, 842)])
    assert 842 - 61 * 3 - below.y - below.height == pytest.approx(7, abs=4)
    assert free_place([Ink(white, 3, 595, 842), Ink(black, 3, 595, 842)]).page == 0
