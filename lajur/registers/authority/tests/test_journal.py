"""The journal: nothing in it can be changed, and what its owner changes all the same is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import Error, connection, transaction
from django_scopes import scope, scopes_disabled

from lajur.registers.authority.chain import seal_hash
from lajur.registers.authority.ids import uuid7
from lajur.registers.authority.journal import record, seal, verify_agency
from lajur.registers.authority.models import Entry, Seal

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def make_agency() -> Any:
    """By name, because authority knows no other register."""
    return apps.get_model("organisation", "Agency").objects.create(slug=str(uuid7()), name="Instansi Uji")


@pytest.fixture
def agency(db: None) -> Iterator[Any]:
    with scopes_disabled():
        made = make_agency()
    with scope(agency=made):
        yield made


def tell(agency: Any, count: int = 5, chain: UUID | None = None, note: str = "Rahasia") -> UUID:
    """Write `count` entries; returns their chain."""
    chain = chain or uuid7()
    for number in range(count):
        record(
            agency=str(agency.id),
            kind="uji",
            at=NOW + timedelta(minutes=number),
            by=str(uuid7()),
            event={"number": number},
            private={"note": f"{note} {number}"},
            chain=str(chain),
        )
    return chain


def close(agency: Any, minutes: int = 0) -> Seal | None:
    made = seal(agency=str(agency.id), now=NOW + timedelta(minutes=minutes))
    run("SET CONSTRAINTS ALL IMMEDIATE")  # nothing pending: a test's transaction never commits
    return made


def faults(agency: Any) -> list[tuple[str, int]]:
    return [(fault.chain, fault.seq) for fault in verify_agency(str(agency.id)).faults]


@contextmanager
def as_owner() -> Iterator[None]:
    """What only the owner of the database can do."""
    guard("DISABLE")
    yield
    guard("ENABLE")


def guard(how: str) -> None:
    for table in ("authority_entry", "authority_seal"):
        run(f"ALTER TABLE {table} {how} TRIGGER USER")


def run(sql: str, *values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def rehash(agency: Any, chain: UUID, first: int) -> None:
    """Make a chain hold again from an entry on, as a forger would."""
    head = Entry.objects.get(chain=chain, seq=first - 1).hash
    for entry in Entry.objects.filter(chain=chain, seq__gte=first).order_by("seq"):
        head = sha256(bytes(head) + entry.body.encode()).digest()
        run("UPDATE authority_entry SET hash = %s WHERE chain = %s AND seq = %s", head, chain, entry.seq)


def test_an_untouched_journal_holds(agency):
    one, two = tell(agency), tell(agency, 3)
    close(agency)
    tell(agency, 2, one)
    close(agency, 1)
    verdict = verify_agency(str(agency.id))
    assert (verdict.chains, verdict.entries, verdict.seals, verdict.faults) == (2, 10, 2, ())
    assert {one, two} == set(Entry.objects.values_list("chain", flat=True))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE authority_entry SET body = '{}'",
        "UPDATE authority_entry SET at = now()",
        'UPDATE authority_entry SET private = \'{"0.note": "lain"}\'',
        "UPDATE authority_entry SET private = NULL, kind = 'lain'",
        "UPDATE authority_entry SET hash = '\\x00'",
        "UPDATE authority_entry SET recorded_at = now() + interval '1 day'",
        "DELETE FROM authority_entry",
        "TRUNCATE authority_entry",
        "UPDATE authority_seal SET heads = '[]'",
        "DELETE FROM authority_seal",
        "TRUNCATE authority_seal",
    ],
)
def test_the_database_refuses_every_change(agency, sql):
    tell(agency)
    close(agency)
    with pytest.raises(Error, match="jurnal hanya dapat ditambah"), transaction.atomic():
        run(sql)
    assert faults(agency) == []
    assert Entry.objects.count() == 5


def test_personal_data_can_be_erased_and_the_chain_holds(agency):
    chain = tell(agency)
    close(agency)
    assert run("UPDATE authority_entry SET private = NULL WHERE chain = %s AND seq = 3", chain) == 1
    assert Entry.objects.get(chain=chain, seq=3).private is None
    assert not any("Rahasia" in entry.body for entry in Entry.objects.all())
    assert faults(agency) == []


def test_two_equal_secrets_do_not_look_alike(agency):
    """Else whoever guesses an erased text could prove it by its digest."""
    one, two = tell(agency, 1), tell(agency, 1)
    digests = [json.loads(Entry.objects.get(chain=chain).body)["p"] for chain in (one, two)]
    assert digests[0] != digests[1]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE authority_entry SET body = replace(body, '\"number\":2', '\"number\":9') WHERE chain = %s AND seq = 3",
        "UPDATE authority_entry SET kind = 'lain' WHERE chain = %s AND seq = 3",
        "UPDATE authority_entry SET by = NULL WHERE chain = %s AND seq = 3",
        "UPDATE authority_entry SET at = at + interval '1 minute' WHERE chain = %s AND seq = 3",
        'UPDATE authority_entry SET private = \'{"0.note": "lain"}\' WHERE chain = %s AND seq = 3',
        "DELETE FROM authority_entry WHERE chain = %s AND seq = 3",
    ],
)
def test_an_entry_edited_or_deleted_is_named(agency, sql):
    tell(agency)
    chain = tell(agency)
    with as_owner():
        assert run(sql, chain) == 1
    assert faults(agency) == [(str(chain), 3)]


def test_two_entries_swapped_are_named(agency):
    chain = tell(agency)
    with as_owner():
        for was, becomes in ((2, 99), (4, 2), (99, 4)):
            run("UPDATE authority_entry SET seq = %s WHERE chain = %s AND seq = %s", becomes, chain, was)
    assert faults(agency) == [(str(chain), 2)]


def test_a_chain_moved_to_another_name_is_named(agency):
    chain, other = tell(agency), uuid7()
    with as_owner():
        run("UPDATE authority_entry SET chain = %s WHERE chain = %s", other, chain)
    assert faults(agency) == [(str(other), 1)]


def test_a_tail_cut_after_a_seal_is_named(agency):
    chain = tell(agency)
    close(agency)
    with as_owner():
        run("DELETE FROM authority_entry WHERE chain = %s AND seq > 3", chain)
    assert faults(agency) == [(str(chain), 4)]


def test_a_chain_that_went_missing_after_a_seal_is_named(agency):
    chain = tell(agency)
    close(agency)
    with as_owner():
        run("DELETE FROM authority_entry WHERE chain = %s", chain)
    assert faults(agency) == [(str(chain), 1)]


def test_a_chain_made_to_hold_again_after_a_seal_is_named(agency):
    chain = tell(agency)
    close(agency)
    tell(agency, 2, chain)
    with as_owner():
        run("UPDATE authority_entry SET body = replace(body, ':2', ':9') WHERE chain = %s AND seq = 3", chain)
        rehash(agency, chain, 3)
    assert faults(agency)[0] == (str(chain), 5)  # the first entry that a seal knows


def test_a_tail_replaced_after_a_seal_is_named(agency):
    chain = tell(agency)
    close(agency)
    with as_owner():
        run("DELETE FROM authority_entry WHERE chain = %s AND seq > 3", chain)
    tell(agency, 4, chain)
    assert faults(agency)[0] == (str(chain), 5)


def test_a_forged_seal_is_named_and_so_is_one_taken_from_the_middle(agency):
    chain = tell(agency)
    close(agency)
    tell(agency, 1, chain)
    close(agency, 5)
    tell(agency, 1, chain)
    close(agency, 10)
    with as_owner(), transaction.atomic():
        run("UPDATE authority_seal SET heads = '[]' WHERE agency_id = %s AND number = 2", agency.id)
        assert faults(agency) == [("segel", 2)]
        forged = seal_hash(bytes(Seal.objects.get(number=1).hash), 2, "[]")
        run("UPDATE authority_seal SET hash = %s WHERE agency_id = %s AND number = 2", forged, agency.id)
        assert faults(agency) == [("segel", 3)]
        run("DELETE FROM authority_seal WHERE agency_id = %s AND number = 2", agency.id)
        assert faults(agency) == [("segel", 2)]


def test_every_broken_chain_is_named_in_order(agency):
    chains = sorted(tell(agency) for _ in range(4))
    with as_owner():
        for chain, seq in ((chains[2], 2), (chains[0], 5)):
            run("UPDATE authority_entry SET body = body || ' ' WHERE chain = %s AND seq = %s", chain, seq)
    assert faults(agency) == [(str(chains[0]), 5), (str(chains[2]), 2)]


def test_another_agencys_journal_is_another(agency):
    with scopes_disabled():
        other = make_agency()
    tell(agency)
    with scope(agency=other):
        chain = tell(other)
        with as_owner():
            run("UPDATE authority_entry SET body = body || ' ' WHERE chain = %s AND seq = 1", chain)
        assert faults(other) == [(str(chain), 1)]
    assert faults(agency) == []


def test_a_seal_holds_the_heads_of_chains_that_grew_and_sealing_twice_changes_nothing(agency):
    one, two = tell(agency), tell(agency)
    first = close(agency)
    assert first is not None
    assert {chain for chain, _, _ in json.loads(first.heads)} == {str(one), str(two)}
    assert close(agency, 1) is None
    tell(agency, 1, two)
    second = close(agency, 2)
    assert second is not None
    assert (second.number, [seq for chain, seq, _ in json.loads(second.heads) if chain == str(two)]) == (2, [6])
    assert close(agency, 200) is None
    assert Seal.objects.count() == 2


@pytest.mark.parametrize("minutes", [-100_000, 100_000, 100_000_000])
def test_a_clock_that_was_wrong_once_does_not_keep_later_entries_unsealed(agency, minutes):
    """Seals look back by what the database recorded, not by the time they were told."""
    chain = tell(agency)
    close(agency, minutes)
    tell(agency, 1, chain)
    last = close(agency, 1)
    assert last is not None
    assert json.loads(last.heads)[0][1] == 6


def test_a_long_journal_is_read_in_pieces(agency, monkeypatch):
    """Memory does not grow with the journal: the server hands out its entries bit by bit."""
    chain = tell(agency)
    asked = []
    whole = connection.chunked_cursor

    def watched():
        asked.append(1)
        return whole()

    monkeypatch.setattr(connection, "chunked_cursor", watched)
    assert verify_agency(str(agency.id)).entries == 5
    assert asked
    assert chain
