"""A table for the terminal: columns as wide as the screen allows, long cells wrapped."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence

_LEAST = 8
_GAP = "  "


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int | None = None) -> str:
    """`width` is the terminal's when left out. Every row has as many cells as there are heads."""
    width = width or shutil.get_terminal_size((120, 24)).columns
    widths = _widths([heads, *rows], width)
    lines = [_GAP.join(head.ljust(wide) for head, wide in zip(heads, widths, strict=True)).rstrip()]
    lines.append(_GAP.join("─" * wide for wide in widths))
    wrapped = [[textwrap.wrap(cell, wide) or [""] for cell, wide in zip(row, widths, strict=True)] for row in rows]
    roomy = any(len(cell) > 1 for row in wrapped for cell in row)
    for row in wrapped:
        for number in range(max(len(cell) for cell in row)):
            parts = (cell[number] if number < len(cell) else "" for cell in row)
            lines.append(_GAP.join(part.ljust(wide) for part, wide in zip(parts, widths, strict=True)).rstrip())
        if roomy:
            lines.append("")
    return "\n".join(lines)


def _widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Each column's own width, the widest narrowed until the row fits."""
    widths = [max(1, *(len(cell) for cell in column)) for column in zip(*rows, strict=True)]
    room = width - len(_GAP) * (len(widths) - 1)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=lambda index: widths[index])
        if widths[widest] <= _LEAST:
            break
        widths[widest] -= 1
    return widths
