"""Sentences that are kept, and told later to somebody who reads another language."""

from __future__ import annotations

import json

import pytest

from lajur.engine.refusal import Words
from lajur.registers.authority.words import kept, retold, spoken


def test_kept_words_are_told_in_the_language_of_each_later_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = Words("{rule} ({count} orang)", rule=Words("cuti"), count=3)
    told = Words("“{package}” memerlukan {size} orang: {keeps}.", package="Obat {2026}", size=5, keeps=inner)
    again = retold(json.loads(json.dumps(kept(told))))
    assert (again, spoken(again)) == (told, told)
    english = {"cuti": "leave", inner.template: "{count} persons: {rule}", told.template: "{package} lacks {keeps}"}
    monkeypatch.setattr("lajur.registers.authority.words.gettext", english.__getitem__)
    assert spoken(again) == "Obat {2026} lacks 3 persons: leave"


def test_sentences_kept_as_mere_text_stay() -> None:
    assert retold("“Obat” memerlukan 5 orang.") == "“Obat” memerlukan 5 orang."
