"""The identity page: what stands behind each label, in running text and in tables of any layout."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from lajur.engine.refusal import Words
from lajur.exchange.reading.approving import approval
from lajur.exchange.reading.blocks import NOWHERE, Cell, Line, Place, Table
from lajur.exchange.reading.dates import date_in
from lajur.exchange.reading.doubts import Doubts
from lajur.exchange.reading.gathered import Gathered, Said
from lajur.exchange.reading.labels import SECTIONS, Label, pieces_of
from lajur.exchange.reading.listing import Items, clean, numbered, paragraphs_of
from lajur.exchange.reading.segments import Segment
from lajur.exchange.reading.wording import plain, sentence_case, tidy

_AGENCY = re.compile(
    r"^(?:pemerintah(?:an)?\s+(?:kota|kabupaten|provinsi|daerah|kab\.?|desa|propinsi)|kementerian|badan|lembaga|"
    r"mahkamah|kejaksaan|kepolisian|universitas|komisi|dewan|politeknik|institut|arsip nasional|perpustakaan nasional|"
    r"sekretariat jenderal|rumah sakit|rsud|dinas)\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?<=\s)(?=(?:bagian|biro|dinas|badan|sekretariat|direktorat|deputi|unit|balai|kecamatan|kelurahan|rsud|kantor|"
    r"pusat|inspektorat|sub\s?bagian|fakultas|bidang|seksi|satuan|uptd?|puskesmas)\b)",
    re.IGNORECASE,
)
_UNIT_LINE = re.compile(
    r"^(?:bagian|biro|dinas|badan|sekretariat|direktorat|deputi|unit|balai|kecamatan|kelurahan|rsud|kantor|pusat|desa|"
    r"inspektorat|sub\s?bagian|fakultas|bidang|seksi|satuan|uptd?|puskesmas|pengadilan|instalasi|laboratorium|jurusan|"
    r"program studi|lapas|rutan|rumah sakit|sekolah|smpn?|sman?|sdn?|polres|polsek|kejaksaan|cabang|nagari|distrik)\b",
    re.IGNORECASE,
)
_HIGHEST = re.compile(
    r"^(?:pemerintah|kementerian|mahkamah|kejaksaan|kepolisian|universitas|lembaga|komisi)", re.IGNORECASE
)
_SOP_TITLE = re.compile(
    r"^(?:standa?rd?\s+operasional\s+prosedur|standa?rd\s+operating\s+prosedure?|standa?rd\s+operating\s+procedure|"
    r"prosedur\s+operasional\s+standar|sop|s\.o\.p)\b\.?\s*(?:\(sop\))?\s*[:\-–]?\s*",
    re.IGNORECASE,
)
_NUMBERISH = re.compile(r"^(?:nomor\s*)?[0-9]{1,4}\s+(?:tahun|januari|februari|maret|april|mei|juni|juli|agustus|"
                        r"september|oktober|november|desember)\b|^[A-Z0-9./ \-]*[0-9][A-Z0-9./ \-]*$", re.IGNORECASE)  # fmt: skip # noqa: E501


@dataclass(slots=True)
class Identity:
    content: dict[str, Any] = field(default_factory=dict)
    qualifications: list[tuple[str, list[str], Place]] = field(default_factory=list)
    """Name as printed, what is asked, where."""


def identity_of(segment: Segment, doubts: Doubts) -> Identity:
    gathered = _gather(segment)
    _share_orphans(gathered, doubts)
    found = Identity()
    _head(gathered, segment, found.content, doubts)
    _swap_related(gathered, doubts)
    for label in SECTIONS:
        if label != "kualifikasi":
            _section(label, gathered, found.content, doubts)
    _qualifications(gathered, found, doubts)
    return found


def _gather(segment: Segment) -> Gathered:
    gathered = Gathered()
    for block in segment.identity:
        if isinstance(block, Line):
            for piece in pieces_of(block.text):
                gathered.add(piece, 0, block.place)
            continue
        _gather_table(block, gathered)
        gathered.open = {}
    return gathered


def _gather_table(table: Table, gathered: Gathered) -> None:
    gathered.open = {}
    for row in table.rows:
        left: Label | None = None
        left_open = False
        for column, cell in enumerate(row):
            if cell.covered or not cell.text.strip(" :."):
                continue
            pieces = pieces_of(cell.text if not re.match(r"^\s*:", cell.text) else cell.text.lstrip(" :"))
            if pieces and pieces[0].label is None and left is not None and not _belongs(gathered, column, row):
                gathered.open[column] = left
            for piece in pieces:
                if piece.label is None and left is not None and gathered.open.get(column) == left and left_open:
                    said = gathered.said[left][-1]
                    said.text = f"{said.text}\n{piece.text}".strip()
                    continue
                gathered.add(piece, column, cell.place)
                if piece.label is not None:
                    left, left_open = piece.label, True
                    for right in range(1, cell.across):
                        gathered.open[column + right] = piece.label


def _belongs(gathered: Gathered, column: int, row: list[Cell]) -> bool:
    """Whether a cell without a label goes on with the label above it although one stands at its left."""
    above = gathered.open.get(column)
    beside = next((i for i in range(column - 1, -1, -1) if row[i].text and not row[i].covered), None)
    if above is None or beside is None:
        return False
    pieces = pieces_of(row[beside].text)
    return bool(pieces and pieces[-1].label is not None and pieces[-1].text.strip(" :") and above in SECTIONS
                and not any(row[i].text for i in range(column + 1, len(row))) and above not in gathered.said)  # fmt: skip # noqa: E501


def _share_orphans(gathered: Gathered, doubts: Doubts) -> None:
    """Two columns printed as one: a label without text directly before one whose list begins at 1 a second time."""
    for first, second in zip(gathered.order, gathered.order[1:], strict=False):
        empty, full = gathered.said[first][-1], gathered.said[second][-1]
        if first not in SECTIONS or second not in SECTIONS or empty.text.strip(" :.-") or first == second:
            continue
        starts = [found.start() for found in re.finditer(r"^\s*1\s*[.)]", full.text, re.MULTILINE)]
        if len(starts) == 2 and starts[0] <= 3:
            empty.text, full.text = full.text[starts[1] :].strip(), full.text[: starts[1]].strip()
            empty.sure = 0.6
            for label in (first, second):
                doubts.tell(
                    (label,),
                    "",
                    Words("dua bagian tercetak berurutan; daftar keduanya dipisah pada nomor 1"),
                    0.6,
                    empty.place,
                )


def _value(text: str) -> str:
    """The first line that says something."""
    return next((line for line in map(tidy, text.splitlines()) if line.strip(" .:-–_")), "").strip(" :")


def _head(gathered: Gathered, segment: Segment, content: dict[str, Any], doubts: Doubts) -> None:
    titles = [said for said in gathered.said.get("judul", []) if _value(said.text)]
    numbers = [said for said in gathered.said.get("nomor", []) if _value(said.text)]
    swapped = [said for said in titles if _NUMBERISH.match(_value(said.text)) and len(titles) > 1]
    titles = [said for said in titles if said not in swapped]
    if not numbers and swapped:
        numbers = swapped[:1]
        doubts.tell(
            ("nomor",),
            _value(numbers[0].text),
            Words("nomor tercetak di belakang sebutan judul"),
            0.7,
            numbers[0].place,
            numbers[0].text,
        )
    _number(numbers, content, doubts, segment)
    _title(titles, gathered, segment, content, doubts)
    _agency(gathered, content, doubts, segment)
    dates: dict[str, str | None] = {}
    for label in ("pembuatan", "revisi", "efektif"):
        dates[label] = _date(label, gathered, doubts)
    content["tanggal"] = dates
    approval(gathered, segment, content, doubts)


def _number(numbers: list[Said], content: dict[str, Any], doubts: Doubts, segment: Segment) -> None:
    if not numbers:
        content["nomor"] = "belum ada"
        doubts.tell(("nomor",), "belum ada", Words("nomor SOP tidak ditemukan"), 0.0, segment.place)
        return
    said = numbers[0]
    value = _value(said.text)[:100]
    mended = re.sub(
        r"(?<=[0-9]{2})[lI](?![A-Za-z])",
        "1",
        re.sub(r"(?<=[0-9])[Oo](?=[0-9])|(?<=[0-9]{2})[Oo](?![A-Za-z])", "0", value),
    )
    if mended != value:
        value = mended
        doubts.tell(("nomor",), value, Words("angka atau satuan tampak salah baca"), 0.6, said.place, said.text)
    content["nomor"] = value
    if len({_value(other.text) for other in numbers}) > 1:
        doubts.tell(("nomor",), value, Words("lebih dari satu nomor tercetak"), 0.5, said.place, numbers[1].text)
    elif re.search(r"\bTahun\s*$", value, re.I) or len(value) < 2 or re.fullmatch(r"[.…_\s]+", value):
        doubts.tell(("nomor",), value, Words("nomor tampak terpotong"), 0.4, said.place, said.text)
    elif not re.search(r"[0-9]", value):
        doubts.tell(("nomor",), value, Words("nomor tanpa angka"), 0.3, said.place, said.text)


def _title(titles: list[Said], gathered: Gathered, segment: Segment, content: dict[str, Any], doubts: Doubts) -> None:
    near = _title_line(gathered)
    if titles:
        said = titles[0]
        lines = [tidy(line) for line in said.text.splitlines() if tidy(line).strip(" :.-")]
        value = lines[0].strip(" :")
        if len(lines) > 1 and value.isupper() and lines[1].isupper():
            value = f"{value} {lines[1]}"
        content["judul"] = sentence_case(value)[:300]
        if len(titles) > 1 and plain(_value(titles[1].text)) != plain(value):
            doubts.tell(
                ("judul",), content["judul"], Words("lebih dari satu judul tercetak"), 0.5, said.place, titles[1].text
            )
        return
    if near:
        content["judul"] = sentence_case(_SOP_TITLE.sub("", near.text) or near.text)[:300]
        doubts.tell(
            ("judul",), content["judul"], Words("judul dibaca dari baris di dekat tabel"), 0.6, near.place, near.text
        )
        return
    content["judul"] = "SOP tanpa judul"
    doubts.tell(("judul",), "SOP tanpa judul", Words("judul tidak ditemukan"), 0.0, segment.place)


def _title_line(gathered: Gathered) -> Said | None:
    """A line that names a SOP in its own words."""
    for said in gathered.free:
        lines = [tidy(line) for line in said.text.splitlines() if tidy(line)]
        for position, line in enumerate(lines):
            if _SOP_TITLE.match(line):
                rest = _SOP_TITLE.sub("", line)
                following = lines[position + 1] if position + 1 < len(lines) else ""
                if rest or following:
                    return Said(rest or following, said.place)
    lone = [said for said in gathered.free if _SOP_TITLE.match(tidy(said.text))]
    if lone:
        after = gathered.free[gathered.free.index(lone[0]) + 1 :]
        before = gathered.free[: gathered.free.index(lone[0])][::-1]
        for said in (*after[:1], *before[:1], *after[1:3]):
            text = tidy(said.text)
            if text and not _AGENCY.match(text) and not _UNIT_LINE.match(text) and len(text) > 4 and text[0] != "[":
                return Said(text, said.place)
    for said in gathered.free:
        text = tidy(said.text)
        if text.isupper() and 8 < len(text) < 120 and not _AGENCY.match(text) and not _UNIT_LINE.match(text):
            return said
    return None


def _agency(gathered: Gathered, content: dict[str, Any], doubts: Doubts, segment: Segment) -> None:
    named = {label: _value(gathered.said[label][0].text) for label in ("instansi", "unit") if gathered.said.get(label)}
    for label, value in named.items():
        if value:
            content[label] = sentence_case(value)[:300]
    told = [
        (position, lines, text) for position, said in enumerate(gathered.free)
        if (lines := [line for line in map(tidy, said.text.splitlines()) if line])
        and _AGENCY.match(text := tidy(re.sub(r"\s+SOP$", "", " ".join(lines)))) and len(text) <= 220
    ]  # fmt: skip
    highest = [one for one in told if _HIGHEST.match(one[2])]
    for position, lines, text in (highest or told)[:1]:
        if "instansi" in content:
            break
        below = next((number for number, line in enumerate(lines) if number and _UNIT_LINE.match(line)), 0)
        parts = [tidy(part) for part in _UNIT.split(text, maxsplit=1)]
        if below and not re.search(r"\b(?:dan|pada|di|dari)$", lines[below - 1], re.IGNORECASE):
            parts = [" ".join(lines[:below]), " ".join(lines[below:])]
        content["instansi"] = sentence_case(parts[0])[:300]
        if len(parts) > 1 and "unit" not in content:
            content["unit"] = sentence_case(parts[1])[:300]
        elif "unit" not in content and position + 1 < len(gathered.free):
            following = tidy(gathered.free[position + 1].text)
            if 3 < len(following) < 120 and _UNIT_LINE.match(following) and not _SOP_TITLE.match(following):
                content["unit"] = sentence_case(following)[:300]
    if "instansi" not in content:
        doubts.tell(("instansi",), "", Words("nama instansi tidak ditemukan"), 0.0, segment.place)


def _date(label: Label, gathered: Gathered, doubts: Doubts) -> str | None:
    said = [one for one in gathered.said.get(label, []) if one.text.strip(" .:-–_…")]
    where = ("tanggal", str(label))
    if not said:
        if label in ("pembuatan", "efektif"):
            place = gathered.said[label][0].place if gathered.said.get(label) else NOWHERE
            doubts.tell(where, "", Words("tanggal kosong atau tidak ditemukan"), 0.5, place)
        return None
    first = _value(said[0].text)
    found = date_in(first) or date_in(said[0].text)
    if found is None:
        doubts.tell(where, "", Words("bukan tanggal"), 0.2, said[0].place, first)
        return None
    value, sure = found
    sure = min(sure, 1.0 if said[0].sure >= 0.88 else 0.7)
    if sure < 1 or label == "revisi":
        why = Words("tanggal revisi terisi") if sure == 1.0 else Words("tanggal tampak salah baca")
        doubts.tell(where, value, why, min(sure, 0.8), said[0].place, first)
    return value


def _swap_related(gathered: Gathered, doubts: Doubts) -> None:
    """A list of SOPs under a label that is printed twice, where Keterkaitan is missing, is Keterkaitan."""
    twice = gathered.said.get("peralatan", [])
    if len(twice) < 2 or any(one.text.strip(" :.-") for one in gathered.said.get("keterkaitan", [])):
        return
    for said in twice:
        items = paragraphs_of(said.text).items
        if items and all(re.match(r"(?:[0-9]+[.)]\s*)?(?:SOP|POS)\b", item) for item in items):
            twice.remove(said)
            gathered.said["keterkaitan"] = [said]
            doubts.tell(
                ("keterkaitan",),
                f"{len(items)} butir",
                Words("tercetak di bawah sebutan Peralatan; isinya daftar SOP"),
                0.7,
                said.place,
                said.text,
            )
            return


def _section(label: Label, gathered: Gathered, content: dict[str, Any], doubts: Doubts) -> None:
    said = [one for one in gathered.said.get(label, []) if one.text.strip(" :.-")]
    if not said:
        return
    items: list[str] = []
    sure, place = 1.0, said[0].place
    seen: set[str] = set()
    for one in said:
        found = paragraphs_of(one.text)
        sure = min(sure, found.sure, one.sure if one.sure < 0.85 else 1.0)
        for item in _split_run(label, found):
            key = plain(re.sub(r"^[0-9]+[.)]\s*", "", item))
            if key and key not in seen:
                seen.add(key)
                items.append(item[:2000])
    if len(items) > 100:
        items, sure = items[:100], 0.3
    if not items:
        return
    content[str(label)] = items
    clash = label == "peralatan" and any(re.match(r"SOP\b", item) for item in items)
    if sure < 1 or clash:
        why = Words("batas antarbutir tidak jelas") if sure < 1 else Words("isinya tampak milik bagian Keterkaitan")
        doubts.tell((str(label),), f"{len(items)} butir", why, min(sure, 0.6), place, said[0].text)


def _split_run(label: Label, found: Items) -> list[str]:
    """Legal bases run together in one item: a new one begins where a law is named after a full stop or semicolon."""
    if label != "dasar_hukum":
        return list(found.items)
    law = r"(?:Undang|Peraturan|Keputusan|Instruksi|Surat Edaran|Permen|Perpres|Perka|Perda|Perwal|Perbup|UU|PP)\b"
    items: list[str] = []
    for item in found.items:
        items += [clean(part) for part in re.split(rf";\s+(?={law})", item) if clean(part)]
    return items


def _qualifications(gathered: Gathered, found: Identity, doubts: Doubts) -> None:
    for said in gathered.said.get("kualifikasi", []):
        items = numbered(said.text) or paragraphs_of(said.text)
        parts = (items.lead, *items.items) if items.lead and len(items.items) > 1 else items.items
        for item in parts:
            name, _, asked = item.partition(":")
            if not asked and (cut := re.match(r"^(.{3,70}?)\s*[;,]?\s+(?=(?:Memiliki|Mampu|Mempunyai|Memahami|Melakukan|"  # noqa: E501
                                              r"Mengetahui|Menguasai|Dapat|Pihak|Kemampuan)\b)", item)):  # fmt: skip
                name, asked = cut[1], item[cut.end() :]
            if len(name) > 110:
                name, asked = "", item
            wanted = _asked(asked)
            found.qualifications.append((tidy(name.strip(" ;:")), wanted, said.place))
        if said.text.strip(" :.-"):
            doubts.tell(
                ("kualifikasi",),
                f"{len(parts)} butir",
                Words("kualifikasi dipasangkan dengan pelaksana menurut namanya"),
                0.7,
                said.place,
                said.text,
            )


def _asked(text: str) -> list[str]:
    text = text.strip()
    if not text:
        return []
    parts = re.split(r"(?:(?<=^)|(?<=\s))(?:[-•]\s*)?(?:[a-h][.)]|[-•])\s+(?=[A-Za-z])", text)
    return [clean(part)[:500] for part in parts if clean(part)][:60]
