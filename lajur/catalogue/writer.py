"""The one writer: canonical content as a SOP file that reads back as the same content."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from lajur.catalogue.schema import Word
from lajur.catalogue.shape import SOP_FILE
from lajur.catalogue.yamltree import Scalar

WIDTH = 118
_PLAIN = re.compile(r"[A-Za-z0-9(][^\x00-\x1f\x7f]*")
_UNSAFE = re.compile(r": |:$| #|\s$")
_UNSAFE_IN_FLOW = re.compile(r"[,\[\]{}:]")
_APART = ("pelaksana", "dokumen", "langkah")
"""Top-level keys that stand apart from what is above them."""


def to_yaml(content: Mapping[str, Any]) -> str:
    """Keys in the order of docs/write-an-sop.md; short tables and lists on one line, long ones in a block."""
    lines: list[str] = []
    for key, value in SOP_FILE.write(content).items():
        if key in _APART:
            lines.append("")
        if key == "langkah":
            lines.append("langkah:")
            for number, row in enumerate(value):
                lines += [""] * (number > 0)
                lines += _item(row, 2)
        elif isinstance(value, dict) and key in _APART:
            lines += [f"{key}:", *_block(value, 2)]
        else:
            lines += _entry(key, value, 0)
    return "\n".join(lines) + "\n"


def _entry(key: str, value: Any, indent: int) -> Iterator[str]:
    """`key: value`, the value on the same line where it fits."""
    head = " " * indent + _scalar(key) + ":"
    if not isinstance(value, dict | list):
        yield from _folded(head + " ", _scalar(value), indent + 2)
        return
    flow = _flow(value)
    if len(head) + 1 + len(flow) <= WIDTH and _is_small(value):
        yield f"{head} {flow}"
        return
    yield head
    yield from _block(value, indent + 2)


def _block(value: Any, indent: int) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _entry(key, inner, indent)
    else:
        for item in value:
            yield from _item(item, indent)


def _item(item: Any, indent: int) -> Iterator[str]:
    """`- item`: the first line of a block takes the place of its indentation."""
    dash = " " * indent + "- "
    if not isinstance(item, dict | list):
        yield from _folded(dash, _scalar(item), indent + 2)
        return
    flow = _flow(item)
    if len(dash) + len(flow) <= WIDTH and _is_small(item):
        yield dash + flow
        return
    for number, line in enumerate(_block(item, indent + 2)):
        yield line if number else dash + line[indent + 2 :]


def _folded(head: str, scalar: str, indent: int) -> list[str]:
    """The scalar over several lines: a break reads back as the one space that it takes the place of."""
    return textwrap.wrap(
        scalar, WIDTH, initial_indent=head, subsequent_indent=" " * indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _is_small(value: Any) -> bool:
    """Whether one line suits it: nothing in it nests further, or it is a table of a few small parts."""
    parts = list(value.values() if isinstance(value, dict) else value)
    if isinstance(value, dict) and "kunci" in value:
        return False
    return all(not isinstance(part, dict | list) or (len(parts) <= 4 and _is_flat(part)) for part in parts)


def _is_flat(value: dict[str, Any] | list[Any]) -> bool:
    return not any(isinstance(part, dict | list) for part in (value.values() if isinstance(value, dict) else value))


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key, True)}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return _scalar(value, True)


def _scalar(value: Any, in_flow: bool = False) -> str:
    """Plain where it reads back as itself; texts that look like another kind are quoted where it matters."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    read = Scalar(1, text).value
    reads_back = read is not None if isinstance(value, Word) else read == text
    safe = _PLAIN.fullmatch(text) and not _UNSAFE.search(text)
    if reads_back and safe and not (in_flow and _UNSAFE_IN_FLOW.search(text)):
        return text
    return json.dumps(text, ensure_ascii=False)
