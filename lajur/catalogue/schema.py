"""Shapes of content: each reads a tree node into plain data, tells its JSON schema, and gives back what a file writes.

Plain data ("content") is JSON-able and keeps order by lists alone: an ordered table becomes a list of [key, value]
pairs, because databases sort the keys of objects. Defaults, nulls and empty parts are left out, and white space in
texts is single spaces, so that equal meaning is equal content.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any

from lajur.catalogue.findings import Finding, find, shorten
from lajur.catalogue.yamltree import Listing, Node, Scalar, Table

Path = tuple[str | int, ...]
MAX_FINDINGS = 100


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


def did_you_mean(word: str, known: object) -> str:
    """` Mungkin maksudnya “…”.`, or nothing. Long words are never compared: it would take long."""
    if len(word) > 60 or not isinstance(known, list | tuple | dict | set | frozenset):
        return ""
    close = get_close_matches(word, [str(k) for k in known][:2000], 1, 0.6)
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


@dataclass(frozen=True)
class ListOf(Shape):
    item: Shape
    most: int = 200
    single: bool = False
    """Whether one item may stand alone, without the list."""
    expected = "daftar"

    def read(self, node: Node, path: Path, reading: Reading) -> list[Any] | None:
        if self.single and isinstance(node, Scalar):
            node = Listing(node.line, [node])
        if not isinstance(node, Listing):
            self.mistyped(node, path, reading)
            return None
        if len(node.items) > self.most:
            reading.report("terlalu-panjang", node.line, path, place=place(path), limit=self.most, what="butir")
            return None
        items: list[Any] = []
        for item in node.items:
            here = (*path, len(items))
            reading.lines[here] = item.line
            content = self.item.read(item, here, reading)
            if content is not None:
                items.append(content)
        return items

    def json_schema(self) -> dict[str, Any]:
        many = {"type": "array", "items": self.item.json_schema(), "maxItems": self.most}
        return {"anyOf": [many, self.item.json_schema()]} if self.single else many

    def write(self, content: Any) -> Any:
        return [self.item.write(item) for item in content]


@dataclass(frozen=True)
class TableOf(Shape):
    """Keys that the author chooses, in the author's order: content is a list of [key, value] pairs."""

    key: Text
    value: Shape
    most: int = 200
    expected = "tabel “kunci: nilai”"

    def read(self, node: Node, path: Path, reading: Reading) -> list[list[Any]] | None:
        if not isinstance(node, Table):
            self.mistyped(node, path, reading)
            return None
        if len(node.entries) > self.most:
            reading.report("terlalu-panjang", node.line, path, place=place(path), limit=self.most, what="butir")
            return None
        pairs: dict[str, Any] = {}
        for name, child in node.entries.items():
            line = node.lines[name]
            key = self.key.read(Scalar(line, name, plain=False), (*path, name), reading)
            if key is None:
                continue
            here = (*path, key)
            reading.lines[here] = line
            content = self.value.read(child, here, reading)
            if content is not None:
                pairs.setdefault(key, content)
        return [[key, content] for key, content in pairs.items()]

    def json_schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "propertyNames": self.key.json_schema(),
            "additionalProperties": self.value.json_schema(),
            "maxProperties": self.most,
        }

    def write(self, content: Any) -> Any:
        return {key: self.value.write(value) for key, value in content}


@dataclass(frozen=True)
class Key:
    """A key of a record. `nullable` keys are kept as null; others are left out when empty."""

    name: str
    shape: Shape
    required: bool = False
    nullable: bool = False
    about: str = ""


@dataclass(frozen=True)
class Record(Shape):
    """Keys that we chose, in our order. `name` says in a sentence where an unknown key stands ("pada langkah")."""

    name: str
    keys: tuple[Key, ...]
    brief: str = ""
    """The key that a bare scalar stands for, as in `kepala: Kepala UKPBJ`."""
    expected = "tabel “kunci: nilai”"

    def read(self, node: Node, path: Path, reading: Reading) -> dict[str, Any] | None:
        if self.brief and isinstance(node, Scalar) and node.value is not None:
            node = Table(node.line, {self.brief: node}, {self.brief: node.line})
        if not isinstance(node, Table):
            self.mistyped(node, path, reading)
            return None
        for name in node.entries.keys() - {key.name for key in self.keys}:
            hint = did_you_mean(name, [key.name for key in self.keys if key.name not in node.entries])
            line = node.lines[name]
            known = "; ".join(key.name for key in self.keys) if not hint else ""
            hint = hint or f" Yang dikenal: {known}."
            short = shorten(name, 40)
            reading.report("kunci-tidak-dikenal", line, (*path, short), key=short, place=self.name, hint=hint)
        content: dict[str, Any] = {}
        for key in self.keys:
            child = node.entries.get(key.name)
            here = (*path, key.name)
            if child is None or is_empty(child):
                if key.required and not (child is not None and key.nullable):
                    line = node.lines.get(key.name, node.line)
                    reading.report("wajib-ada", line, here, key=key.name, place=self.name)
                continue
            reading.lines[here] = node.lines[key.name]
            value = key.shape.read(child, here, reading)
            if value is not None and value is not False and value != [] and value != {}:
                content[key.name] = value
        return content

    def json_schema(self) -> dict[str, Any]:
        properties: dict[str, Any] = {}
        for key in self.keys:
            shape = key.shape.json_schema()
            if not key.required or key.nullable:
                shape = {"anyOf": [shape, {"type": "null"}]}
            properties[key.name] = {**shape, "description": key.about} if key.about else shape
        schema: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
        if required := [key.name for key in self.keys if key.required]:
            schema["required"] = required
        if self.brief:
            brief = next(key for key in self.keys if key.name == self.brief)
            return {"anyOf": [brief.shape.json_schema(), schema]}
        return schema

    def write(self, content: Any) -> Any:
        if self.brief and set(content) == {self.brief}:
            return content[self.brief]
        return {key.name: key.shape.write(content[key.name]) for key in self.keys if key.name in content}


@dataclass(frozen=True)
class Either(Shape):
    """One shape for scalars, one for tables, one for lists; what has no shape here is refused."""

    scalar: Shape | None = None
    table: Shape | None = None
    listing: Shape | None = None

    @property
    def expected(self) -> str:  # type: ignore[override]
        return " atau ".join(shape.expected for shape in (self.scalar, self.table, self.listing) if shape)

    def of(self, kind: type) -> Shape | None:
        if issubclass(kind, Table | dict):
            return self.table
        return self.listing if issubclass(kind, Listing | list) else self.scalar

    def read(self, node: Node, path: Path, reading: Reading) -> Any:
        shape = self.of(type(node))
        if shape is None:
            self.mistyped(node, path, reading)
            return None
        return shape.read(node, path, reading)

    def json_schema(self) -> dict[str, Any]:
        return {"anyOf": [shape.json_schema() for shape in (self.scalar, self.table, self.listing) if shape]}

    def write(self, content: Any) -> Any:
        shape = self.of(type(content))
        assert shape is not None
        return shape.write(content)


@dataclass(frozen=True)
class Named(Shape):
    """A shape of the table `shapes` under a name, so that shapes may hold themselves (rows hold rows)."""

    name: str
    shapes: Mapping[str, Shape]

    @property
    def expected(self) -> str:  # type: ignore[override]
        return self.shapes[self.name].expected

    def read(self, node: Node, path: Path, reading: Reading) -> Any:
        return self.shapes[self.name].read(node, path, reading)

    def json_schema(self) -> dict[str, Any]:
        return {"$ref": f"#/$defs/{self.name}"}

    def write(self, content: Any) -> Any:
        return self.shapes[self.name].write(content)
