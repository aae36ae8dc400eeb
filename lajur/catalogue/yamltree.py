"""YAML text to a plain tree with line numbers, under limits, so that a hostile file ends early with a sentence.

Only what SOP files need: mappings with text keys, lists, and scalars. Scalars are read by our own rules (integers,
true, false, null; everything else is text), so the YAML 1.1 traps (`no`, `on`, `1:20`, `0x1F`) do not exist here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from lajur.catalogue.findings import Finding, find, shorten

MAX_BYTES = 256 * 1024
MAX_LINES = 6_000
MAX_DEPTH = 20
MAX_NODES = 20_000
_MAX_DUPLICATES = 20

Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where the wheel carries it, else the slower pure Python one. Only its events are read, nothing is built."""

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff\ue000-\uf8ff\U000e0000-\U0010ffff]"
)
_LOOKALIKE = re.compile(
    "[\u0370-\u058f\u10a0-\u10ff\u13a0-\u13ff\u1d00-\u1d7f\u2c80-\u2cff\ua640-\ua69f\uff01-\uff5e\U0001d400-\U0001d7ff]"
)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(slots=True)
class Scalar:
    line: int
    text: str
    plain: bool = True

    @property
    def value(self) -> str | int | bool | None:
        """What the scalar stands for when no kind of text is expected; quoted scalars are always text."""
        if not self.plain:
            return self.text
        if self.text in _WORDS:
            return _WORDS[self.text]
        return int(self.text) if _INTEGER.fullmatch(self.text) else self.text


@dataclass(slots=True)
class Listing:
    line: int
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """`lines` are those of the keys."""

    line: int
    entries: dict[str, Node] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


Node = Scalar | Listing | Table


class _Stop(Exception):
    def __init__(self, finding: Finding) -> None:
        self.finding = finding


def read_tree(source: str | bytes) -> Table | list[Finding]:
    """The mapping that `source` holds, or what forbids to read it. Never raises for any `source`."""
    try:
        text = _text_of(source)
        return _Builder(text).build()
    except _Stop as stop:
        return [stop.finding]


def _text_of(source: str | bytes) -> str:
    if isinstance(source, str):
        source = source[: MAX_BYTES + 1].encode("utf-8", "surrogatepass")
    if len(source) > MAX_BYTES:
        line = source.count(b"\n", 0, MAX_BYTES) + 1
        raise _Stop(find("berkas-terlalu-besar", line, limit=f"{MAX_BYTES // 1024} KiB"))
    try:
        text = source.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        raise _Stop(find("bukan-utf8", source.count(b"\n", 0, error.start) + 1)) from None
    text = text.replace("\r\n", "\n")
    if text.count("\n") > MAX_LINES:
        raise _Stop(find("berkas-terlalu-besar", MAX_LINES + 1, limit=f"{MAX_LINES} baris"))
    if bad := re.search("\r|" + _FORBIDDEN.pattern + "|" + _LOOKALIKE.pattern, text):
        raise _Stop(_bad_character(bad[0], text.count("\n", 0, bad.start()) + 1))
    return text


def forbidden_in(text: str) -> Finding | None:
    """What to say of the first character in `text` that no SOP file may hold."""
    bad = _FORBIDDEN.search(text) or _LOOKALIKE.search(text)
    return _bad_character(bad[0], 0) if bad else None


def _bad_character(char: str, line: int) -> Finding:
    rule = "huruf-mirip" if _LOOKALIKE.match(char) else "karakter-terlarang"
    shown = f"“{char}” (U+{ord(char):04X})" if rule == "huruf-mirip" else f"U+{ord(char):04X}"
    return find(rule, line, char=shown)


_PROBLEMS = (
    ("mapping values are not allowed", "tanda titik dua di dalam teks; apit teksnya dengan tanda kutip"),
    ("could not find expected ':'", "kunci tanpa titik dua; tulis “kunci: nilai”"),
    ("did not find expected ':'", "kunci tanpa titik dua; tulis “kunci: nilai”"),
    ("cannot start any token", "karakter ini tidak boleh mengawali nilai; apit nilainya dengan tanda kutip"),
    ("found character", "karakter ini tidak boleh di sini (tab?); pakai spasi untuk menjorok"),
    ("did not find expected key", "barisnya tidak sejajar, atau kutip/kurung belum ditutup; periksa baris di atasnya"),
    ("did not find expected '-'", "butir daftar tidak sejajar; samakan jarak tanda “-”"),
    ("did not find expected ','", "kurung { } atau [ ] belum ditutup atau kurang koma"),
    ("did not find expected node", "nilai tidak lengkap; periksa koma dan kurungnya"),
    ("unexpected end of stream", "tanda kutip belum ditutup"),
    ("unknown escape", "tanda \\ di dalam kutip ganda; pakai kutip tunggal"),
    ("block sequence entries are not allowed", "tanda “-” tidak boleh di sini; mulai daftar pada baris baru"),
)  # fmt: skip


def _explain(error: yaml.YAMLError) -> Finding:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", None) or "")
    told = next((ours for theirs, ours in _PROBLEMS if theirs in problem), "periksa jarak, tanda kutip, dan kurungnya")
    return find("yaml-rusak", mark.line + 1 if mark else 1, problem=told)


class _Builder:
    """Builds the tree from the parser's events; the parser reads no further than the first thing forbidden."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.nodes = 0
        self.duplicates: list[Finding] = []

    def build(self) -> Table | list[Finding]:
        parser = Parser(self.text)
        try:
            root = self.walk(self.events(parser))
        except yaml.YAMLError as error:
            raise _Stop(_explain(error)) from None
        except (ValueError, RecursionError):
            raise _Stop(find("yaml-rusak", 1, problem="isinya tidak dapat diurai")) from None
        finally:
            parser.dispose()
        if self.duplicates:
            return self.duplicates
        if root is None or (isinstance(root, Scalar) and root.value is None):
            raise _Stop(find("berkas-kosong", 1))
        if not isinstance(root, Table):
            given = "daftar" if isinstance(root, Listing) else "teks"
            raise _Stop(
                find("salah-jenis", root.line, place="Isi berkas", expected="tabel “kunci: nilai”", given=given)
            )
        return root

    def events(self, parser: Any) -> Iterator[Any]:
        """The events that build the tree; those that hide or multiply content stop the reading."""
        documents = 0
        while (event := parser.get_event()) is not None:
            line = event.start_mark.line + 1
            if isinstance(event, yaml.AliasEvent):
                raise _Stop(find("yaml-terlarang", line, what=f"Alias “*{shorten(event.anchor, 20)}”"))
            if isinstance(event, yaml.NodeEvent):
                self.allow(event, line)
                yield event
            elif isinstance(event, yaml.CollectionEndEvent):
                yield event
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if event.version or event.tags:
                    raise _Stop(find("yaml-terlarang", line, what="Petunjuk “%”"))
                if documents > 1:
                    raise _Stop(find("yaml-terlarang", line, what="Pemisah dokumen “---”"))

    def allow(self, event: Any, line: int) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _Stop(find("terlalu-banyak", line, limit=MAX_NODES, what="butir"))
        if event.anchor is not None:
            raise _Stop(find("yaml-terlarang", line, what=f"Jangkar “&{shorten(event.anchor, 20)}”"))
        if event.tag is not None:
            raise _Stop(find("yaml-terlarang", line, what=f"Tag “{shorten(event.tag, 40)}”"))

    def walk(self, events: Iterator[Any]) -> Node | None:
        """A stack instead of recursion: an open table waits with the key whose value comes next."""
        root: Node | None = None
        stack: list[tuple[Listing | Table, list[str]]] = []
        for event in events:
            if isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
                continue
            line = event.start_mark.line + 1
            node: Node
            if isinstance(event, yaml.ScalarEvent):
                node = self.scalar(event, line)
            elif isinstance(event, yaml.SequenceStartEvent):
                node = Listing(line)
            else:
                node = Table(line)
            if not stack:
                root = node
            elif self.place(stack[-1], node):
                continue
            if not isinstance(node, Scalar):
                if len(stack) >= MAX_DEPTH:
                    raise _Stop(find("terlalu-dalam", line, limit=MAX_DEPTH))
                stack.append((node, []))
        return root

    def scalar(self, event: Any, line: int) -> Scalar:
        text = str(event.value)
        if bad := _FORBIDDEN.search(text) or _LOOKALIKE.search(text):
            raise _Stop(_bad_character(bad[0], line))
        return Scalar(line, text, event.implicit[0])

    def place(self, top: tuple[Listing | Table, list[str]], node: Node) -> bool:
        """Put `node` into the innermost open collection; True when it was a key."""
        holder, waiting = top
        if isinstance(holder, Listing):
            holder.items.append(node)
            return False
        if waiting:
            holder.entries.setdefault(waiting.pop(), node)
            return False
        if not isinstance(node, Scalar) or not node.text:
            raise _Stop(find("yaml-rusak", node.line, problem="kunci harus satu kata; tulis “kunci: nilai”"))
        key = node.text
        if key == "<<":
            raise _Stop(find("yaml-terlarang", node.line, what="Kunci gabung “<<”"))
        if key in holder.lines:
            self.duplicates.append(find("kunci-ganda", node.line, key=shorten(key), first=holder.lines[key]))
            if len(self.duplicates) >= _MAX_DUPLICATES:
                raise _Stop(self.duplicates[0])
        holder.lines.setdefault(key, node.line)
        waiting.append(key)
        return True
