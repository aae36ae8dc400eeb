"""Who owns the database can forge everything in it; what was printed before he began still tells."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from lajur.registers.authority.chain import genesis, seal_hash
from lajur.registers.authority.journal import verify_agency
from lajur.registers.authority.kept_seals import KeptSeal, is_head, kept_in, line_of, plain_head
from lajur.registers.authority.models import Entry, Seal
from lajur.registers.authority.tests import test_journal
from lajur.registers.authority.tests.test_journal import as_owner, close, run, tell

agency = test_journal.agency


def printed(agency: Any, seal: Seal | None) -> str:
    """What the paper says of a seal."""
    assert seal is not None
    return line_of(agency.slug, seal.number, "2026-03-02", bytes(seal.hash))


def found(agency: Any, paper: str) -> list[tuple[str, int]]:
    return [(fault.chain, fault.seq) for fault in verify_agency(str(agency.id), kept_in(paper)).faults]


def forge(agency: Any, chain: UUID, seq: int) -> None:
    """Change one entry and compute everything anew: its chain from there on, then every seal."""
    run("UPDATE authority_entry SET body = replace(body, '\"number\":1', '\"number\":9') WHERE chain = %s AND seq = %s",
        chain, seq)  # fmt: skip
    head = genesis(str(agency.id), str(chain))
    heads: dict[tuple[str, int], str] = {}
    for entry in Entry.objects.filter(chain=chain).order_by("seq"):
        head = sha256(head + entry.body.encode()).digest()
        heads[str(chain), entry.seq] = head.hex()
        run("UPDATE authority_entry SET hash = %s WHERE chain = %s AND seq = %s", head, chain, entry.seq)
    before = genesis(str(agency.id), "seal")
    for seal in Seal.objects.order_by("number"):
        told = [[c, n, heads.get((c, n), digest)] for c, n, digest in json.loads(seal.heads)]
        text = json.dumps(told, separators=(",", ":"))
        before = seal_hash(before, seal.number, text)
        run("UPDATE authority_seal SET heads = %s, hash = %s WHERE id = %s", text, before, seal.id)


def test_a_journal_computed_anew_to_its_last_seal_is_found_by_the_paper_alone(agency: Any) -> None:
    chain = tell(agency)
    paper = printed(agency, close(agency))
    tell(agency, 2, chain)
    later = printed(agency, close(agency, 1))
    assert found(agency, paper + "\n" + later) == []
    with as_owner():
        forge(agency, chain, 2)
    assert found(agency, "") == [], "the forger did his work well: inside nothing tells"
    assert found(agency, paper) == [("segel", 1)]
    assert found(agency, later) == [("segel", 2)], "every later seal stands on the earlier ones"


def test_a_tail_of_seals_cut_off_is_found_by_the_paper(agency: Any) -> None:
    chain = tell(agency)
    first = printed(agency, close(agency))
    tell(agency, 3, chain)
    second = printed(agency, close(agency, 1))
    with as_owner():
        run("DELETE FROM authority_entry WHERE chain = %s AND seq > 5", chain)
        run("DELETE FROM authority_seal WHERE agency_id = %s AND number = 2", agency.id)
    assert found(agency, "") == []
    assert found(agency, first) == []
    assert found(agency, second) == [("segel", 2)]


def test_another_journal_put_in_its_place_is_found(agency: Any) -> None:
    """Everything thrown away and told anew."""
    chain = tell(agency)
    paper = printed(agency, close(agency))
    with as_owner():
        run("DELETE FROM authority_entry WHERE chain = %s", chain)
        run("DELETE FROM authority_seal WHERE agency_id = %s", agency.id)
    tell(agency)
    close(agency)
    assert found(agency, "") == []
    assert found(agency, paper) == [("segel", 1)]


def test_lines_are_read_from_files_mails_and_paper() -> None:
    digest = sha256(b"kepala").digest()
    line = line_of("pagar-alam", 12, "2026-11-21", digest)
    mail = f"Subject: Segel\n\nSimpan surel ini.\n{line[:70]}=\n{line[70:]}\nSalam"
    spaced = line[:-64] + " ".join(digest.hex().upper()[at : at + 4] for at in range(0, 64, 4))
    for text in (line, mail, spaced, f"> {line}\r\n"):
        assert kept_in(text) == [KeptSeal("pagar-alam", 12, digest.hex())], text
    assert len(kept_in(f"{line}\n{line_of('kp2mi', 3, '2026-11-20', digest)}")) == 2
    assert kept_in("LAJUR-SEGEL 1 pagar-alam 12 2026-11-21 bukan sidik") == []


@pytest.mark.parametrize(
    ("text", "good"),
    [("ab12 cd34 ef56 7890 abcd", True), ("AB12:CD34:EF56:7890:ABCD", True), ("ab12 cd34", False), ("g" * 20, False)],
)
def test_a_head_is_typed_with_or_without_gaps_and_not_too_short(text: str, good: bool) -> None:
    assert is_head(plain_head(text)) is good
