"""The rows of a SOP file in the sheet's order, each with where it goes when it says nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lajur.catalogue.schema import Path
from lajur.engine.definition import END

Content = dict[str, Any]
Branch = tuple[str, int] | None
"""A branch of a side-by-side group: the key of its heading row, and which one; None outside of all groups."""


@dataclass(frozen=True, slots=True)
class Row:
    """`follows` is the next row or END; `ends` what `selesai` means here: END, or the row after the alternatives.
    `heads` are the first rows of its sub-steps. `chosen` marks the first row of an alternative."""

    content: Content
    path: Path
    branch: Branch
    follows: str
    ends: str
    heads: tuple[Content, ...] = ()
    chosen: bool = False

    @property
    def key(self) -> str:
        return str(self.content["kunci"])

    @property
    def way(self) -> str | None:
        """`serentak`, `pilihan`, or None for a row without sub-steps."""
        sub = self.content.get("sub")
        return sub["cara"] if sub else None

    def target(self, written: str) -> str:
        """Where a written target leads."""
        return self.ends if written == END else written


def rows_of(content: Content) -> list[Row]:
    """All rows, sub-steps right after their heading row."""
    return list(_walk(content.get("langkah", []), ("langkah",), None, END, END, False))


def _walk(
    rows: list[Content], path: Path, branch: Branch, after: str, ends: str, chosen: bool, single: bool = False
) -> Iterator[Row]:
    """`after` follows the last row; `single` says that the path leads to the one row and not to a list."""
    for index, row in enumerate(rows):
        here = path if single else (*path, index)
        follows = rows[index + 1].get("kunci", END) if index + 1 < len(rows) else after
        if "lanjut" in row:
            follows = ends if row["lanjut"] == END else row["lanjut"]
        sub: Content = row.get("sub") or {}
        parts = sub.get("langkah", [])
        branches = [part if isinstance(part, list) else [part] for part in parts]
        heads = tuple(part[0] for part in branches if part)
        yield Row(row, here, branch, follows, ends, heads, chosen and index == 0)
        for number, part in enumerate(branches):
            inner = (*here, "sub", "langkah", number)
            alone = isinstance(parts[number], dict)
            if sub.get("cara") == "serentak":
                yield from _walk(part, inner, (row.get("kunci", ""), number), END, END, False, alone)
            else:
                yield from _walk(part, inner, branch, follows, follows, True, alone)
