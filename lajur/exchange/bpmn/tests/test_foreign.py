"""SpiffWorkflow runs what we export."""

from random import Random

import pytest

from lajur.catalogue.reader import catalogue_ids
from lajur.exchange.bpmn.testing import NUMBERS, sent
from lajur.exchange.bpmn.tests.foreign import Foreign, Pair


@pytest.mark.parametrize("sop_id", catalogue_ids())
def test_a_foreign_engine_opens_the_same_steps_as_ours_at_every_point(sop_id):
    sop, exported = sent(sop_id)
    ended = 0
    for number in range(3):
        pair = Pair.start(sop, exported, Random(number))
        pair.walk(40)
        ended += pair.foreign.is_finished
    assert ended or len(sop.steps) > 5


def test_it_does_so_for_generated_procedures_with_every_shape():
    shapes = set()
    for number in NUMBERS:
        sop, exported = sent(number)
        for step in sop.steps.values():
            there = {
                "fork": step.fork,
                "nested": step.fork and step.group,
                "umbrella": step.umbrella,
                "facts": step.by_facts,
                "call": step.call,
                "decision": step.is_decision,
                "return": any(sop.is_return(step, way.target) for way in step.exits),
            }
            shapes |= {name for name, holds in there.items() if holds}
        for seed in range(2):
            Pair.start(sop, exported, Random(seed)).walk(30)
    assert shapes >= {"fork", "nested", "umbrella", "facts", "call", "decision", "return"}


def test_a_file_that_leads_elsewhere_is_found_out():
    sop, exported = sent("kp2mi/kepuasan-pengguna")
    wrong = exported.replace(
        b'sourceRef="langkah_laksanakan-survei" targetRef="langkah_teruskan-hasil"',
        b'sourceRef="langkah_laksanakan-survei" targetRef="langkah_laksanakan-tindak-lanjut"',
    )
    assert wrong != exported
    with pytest.raises(AssertionError, match="different steps"):
        Pair.start(sop, wrong, Random(1)).walk(200)


def test_the_steps_of_a_called_sop_are_a_case_of_their_own():
    sop, exported = sent("pagar-alam/proses-utama-pengadaan")
    foreign = Foreign.start(sop, exported)
    assert foreign.open_steps() == [sop.first.key]
