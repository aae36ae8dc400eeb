"""Quick cards of every lane of the 17 SOPs."""

from __future__ import annotations

import pypdfium2

from lajur.catalogue.reader import catalogue_ids, load
from lajur.exchange.sheet.card import card_of, cards_pdf


def test_the_cards_of_a_sop_hold_all_its_steps_with_their_standard() -> None:
    for sop_id in catalogue_ids():
        sop = load(sop_id)
        cards = {lane: card_of(sop, lane) for lane in sop.lanes}
        told = {line.key for card in cards.values() for line in card.lines}
        assert told == {step.key for step in sop.steps.values() if not step.umbrella}, sop_id
        for lane, card in cards.items():
            for line in card.lines:
                step = sop.steps[line.key]
                assert line.time == step.standard.text
                assert len(line.needs) >= len(sop.needs_of(step))
                assert [paper.title for paper in line.yields] == [sop.documents[k].title for k in sop.yields_of(step)]
                assert line.ways, (sop_id, line.key)
                assert line.helping == (step.lane != lane)


def test_a_card_on_paper_says_what_it_says_and_comes_out_the_same_again() -> None:
    sop = load("kp2mi/kepuasan-pengguna")
    cards = [card_of(sop, lane) for lane in sop.lanes]
    paper = cards_pdf(cards)
    assert paper == cards_pdf(cards)
    document = pypdfium2.PdfDocument(paper)
    assert len(document) == len(sop.lanes)
    text = " ".join(document[1].get_textpage().get_text_bounded().split())
    for told in ("Tim Survey Kepuasan Pengguna Layanan", "24 jam", "(dari langkah 1)", "ke langkah 3, Kepala UKPBJ"):
        assert told in text


def test_all_cards_of_the_17_sops_can_be_set() -> None:
    cards = [card_of(sop, lane) for sop in map(load, catalogue_ids()) for lane in sop.lanes]
    assert len(pypdfium2.PdfDocument(cards_pdf(cards))) >= len(cards)
