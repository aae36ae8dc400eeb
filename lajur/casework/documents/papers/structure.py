"""From a filled wording to the structure of a paper: plain data that typst and Word set alike. Pure.

A wording is plain text with few marks at the beginning of a line (docs/papers.md). Blocks are dicts with `t`: "judul",
"sub", "tengah", "p", "daftar", "klausul", "isian", "tabel", "gambar", "pihak", "halaman". Texts are runs: [text, 1 if
bold].
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lajur.casework.documents.papers.sandbox import WordingFault, opened
from lajur.engine.refusal import Words

Block = dict[str, Any]
Runs = list[list[Any]]

ITEM = re.compile(r"(\s*)(?:(\d{1,3})[.)]|([a-z])[.)]|-)\s+(.*)")
CLAUSE = re.compile(r"=\s*([^:]{1,60}?)\s*:\s*(.*)")
FACT = re.compile(r"([^:|]{1,60}?)\s*::\s*(.*)")
RULE = re.compile(r"\|(?:\s*:?-+:?\s*\|)+")
MOST_COLUMNS, MOST_LINES, MOST_CELLS, MOST_ANNEXES = 24, 6000, 24_000, 60
"""Columns of a table; lines of a filled wording, and its bold parts; cells of all tables; annexes. At any one of these
bounds a paper is set within about 3 s."""
MARKS = ("@lampiran", "@halaman", "@pihak", "@gambar")
_MARK = re.compile(r"\s*(@\w+)")


def check_marks(wording: str) -> None:
    """Raises WordingFault for a line of a wording that begins with a mark nobody knows."""
    for number, line in enumerate(wording.splitlines(), 1):
        if (match := _MARK.match(line)) and match.group(1) not in MARKS:
            raise WordingFault(number, Words("Tanda {mark} tidak dikenal.", mark=match.group(1)))


def structure(text: str, pictures: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The text as `{"blocks": […], "annexes": [{"title", "landscape", "blocks"}]}`. `pictures`: what `@gambar name` may
    show, as {"svg", "judul", "uraian", "lebar" in mm}; one that is None is left out."""
    main: list[Block] = []
    annexes: list[dict[str, Any]] = []
    part = main
    open_clause: Block | None = None
    if text.count("\n") > MOST_LINES or text.count("**") > MOST_LINES:
        raise WordingFault(0, Words("Naskah ini terlalu panjang."))
    for lines in _groups(text):
        head = lines[0]
        if head.startswith("@lampiran"):
            wide, title = _annex(head)
            annexes.append({"title": title, "landscape": wide, "blocks": []})
            part, open_clause = annexes[-1]["blocks"], None
            continue
        for block in _blocks(lines, pictures or {}):
            if block["t"] == "klausul":
                open_clause = block
                part.append(block)
            elif block["t"] == "daftar" and open_clause is not None and part[-1] is open_clause:
                open_clause["inner"].append(block)
            else:
                open_clause = None
                part.append(block)
    cells = sum(
        len(one["widths"]) * len(one["rows"]) for part in _parts(main, annexes) for one in part if "widths" in one
    )
    if cells > MOST_CELLS or len(annexes) > MOST_ANNEXES:
        raise WordingFault(0, Words("Naskah ini terlalu panjang."))
    return {"blocks": main, "annexes": annexes}


def _parts(main: list[Block], annexes: list[dict[str, Any]]) -> list[list[Block]]:
    return [main, *(annex["blocks"] for annex in annexes)]


def _groups(text: str) -> list[list[str]]:
    """Lines that belong together: up to an empty line, or to a line with a mark of its own."""
    groups: list[list[str]] = []
    fresh = True
    for raw in text.splitlines():
        line = raw.rstrip()
        if not line.strip():
            fresh = True
            continue
        kind = _kind(line)
        same = groups and not fresh and kind == _kind(groups[-1][-1]) and kind in ("p", "item", "fact", "row", "@pihak")
        if groups and not fresh and kind == "p" and _kind(groups[-1][0]) in ("item", "clause", "fact"):
            groups[-1][-1] += f" {line.strip()}"  # goes on below its item
            continue
        if same:
            groups[-1].append(line)
        else:
            groups.append([line])
        fresh = False
    return groups


def _kind(line: str) -> str:
    stripped = line.lstrip()
    if match := _MARK.match(stripped):
        return match.group(1)
    if stripped.startswith(("# ", "## ", "^ ")):
        return "head"
    if stripped.startswith("|"):
        return "row"
    if CLAUSE.fullmatch(stripped):
        return "clause"
    if ITEM.fullmatch(line):
        return "item"
    return "fact" if FACT.fullmatch(stripped) else "p"


def _blocks(lines: Sequence[str], pictures: Mapping[str, Any]) -> list[Block]:
    kind, first = _kind(lines[0]), lines[0].strip()
    if kind == "head":
        mark, _, text = first.partition(" ")
        return [{"t": {"#": "judul", "##": "sub", "^": "tengah"}[mark], "runs": runs(text)}]
    if kind == "row":
        return [_table(lines)]
    if kind == "clause":
        match = CLAUSE.fullmatch(first)
        assert match is not None
        return [{"t": "klausul", "label": opened(match.group(1)), "runs": runs(match.group(2)), "inner": []}]
    if kind == "item":
        return [_list(lines)]
    if kind == "fact":
        pairs = [FACT.fullmatch(line.strip()) for line in lines]
        return [{"t": "isian", "rows": [[opened(pair.group(1)), runs(pair.group(2))] for pair in pairs if pair]}]
    if kind == "@pihak":
        cells = [[opened(cell).strip() for cell in line.strip()[6:].split("|")] for line in lines]
        return [{"t": "pihak", "rows": [[*row, "", ""][:3] for row in cells]}]
    if kind == "@gambar":
        return _picture(first.removeprefix("@gambar").strip(), pictures)
    if kind == "@halaman":
        return [{"t": "halaman"}]
    return [{"t": "p", "runs": runs(" ".join(line.strip() for line in lines))}]


def _picture(name: str, pictures: Mapping[str, Any]) -> list[Block]:
    """Only what came as a picture with the data is drawn: a wording names it and cannot bring one."""
    found = pictures.get(name)
    if name in pictures and found is None:
        return []
    if not isinstance(found, Mapping) or "svg" not in found:
        raise WordingFault(0, Words("Gambar {name} tidak ada pada data naskah ini.", name=name))
    return [
        {"t": "gambar", "svg": found["svg"], "alt": found["judul"], "note": found["uraian"], "width": found["lebar"]}
    ]


def _annex(line: str) -> tuple[bool, str]:
    words = line.strip().removeprefix("@lampiran").strip()
    wide = words.startswith("mendatar")
    return wide, opened(words.removeprefix("mendatar").strip() if wide else words)


def _list(lines: Sequence[str]) -> Block:
    """Items with at most one level inside; `style` is "1", "a" or "-"."""
    items: list[dict[str, Any]] = []
    style = ""
    for line in lines:
        match = ITEM.fullmatch(line)
        assert match is not None
        own = "1" if match.group(2) else "a" if match.group(3) else "-"
        item = {"runs": runs(match.group(4)), "inner": None}
        if len(match.group(1)) >= 2 and items:
            inner = items[-1]["inner"] or {"t": "daftar", "style": own, "items": []}
            inner["items"].append(item)
            items[-1]["inner"] = inner
        else:
            style = style or own
            items.append(item)
    return {"t": "daftar", "style": style or "1", "items": items}


def _table(lines: Sequence[str]) -> Block:
    """Rows of `| a | b |`; a rule `|---|--:|` under the first makes it the head, its dashes the widths, its colons the
    sides. Missing cells are empty, those too many are left out."""
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines if not _is_rule(line)]
    rule = next((line for line in lines if _is_rule(line)), "")
    parts = [cell.strip() for cell in rule.strip().strip("|").split("|")] if rule else []
    columns = len(parts) or max(len(row) for row in rows)
    if columns > MOST_COLUMNS:
        raise WordingFault(0, Words("Tabel paling banyak {n} kolom.", n=MOST_COLUMNS))
    filled = [[runs(cell) for cell in [*row, *[""] * columns][:columns]] for row in rows]
    sides = [
        "c" if part.startswith(":") and part.endswith(":") else "r" if part.endswith(":") else "l" for part in parts
    ]
    has_head = bool(rule) and len(lines) > 1 and _is_rule(lines[1])
    return {
        "t": "tabel",
        "head": filled[0] if has_head else [],
        "rows": filled[1:] if has_head else filled,
        "widths": [max(part.count("-"), 1) for part in parts] or [1] * columns,
        "sides": sides or ["l"] * columns,
    }


def _is_rule(line: str) -> bool:
    return bool(RULE.fullmatch(line.strip()))


def runs(text: str) -> Runs:
    """A line of text with its **bold** parts."""
    parts = text.split("**")
    if len(parts) % 2 == 0:  # a pair that does not close is no mark
        parts = [*parts[:-2], f"{parts[-2]}**{parts[-1]}"]
    return [[opened(part), at % 2] for at, part in enumerate(parts) if part]
