"""The siege can fail: each lie told to it is found out. And what it stands on: its SOPs, its seeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from random import Random
from typing import Any

import pytest

from lajur.casework.cases import store
from lajur.casework.documents import arriving
from lajur.casework.documents.actions import NewRecords
from lajur.casework.notices import outbox
from lajur.catalogue.checker import check
from lajur.catalogue.findings import errors_in
from lajur.catalogue.reader import Document, from_canonical
from lajur.engine import motion
from lajur.engine.soundness import flaws
from lajur.registers.organisation.rules import Day
from tests.siege import keys, mails, office, postoffice, run, sops, uploads
from tests.siege.checks import Broken
from tests.siege.run import Siege, Tally


def forgets_the_guard(patch: Any) -> None:
    """A move is written although somebody has moved the case meanwhile."""
    lax = store._HELD.replace("AND journal_head = %s", "AND %s::bytea IS NOT NULL")
    patch.setattr(store, "_HELD", lax)
    store._statement.cache_clear()


def forgets_a_reminder(patch: Any) -> None:
    patch.setattr(motion, "next_look", lambda opened, due, mark, calendar: due)


def lets_everybody_act(patch: Any) -> None:
    honest = Day.actors
    patch.setattr(Day, "actors", lambda day, *given: (*honest(day, *given), *day.positions))


def loses_a_document(patch: Any) -> None:
    honest = store.encode_state

    def forgetful(state: Any) -> str:
        kept = state.copy()
        if len(kept.documents) > 2:
            kept.documents.popitem()
        return honest(kept)

    patch.setattr(store, "encode_state", forgetful)


def forgets_the_key(patch: Any) -> None:
    """A request that comes again with its Idempotency-Key is done again."""
    patch.setattr(keys, "once", lambda request, act: act())


def forgets_what_was_sent(patch: Any) -> None:
    """A mail that the server took is never written down as sent."""
    honest = outbox._end
    patch.setattr(outbox, "_end", lambda mail, state, **more: state == "terkirim" or honest(mail, state, **more))


def honours_no_lease(patch: Any) -> None:
    """A worker takes up what another one holds."""
    much_mail(patch)
    patch.setattr(outbox, "LEASE", timedelta(minutes=-1))


def asks_not_whose_mail_it_is(patch: Any) -> None:
    """A worker that was away for longer than its lease hands over a mail that another one has taken up."""
    much_mail(patch)
    patch.setattr(outbox, "_move", lambda mail, before, after: None)


def much_mail(patch: Any) -> None:
    """And its workers often kept waiting, so that few acts are enough."""
    patch.setattr(run, "JOBS", [(15, office.other_job), (15, mails.send_mail)])
    patch.setattr(office, "OTHERS", ("cases.tell_people",))
    patch.setattr(postoffice, "OVERLAPS", {"planning": 0, "claiming": 0.5, "handing over": 0.5})


def spoils_a_part(patch: Any) -> None:
    honest = arriving._write
    patch.setattr(arriving, "_write", lambda path, at, data: honest(path, at, bytes(255 - byte for byte in data)))


def hands_in_other_bytes(patch: Any) -> None:
    """A step that is completed with a file keeps the digest of another one."""
    honest, empty = NewRecords.add, sha256(b"").hexdigest()
    patch.setattr(run, "CASES", [*run.CASES, (60, uploads.send)])
    patch.setattr(
        NewRecords, "add",
        lambda records, given: honest(
            records, [replace(one, file=replace(one.file, sha256=empty)) if one.file else one for one in given]
        ),
    )  # fmt: skip


def besiege(acts: int) -> None:
    for seed in range(100, 104):
        Siege(seed, Tally()).run(acts)


LIES = {
    **dict.fromkeys(
        (
            forgets_the_guard, forgets_a_reminder, lets_everybody_act, loses_a_document, forgets_the_key,
            forgets_what_was_sent, spoils_a_part,
        ), 250,
    ),
    honours_no_lease: 100, asks_not_whose_mail_it_is: 100, hands_in_other_bytes: 150,
}  # fmt: skip
"""Lie → acts of each seed within which it must be found out."""


@pytest.mark.parametrize(("lie", "acts"), LIES.items())
def test_a_lie_is_found_out(committed: None, monkeypatch: pytest.MonkeyPatch, lie: Callable[[Any], None], acts: int):
    lie(monkeypatch)
    try:
        with pytest.raises(Broken, match=r"again: python -m tests\.siege --seed"):
            besiege(acts)
    finally:
        store._statement.cache_clear()


def test_the_same_seed_does_the_same(committed: None):
    told = []
    for _ in range(2):
        tally = Tally()
        Siege(7, tally).run(120)
        told.append((tally.acts, tally.done, tally.refused, tally.faults, tally.unknown))
    assert told[0] == told[1]


def test_the_generated_sops_are_sound_and_have_every_shape():
    contents = [sops.generated(Random(n), f"Acak {n}", n % 4 > 0) for n in range(60)]
    made = [from_canonical(content, "uji/acak") for content in contents]
    assert [flaws(sop) for sop in made] == [[]] * 60
    assert [fault for content in contents for fault in errors_in(check(Document("sop.yaml", content)))] == []
    steps = [step for sop in made for step in sop.steps.values()]
    for shape in (
        lambda step: step.umbrella, lambda step: step.fork and not step.umbrella, lambda step: step.fork and step.group,
        lambda step: step.by_facts, lambda step: step.is_decision, lambda step: step.call, lambda step: step.appoints,
        lambda step: step.standard.shared_with, lambda step: step.standard.until_fact,
    ):  # fmt: skip
        assert any(map(shape, steps))


def test_the_world_holds_the_whole_catalogue():
    assert len(sops.shipped()) == 17
