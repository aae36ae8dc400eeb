"""Writing, sealing and verifying the journal. Cases write their entries themselves in one statement with their state
(casework.cases.store); everything else goes through `record`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import orjson
from django.db import connection

from lajur.registers.authority.chain import Fault, Stored, canonical, genesis, seal_hash, verify, write
from lajur.registers.authority.kept_seals import KeptSeal, differing
from lajur.registers.authority.models import Entry, Seal

SEAL_MARGIN = timedelta(hours=1)
"""A seal looks back this far behind the last one, for entries of transactions that were still open then."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found: how many chains and entries were read, and the faults in order of chain."""

    chains: int
    entries: int
    seals: int
    faults: tuple[Fault, ...]


def record(
    *,
    agency: str,
    kind: str,
    at: datetime,
    by: str | None,
    event: dict[str, Any],
    private: dict[str, Any] | None = None,
    chain: str | None = None,
) -> None:
    """Append one entry to the agency's own chain (or to `chain`), inside the caller's transaction."""
    chain = chain or agency
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [chain])
        cursor.execute("SELECT seq, hash FROM authority_entry WHERE chain = %s ORDER BY seq DESC LIMIT 1", [chain])
        row = cursor.fetchone()
    seq, head = (row[0], bytes(row[1])) if row else (0, genesis(agency, chain))
    kept = {f"0.{name}": text for name, text in (private or {}).items() if text}
    written = write(head, seq + 1, kind=kind, at=at, by=by, events=[{"e": kind, **event}], private=kept)
    Entry.objects.create(
        chain=chain,
        seq=written.seq,
        agency_id=agency,
        at=at,
        by=by,
        kind=kind,
        body=written.body,
        private=json.loads(written.private) if written.private else None,
        hash=written.hash,
    )


def seal(*, agency: str, now: datetime) -> Seal | None:
    """Seal the heads of all chains that grew since the last seal; None when none did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [agency])
    last = Seal.objects.order_by("-number").first()
    known = [tuple(head) for head in json.loads(last.heads)] if last else []
    with connection.cursor() as cursor:
        # By the database's own record of the entries sealed last, because `now` may be wrong or made up.
        cursor.execute(
            "SELECT max(recorded_at) FROM authority_entry"
            " WHERE (chain, seq) IN (SELECT * FROM unnest(%s::uuid[], %s::int[]))",
            [[chain for chain, _, _ in known], [seq for _, seq, _ in known]],
        )
        (sealed,) = cursor.fetchone()
        cursor.execute(
            "SELECT DISTINCT ON (chain) chain::text, seq, encode(hash, 'hex') FROM authority_entry"
            " WHERE agency_id = %s AND recorded_at > %s ORDER BY chain, seq DESC",
            [agency, sealed - SEAL_MARGIN if sealed else datetime.min.replace(tzinfo=now.tzinfo)],
        )
        heads = [list(row) for row in cursor.fetchall()]
    if not [head for head in heads if tuple(head) not in known]:
        return None
    number, before = (last.number + 1, bytes(last.hash)) if last else (1, genesis(agency, "seal"))
    text = canonical(heads)
    return Seal.objects.create(
        agency_id=agency, number=number, at=now, heads=text, hash=seal_hash(before, number, text)
    )


def verify_agency(agency: str, kept: Iterable[KeptSeal] = ()) -> Verdict:
    """Walk every chain and every seal of the agency. Needs no more memory than the heads that were sealed.

    `kept`: its seals as they were written down outside; without one, nothing tells a journal from another whose owner
    computed every hash and seal anew."""
    heads: dict[str, dict[int, str]] = {}
    sealed = _sealed_heads(agency, heads)
    chains = entries = 0
    faults: list[Fault] = [sealed] if isinstance(sealed, Fault) else []
    faults += differing(kept)
    seen: set[str] = set()
    for chain, rows in groupby(_entries_of(agency), key=lambda row: row[0]):
        chains += 1
        seen.add(chain)
        wanted = heads.get(chain, {})
        result = verify(agency, chain, _watch(rows, wanted, faults))
        if isinstance(result, Fault):
            faults.append(result)
            continue
        entries += result[1]
        if wanted and max(wanted) > result[1]:
            faults.append(Fault(chain, result[1] + 1, "ekor rantai ini terpotong: segel mengenal entri sesudahnya"))
    faults.extend(
        Fault(chain, 1, "seluruh rantai ini hilang, padahal pernah disegel") for chain in sorted(set(heads) - seen)
    )
    return Verdict(chains, entries, 0 if isinstance(sealed, Fault) else sealed, tuple(faults))


def _watch(rows: Iterator[tuple[str, Stored]], wanted: dict[int, str], faults: list[Fault]) -> Iterator[Stored]:
    """Pass entries on, comparing them with the heads that were sealed."""
    for chain, entry in rows:
        if entry.seq in wanted and wanted[entry.seq] != entry.hash.hex():
            faults.append(Fault(chain, entry.seq, "sidik entri ini berbeda dari yang pernah disegel"))
        yield entry


def verify_seals(agency: str) -> Fault | None:
    """Walk the seals alone: a moment even after years, where all entries take minutes."""
    found = _sealed_heads(agency, {})
    return found if isinstance(found, Fault) else None


def _sealed_heads(agency: str, heads: dict[str, dict[int, str]]) -> int | Fault:
    before, count = genesis(agency, "seal"), 0
    for seal_row in Seal.objects.order_by("number").iterator():
        count += 1
        if seal_row.number != count or seal_hash(before, count, seal_row.heads) != bytes(seal_row.hash):
            return Fault("segel", count, "segel ini tidak cocok dengan segel sebelumnya")
        before = bytes(seal_row.hash)
        for chain, seq, digest in json.loads(seal_row.heads):
            heads.setdefault(chain, {})[seq] = digest
    return count


def _entries_of(agency: str) -> Iterator[tuple[str, Stored]]:
    with connection.chunked_cursor() as named:
        named.execute(
            "SELECT chain::text, seq, kind, at, by::text, body, private, hash FROM authority_entry"
            " WHERE agency_id = %s ORDER BY chain, seq",
            [agency],
        )
        while rows := named.fetchmany(5000):
            for chain, seq, kind, at, by, body, private, digest in rows:
                kept = orjson.loads(private) if isinstance(private, str) else private
                yield chain, Stored(seq, kind, at, by, body, kept, bytes(digest))
