"""Shapes that hold other shapes: lists, tables with the author's keys, records with ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lajur.catalogue.findings import shorten
from lajur.catalogue.schema import MAX_FINDINGS, Path, Reading, Shape, Text, Word, did_you_mean, is_empty, place
from lajur.catalogue.yamltree import Listing, Node, Scalar, Table


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
        return {Word(key): self.value.write(value) for key, value in content}


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
        ours = {key.name for key in self.keys}
        for name in [name for name in node.entries if name not in ours][:MAX_FINDINGS]:
            hint = did_you_mean(name, ours - node.entries.keys(), reading.findings)
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
            return next(key for key in self.keys if key.name == self.brief).shape.write(content[self.brief])
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
