"""Shapes of content: each reads a tree node into plain data, tells its JSON schema, and gives back what a file writes.

Plain data ("content") is JSON-able and keeps order by lists alone: an ordered table becomes a list of [key, value]
pairs, because databases sort the keys of objects. Defaults, nulls and empty parts are left out, and white space in
texts is single spaces, so that equal meaning is equal content.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sized
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any

from lajur.catalogue.findings import Finding, find, shorten
from lajur.catalogue.yamltree import Listing, Node, Scalar, Table

Path = tuple[str | int, ...]
MAX_FINDINGS = 100
_MAX_HINTS = 15


@dataclass(slots=True)
class Reading:
    """What one reading gathers: findings, and the line of every place that was read."""

    findings: list[Finding] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)

    def report(self, rule: str, line: int, path: Path, **particulars: Any) -> None:
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(find(rule, line, ".".join(map(str, path)), **particulars))


def place(path: Path) -> str:
    """Names a place for a sentence: the last key, quoted."""
    named = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    return f"“{shorten(named, 40)}”" if named else "Isi berkas"


def did_you_mean(word: str, known: Iterable[str], findings: Sized = ()) -> str:
    """` Mungkin maksudnya “…”.`, or nothing. Comparing takes time: long words, and words in a file that has many
    `findings` already, are not compared."""
    if len(word) > 60 or len(findings) > _MAX_HINTS:
        return ""
    close = get_close_matches(word, list(known), 1, 0.6)
    return f" Mungkin maksudnya “{close[0]}”." if close else ""


def describe(node: Node) -> str:
    match node:
        case Listing():
            return "daftar"
        case Table():
            return "tabel"
        case Scalar():
            return "kosong" if node.value is None else f"“{shorten(node.text, 40)}”"


def is_empty(node: Node) -> bool:
    match node:
        case Scalar():
            return node.value is None
        case Listing():
            return not node.items
        case Table():
            return not node.entries


class Word(str):
    """A text where only texts can stand: plain digits need no quotes in a file."""

    __slots__ = ()


class Shape:
    """`read` gives content, or None after reporting why not; `write` turns content back into what a file says."""

    expected = "teks"

    def read(self, node: Node, path: Path, reading: Reading) -> Any:
        raise NotImplementedError

    def json_schema(self) -> dict[str, Any]:
        raise NotImplementedError

    def write(self, content: Any) -> Any:
        return content

    def mistyped(self, node: Node, path: Path, reading: Reading) -> None:
        reading.report("salah-jenis", node.line, path, place=place(path), expected=self.expected, given=describe(node))


@dataclass(frozen=True)
class Text(Shape):
    """A paragraph, or with `pattern` a word of a certain form that `hint` tells. Numbers and dates count as text."""

    limit: int = 2000
    pattern: str = ""
    hint: str = ""
    blank: bool = False
    """Whether "" is a value."""

    def read(self, node: Node, path: Path, reading: Reading) -> str | None:
        if not isinstance(node, Scalar) or (node.plain and node.value is None):
            self.mistyped(node, path, reading)
            return None
        text = unicodedata.normalize("NFC", " ".join(node.text.split()))
        if not text and not self.blank:
            self.mistyped(node, path, reading)
        elif len(text) > self.limit:
            reading.report("terlalu-panjang", node.line, path, place=place(path), limit=self.limit, what="huruf")
        elif self.pattern and not re.fullmatch(self.pattern, text):
            reading.report("salah-tulis", node.line, path, value=shorten(text), hint=self.hint)
        else:
            return text
        return None

    def json_schema(self) -> dict[str, Any]:
        shape: dict[str, Any] = {"type": ["string", "number"] if not self.pattern else "string"}
        shape["maxLength"] = self.limit
        if self.pattern:
            shape["pattern"] = f"^(?:{self.pattern})$"
        return shape

    def write(self, content: Any) -> Any:
        return Word(content)


@dataclass(frozen=True)
class Choice(Shape):
    """One of a few words."""

    words: tuple[str, ...]

    def read(self, node: Node, path: Path, reading: Reading) -> str | None:
        if not isinstance(node, Scalar):
            self.mistyped(node, path, reading)
        elif node.text in self.words:
            return node.text
        else:
            hint = "pilih " + ", ".join(self.words)
            reading.report("salah-tulis", node.line, path, value=shorten(node.text), hint=hint)
        return None

    def json_schema(self) -> dict[str, Any]:
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class Flag(Shape):
    expected = "true atau false"

    def read(self, node: Node, path: Path, reading: Reading) -> bool | None:
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        self.mistyped(node, path, reading)
        return None

    def json_schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Whole(Shape):
    expected = "bilangan bulat"

    def read(self, node: Node, path: Path, reading: Reading) -> int | None:
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        self.mistyped(node, path, reading)
        return None

    def json_schema(self) -> dict[str, Any]:
        return {"type": "integer"}


@dataclass(frozen=True)
class Day(Shape):
    expected = "tanggal seperti 2025-02-21"

    def read(self, node: Node, path: Path, reading: Reading) -> str | None:
        if isinstance(node, Scalar) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", node.text):
            try:
                return date.fromisoformat(node.text).isoformat()
            except ValueError:
                hint = "tanggal ini tidak ada di kalender"
                reading.report("salah-tulis", node.line, path, value=node.text, hint=hint)
                return None
        self.mistyped(node, path, reading)
        return None

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class Value(Shape):
    """A scalar as it is: text, whole number, true or false."""

    expected = "satu nilai"

    def read(self, node: Node, path: Path, reading: Reading) -> str | int | bool | None:
        if isinstance(node, Scalar) and node.value is not None and len(node.text) <= 2000:
            value = node.value
            return unicodedata.normalize("NFC", " ".join(value.split())) if isinstance(value, str) else value
        self.mistyped(node, path, reading)
        return None

    def json_schema(self) -> dict[str, Any]:
        return {"type": ["string", "number", "boolean"]}
