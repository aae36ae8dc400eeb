"""The sheets from which our catalogue was written: less than 2 % of what is read from them may be silently wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from lajur.catalogue import reader
from lajur.exchange.reading.measuring import Fact, measure_folder, shares

SEEDS = Path(__file__).resolve().parents[5] / "shared" / "seeds"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="naskah contoh ../shared/seeds tidak ada di mesin ini")
def test_less_than_two_per_cent_is_silently_wrong_overall_and_per_field() -> None:
    known = {sop_id: document.content for sop_id in reader.catalogue_ids()
             if not isinstance(document := reader.read_document(sop_id), list)}  # fmt: skip
    facts, missing = measure_folder(SEEDS, known)
    assert not missing
    for name, count, right, _, silent in shares(facts):
        assert silent < 0.02 * count, (name, silent, count)
        assert name != "semua" or right > 0.6 * count


def test_a_flag_turns_a_wrong_reading_into_a_told_one() -> None:
    facts = [
        Fact("a", "waktu", "1", "1 jam", "2 jam", False, False),
        Fact("a", "waktu", "2", "1 jam", "2 jam", False, True),
    ]
    assert shares(facts) == [("waktu", 2, 0, 1, 1), ("semua", 2, 0, 1, 1)]
