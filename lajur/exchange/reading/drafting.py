"""A segment of the file to a draft of a SOP file, with its doubts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from lajur.catalogue.checker import check
from lajur.catalogue.reader import parse
from lajur.catalogue.writer import to_yaml
from lajur.engine.refusal import Words
from lajur.exchange.reading.blocks import NOWHERE, Cell, Table
from lajur.exchange.reading.doubts import Doubts, Draft
from lajur.exchange.reading.flowing import flow
from lajur.exchange.reading.identity import Identity, identity_of
from lajur.exchange.reading.lanes import Actor, by_marks, by_name, guess, letters_of, told_otherwise
from lajur.exchange.reading.refusing import MAX_STEPS, Unreadable
from lajur.exchange.reading.rows import Row, rows_of
from lajur.exchange.reading.segments import Segment
from lajur.exchange.reading.standards import Papers, standard_of
from lajur.exchange.reading.wording import likeness, overlap, plain, sentence_case, slug, tidy, unique

_SURE_LANE = 0.86


@dataclass(slots=True)
class Step:
    """A row that became a step."""

    row: Row
    key: str
    content: dict[str, Any]
    table: Table
    subs: list[Step] = field(default_factory=list)


@dataclass(slots=True)
class _Sheet:
    doubts: Doubts
    identity: Identity
    lanes: dict[str, dict[str, Any]] = field(default_factory=dict)
    columns: dict[int, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    keys: set[str] = field(default_factory=lambda: {"selesai"})
    papers: Papers = field(default_factory=Papers)


def draft_of(segment: Segment) -> Draft:
    doubts = Doubts()
    sheet = _Sheet(doubts, identity_of(segment, doubts))
    _name_lanes(sheet, segment)
    rows = _all_rows(segment)
    _make_steps(sheet, rows)
    if not sheet.steps:
        doubts.tell(("langkah",), "", Words("tabel tidak memuat langkah"), 0.0, segment.place)
    _qualify(sheet)
    _give_lanes(sheet)
    _cut_off(sheet, rows, segment)
    flow(sheet.steps, sheet.papers.kinds, sheet.doubts)
    content = _content(sheet)
    draft = Draft(content, list(doubts), segment.place)
    draft.left = _left(content)
    return draft


def _name_lanes(sheet: _Sheet, segment: Segment) -> None:
    for number, part in enumerate(segment.parts):
        for role, cell, near in part.columns.faint:
            sheet.doubts.tell(
                ("tabel", role),
                role,
                Words("kepala kolom tidak tertulis seperti biasanya"),
                near,
                cell.place,
                cell.text,
            )
        for column, name in part.columns.lanes.items():
            key = _known_lane(sheet, name) if number else None
            if key is None:
                key = unique(slug(name), sheet.lanes)
                sheet.lanes[key] = {"nama": sentence_case(name)[:300]}
                if number:
                    sheet.doubts.tell(
                        ("pelaksana", key),
                        name,
                        Words("kolom pelaksana ini tidak ada pada kepala tabel pertama"),
                        0.5,
                        part.columns.lane_places[column].place,
                        name,
                    )
                elif len(name) > 90 or re.search(r"[0-9]{2}|\?", name):
                    sheet.doubts.tell(
                        ("pelaksana", key),
                        name,
                        Words("nama pelaksana tampak salah baca"),
                        0.5,
                        part.columns.lane_places[column].place,
                        name,
                    )
            sheet.columns[column] = key


def _known_lane(sheet: _Sheet, name: str) -> str | None:
    for key, lane in sheet.lanes.items():
        if plain(lane["nama"]) == plain(name):
            return key
    near = {key: likeness(plain(lane["nama"]), plain(name)) for key, lane in sheet.lanes.items()}
    best = max(near, key=lambda key: near[key], default=None)
    return best if best is not None and near[best] >= _SURE_LANE else None


def _all_rows(segment: Segment) -> list[tuple[Row, Table]]:
    """Rows of all parts; a row without a number goes on with the one above it."""
    rows: list[tuple[Row, Table]] = []
    for part in segment.parts:
        for row in rows_of(part.table.rows, part.columns, part.first, part.last):
            previous = rows[-1][0] if rows else None
            if len(rows) > MAX_STEPS:
                raise Unreadable("terlalu-banyak-langkah", limit=MAX_STEPS)
            if previous is not None and _goes_on(row, previous):
                _append(previous, row)
            else:
                rows.append((row, part.table))
    return rows


def _goes_on(row: Row, previous: Row) -> bool:
    """Whether a row is the rest of the one above: without a number, and not with a verb of its own."""
    if previous.end or row.no or row.sub or (row.end and not row.cells):
        return False
    if not row.kegiatan:
        return bool(row.cells) or bool(row.marks)
    return bool(previous.no or previous.sub) and not re.match(r"(?:me|be|ter|di)[a-z]{3,}", row.kegiatan)


def _append(row: Row, more: Row) -> None:
    row.kegiatan = tidy(f"{row.kegiatan} {more.kegiatan}")
    row.appended = True
    for name, cell in more.cells.items():
        if name in row.cells:
            old = row.cells[name]
            row.cells[name] = Cell(f"{old.text}\n{cell.text}", old.place)
        else:
            row.cells[name] = cell
    row.marks += more.marks


def _make_steps(sheet: _Sheet, rows: list[tuple[Row, Table]]) -> None:
    last_no = 0
    final = max((position for position, (row, _) in enumerate(rows) if not row.end), default=0)
    for position, (row, table) in enumerate(rows):
        if row.end:
            continue
        if position == final and re.search(r"\b(?:telah\s+)?selesai\.?$", row.kegiatan, re.I) and not row.cells:
            sheet.doubts.tell(
                ("langkah",),
                row.kegiatan,
                Words("baris terakhir dibaca sebagai tanda selesai, bukan kegiatan"),
                0.6,
                row.place,
                row.kegiatan,
            )
            row.end = True
            continue
        text = row.kegiatan or row.text("output") or row.text("kelengkapan")
        key = unique(slug(text or f"langkah {row.no}"), sheet.keys)
        sheet.keys.add(key)
        parent = sheet.steps[-1] if sheet.steps else None
        under = bool(row.sub) and parent is not None
        no = f"{parent.content.get('no', '')}{row.sub}" if under and parent else row.no or row.sub
        content: dict[str, Any] = {"kunci": key}
        if no:
            content["no"] = no[:12]
        content["kegiatan"] = text[:500] or f"Langkah {row.no or position + 1}"
        step = Step(row, key, content, table)
        where = ("langkah", key)
        if not row.kegiatan:
            sheet.doubts.tell((*where, "kegiatan"), text, Words("baris tanpa kalimat kegiatan"), 0.2, row.place)
        if row.appended:
            sheet.doubts.tell(
                (*where, "kegiatan"), text, Words("baris tanpa nomor disambungkan ke baris ini"), 0.7, row.place
            )
        if row.slipped:
            for name in ("kelengkapan", "waktu", "output"):
                sheet.doubts.tell((*where, name), row.text(name), row.slipped, 0.6, row.place_of(name), row.text(name))
        if not under:
            last_no = _check_number(sheet, step, last_no)
        standard = standard_of(step.row, where, sheet.papers, sheet.doubts)
        if standard:
            content["mutu_baku"] = standard
        if remark := tidy(row.text("keterangan")):
            content["keterangan"] = remark[:2000]
        if under and parent:
            parent.subs.append(step)
        else:
            sheet.steps.append(step)


def _check_number(sheet: _Sheet, step: Step, last: int) -> int:
    where = ("langkah", step.key, "no")
    row = step.row
    if not row.no.isdigit():
        sheet.doubts.tell(where, row.no, Words("baris tanpa nomor"), 0.5, row.place, row.printed_no)
        return last
    number = int(row.no)
    if row.printed_no.strip(" .()") != row.no:
        sheet.doubts.tell(where, number, Words("nomor tampak salah baca"), 0.6, row.place, row.printed_no)
    if last and number != last + 1:
        why = (
            Words("nomor berulang (sebelumnya {last})", last=last)
            if number == last
            else Words("nomor tidak berurutan (sebelumnya {last})", last=last)
        )
        sheet.doubts.tell(where, number, why, 0.7, row.place, row.printed_no)
    return number


def _qualify(sheet: _Sheet) -> None:
    """Qualifications to the lanes of the table, by likeness of names."""
    for name, asked, place in sheet.identity.qualifications:
        best = max(sheet.lanes, key=lambda key: _kin(sheet.lanes[key]["nama"], name), default=None)
        if best is not None and asked and _kin(sheet.lanes[best]["nama"], name) >= 0.6:
            lane = sheet.lanes[best]
            lane["kualifikasi"] = [*lane.get("kualifikasi", []), *asked][:60]
        elif name or asked:
            sheet.doubts.tell(
                ("kualifikasi",), name, Words("pelaksana ini tidak ada sebagai kolom tabel"), 0.4, place, name
            )


def _kin(one: str, other: str) -> float:
    return max(likeness(plain(one), plain(other)), overlap(one, other) * 0.95)


def _give_lanes(sheet: _Sheet) -> None:
    names = {column: sheet.lanes[key]["nama"] for column, key in sheet.columns.items()}
    asked = {column: sheet.lanes[key].get("kualifikasi", []) for column, key in sheet.columns.items()}
    before: int | None = None
    last = ""
    for step in sheet.steps:
        lettered = {letter: mark.column for row in (step.row, *(sub.row for sub in step.subs))
                    for mark in row.marks for letter in letters_of(mark)}  # fmt: skip
        for one in (step, *step.subs):
            where = ("langkah", one.key, "pelaksana")
            if one.row.actor:
                _named_lane(sheet, one)
                continue
            actor = Actor(lettered[one.row.sub]) if one.row.sub in lettered else None
            if actor is None:
                one.row.marks = [mark for mark in one.row.marks if not letters_of(mark)]
                actor = by_marks(one.row)
            if actor is None and one is not step and before is not None and step.row.marks:
                actor = Actor(before, (), 0.5, Words("sub-langkah tanpa tanda; dibaca seperti langkah induknya"))
            if actor is None and names:
                actor = guess(one.row, names, asked, before, last)
            if actor is None:
                _any_lane(sheet, one)
                continue
            key = sheet.columns[actor.column]
            one.content["pelaksana"] = key
            others = [sheet.columns[column] for column in actor.others if sheet.columns[column] != key]
            if others:
                one.content["serta"] = list(dict.fromkeys(others))
            if actor.sure == 1 and (why := told_otherwise(one.row, sheet.lanes[key]["nama"])):
                actor = Actor(actor.column, actor.others, 0.6, why)
            if actor.sure < 1:
                sheet.doubts.tell(where, sheet.lanes[key]["nama"], actor.why, actor.sure, one.row.place)
            before, last = actor.column, one.row.kegiatan


def _named_lane(sheet: _Sheet, step: Step) -> None:
    """The column pelaksana names the actor in words."""
    names = [tidy(part) for part in re.split(r"[;\n]|\s+dan\s+|,\s*(?=[A-Z])", step.row.actor) if tidy(part)]
    keys: list[str] = []
    for name in names:
        found = by_name(name, {number: lane["nama"] for number, lane in enumerate(sheet.lanes.values())})
        if found is not None:
            keys.append(list(sheet.lanes)[found.column])
            continue
        key = unique(slug(name), sheet.lanes)
        sheet.lanes[key] = {"nama": sentence_case(name)[:300]}
        keys.append(key)
    step.content["pelaksana"] = keys[0]
    if len(keys) > 1:
        step.content["serta"] = list(dict.fromkeys(keys[1:]))
        sheet.doubts.tell(
            ("langkah", step.key, "pelaksana"),
            names[0],
            Words("lebih dari satu pelaksana disebut"),
            0.6,
            step.row.place,
            step.row.actor,
        )


def _any_lane(sheet: _Sheet, step: Step) -> None:
    if not sheet.lanes:
        sheet.lanes["pelaksana"] = {"nama": "Pelaksana"}
    step.content["pelaksana"] = next(iter(sheet.lanes))
    sheet.doubts.tell(
        ("langkah", step.key, "pelaksana"),
        sheet.lanes[step.content["pelaksana"]]["nama"],
        Words("pelaksana tidak ditemukan"),
        0.0,
        step.row.place,
    )


def _cut_off(sheet: _Sheet, rows: list[tuple[Row, Table]], segment: Segment) -> None:
    """A sheet that says where it begins but not where it ends may have lost its last page."""
    begins = any(
        plain(cell.text) in ("mulai", "mula") for part in segment.parts for row in part.table.rows for cell in row
    )
    ends = any(row.end for row, _ in rows) or any(
        plain(mark.text) == "selesai" for row, _ in rows for mark in row.marks
    )
    if begins and not ends and rows:
        sheet.doubts.tell(
            ("langkah",),
            f"{len(sheet.steps)} langkah",
            Words("tanda selesai tidak ada; lembar mungkin terpotong"),
            0.4,
            rows[-1][0].place,
        )


def _content(sheet: _Sheet) -> dict[str, Any]:
    content = dict(sheet.identity.content)
    if not sheet.lanes:
        sheet.lanes["pelaksana"] = {"nama": "Pelaksana"}
        sheet.doubts.tell(("pelaksana",), "Pelaksana", Words("tidak ada kolom pelaksana"), 0.0)
    content["pelaksana"] = [[key, lane] for key, lane in sheet.lanes.items()]
    steps: list[dict[str, Any]] = []
    for step in sheet.steps:
        steps.append(step.content)
        if step.subs:
            step.content["sub"] = {"cara": "serentak", "langkah": [sub.content for sub in step.subs]}
            sheet.doubts.tell(
                ("langkah", step.key, "sub"),
                f"{len(step.subs)} sub-langkah",
                Words("dibaca berjalan serentak; mungkin berurutan atau pilihan"),
                0.5,
                step.row.place,
            )
    content["langkah"] = steps
    if sheet.papers.kinds:
        content["dokumen"] = sheet.papers.content(steps)
    _remark(sheet, content)
    return content


def _remark(sheet: _Sheet, content: dict[str, Any]) -> None:
    """Doubts as notes in the draft itself, so that whoever opens the file sees them."""
    by_step: dict[str, list[str]] = {}
    general: list[str] = []
    for doubt in sheet.doubts:
        place = doubt.place.words()
        words = f"{doubt.why} ({place})" if doubt.place != NOWHERE and place else doubt.why
        if doubt.field[0] == "langkah" and len(doubt.field) > 2:
            by_step.setdefault(doubt.field[1], []).append(f"{doubt.field[2]}: {words}")
        else:
            general.append(f"{'.'.join(doubt.field)}: {words}")
    for step in sheet.steps:
        for one in (step, *step.subs):
            if notes := by_step.get(one.key):
                one.content["catatan"] = ("Dibaca otomatis. " + "; ".join(notes))[:1900]
    if general:
        content["catatan"] = [f"Dibaca otomatis. {line}"[:1900] for line in list(dict.fromkeys(general))[:100]]


def _left(content: dict[str, Any]) -> list[str]:
    """What the checker says about the draft as a file."""
    document = parse(to_yaml(content), "sop.yaml")
    findings = document if isinstance(document, list) else check(document)
    return [f"{finding.line}: {finding.sentence}" for finding in findings]
