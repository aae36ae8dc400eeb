"""How journal entries are written down and chained. Pure.

An entry's hash is SHA-256 over the hash before it and its canonical body; the first follows `genesis`, which binds the
chain to its agency and its own id, so that a chain cannot be moved or passed off as another.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson

from lajur.engine.refusal import Words


@dataclass(frozen=True, slots=True)
class Written:
    """What is stored of one entry: the body to the letter, the private part as JSON text or None, the new head."""

    seq: int
    body: str
    private: str | None
    hash: bytes


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: the same data always gives the same text."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def genesis(agency: str, chain: str) -> bytes:
    return sha256(f"lajur:{agency}:{chain}".encode()).digest()


def write(
    head: bytes,
    seq: int,
    *,
    kind: str,
    at: datetime,
    by: str | None,
    stands_for: str | None = None,
    events: Sequence[dict[str, Any]] = (),
    private: dict[str, Any] | None = None,
    records: dict[str, str] | None = None,
) -> Written:
    """The next entry after `head`. `private` maps "<event index>.<field>" to its text; a salt is added. `records` maps
    the number of each record added to its SHA-256, which binds the documents' contents to the chain."""
    body: dict[str, Any] = {"n": seq, "k": kind, "at": at, "by": by, "ev": events}
    if stands_for:
        body["for"] = stands_for
    if records:
        body["doc"] = records
    kept = None
    if private:
        kept = canonical({**private, "salt": os.urandom(16).hex()})
        body["p"] = sha256(kept.encode()).hexdigest()
    text = canonical(body)
    return Written(seq, text, kept, sha256(head + text.encode()).digest())


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry as read back for verification."""

    seq: int
    kind: str
    at: datetime
    by: str | None
    body: str
    private: Any
    hash: bytes


@dataclass(frozen=True, slots=True)
class Fault:
    """The first entry of a chain that does not hold, and why (Indonesian)."""

    chain: str
    seq: int
    why: str


def verify(agency: str, chain: str, entries: Iterable[Stored], *, columns: bool = True) -> tuple[bytes, int] | Fault:
    """Walk a chain in order: (head, length) when it holds, else the first fault."""
    head, expected = genesis(agency, chain), 1
    for entry in entries:
        if entry.seq != expected:
            return Fault(chain, expected, "entri ini hilang atau urutannya ditukar")
        if not follows(head, entry.body, entry.hash):
            return Fault(chain, entry.seq, "isi entri ini tidak cocok dengan sidiknya")
        if columns and (why := _columns_fault(entry)):
            return Fault(chain, entry.seq, why)
        head, expected = entry.hash, expected + 1
    return head, expected - 1


def follows(before: bytes, body: str, digest: bytes) -> bool:
    """Whether an entry with this body behind the entry hashed `before` has this hash."""
    return sha256(before + body.encode()).digest() == digest


def _columns_fault(entry: Stored) -> Words | None:
    """Columns repeat parts of the body for the sake of queries; they must say the same."""
    if entry.private is None and _repeats(entry):
        return None
    body = orjson.loads(entry.body)
    if (body["n"], body["k"], body["by"]) != (entry.seq, entry.kind, entry.by):
        return Words("kolom entri ini berbeda dari isinya")
    if datetime.fromisoformat(body["at"]) != entry.at:
        return Words("waktu entri ini berbeda dari isinya")
    if entry.private is not None and sha256(canonical(entry.private).encode()).hexdigest() != body.get("p"):
        return Words("keterangan pribadi entri ini telah diubah")
    return None


PRIVATE_SUM = 72


def _repeats(entry: Stored) -> bool:
    """Whether the columns stand in the body where `canonical` puts them; False tells nothing yet. Most entries need no
    parsing then."""
    by = "null" if entry.by is None else f'"{entry.by}"'
    end = f'"k":"{entry.kind}","n":{entry.seq}'
    if not entry.body.startswith(f'{{"at":"{entry.at.isoformat()}","by":{by},'):
        return False
    behind = entry.body[-PRIVATE_SUM:]  # `,"p":"<64 digits>"}` where there was something private
    return entry.body.endswith(end + "}") or (
        behind.startswith(',"p":"') and entry.body.endswith(end, 0, len(entry.body) - PRIVATE_SUM)
    )


def seal_hash(before: bytes, number: int, heads: str) -> bytes:
    return sha256(before + f"{number}:".encode() + heads.encode()).digest()
