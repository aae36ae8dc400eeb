"""The sheet as a PDF: official form, one column per lane, drawn natively by typst, tagged and searchable.

Two passes: the first asks typst how high every row's texts are, the second sets pages whose rows, symbols and arrows
`drawing` has laid out. The same SOP gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from lajur.engine.definition import Sop
from lajur.exchange.sheet.drawing import LEAST_ROW, Arrow, Page, Symbol, draw
from lajur.exchange.sheet.flow import FINISH, START, Flow, flow_of
from lajur.exchange.sheet.labels import broken
from lajur.exchange.sheet.setting import asked, pdf_of

TEMPLATE = Path(__file__).with_name("sheet.typ")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
HEAD_TOP = 6.0  # the line of title and number above the table, on every page
FOOT = 4.0  # the line of the page's number
RULE = 0.5  # what a row's rule takes beside its texts
HEAD_RULE = 1.0
NARROWEST_LANE, WIDEST_LANE = 13.0, 30.0
TEXTS = 122.0  # what the columns of texts have at least
LABEL_AIR = 0.3
ARROW_LENGTH, ARROW_HALF = 1.5, 0.6


@dataclass(frozen=True, slots=True)
class Format:
    """Paper, landscape, in millimetres. F4 is the "folio" of Indonesian offices."""

    width: float
    height: float
    margin: float = 10.0


FORMATS = {"A4": Format(297.0, 210.0), "F4": Format(330.0, 215.0)}


@dataclass(frozen=True, slots=True)
class Laid:
    """A sheet ready to be set: its pages and the widths of its columns."""

    flow: Flow
    pages: tuple[Page, ...]
    widths: dict[str, float]
    head: float


def sheet_pdf(sop: Sop, *, paper: str = "A4", crest: bytes | None = None, address: str = "") -> bytes:
    """The whole sheet as PDF/UA-1. `crest`: PNG, JPEG or SVG of the agency's emblem; `address`: where anybody sees
    which edition is in force, printed as a QR code. KeyError for unknown paper."""
    form = FORMATS[paper]
    data = texts_of(sop, form, crest=crest)
    laid = lay_out(sop, paper=paper, data=data)
    if address:
        data |= {"address": address, "qr": _qr(address)}
    data |= {"pages": [page_data(page, sop) for page in laid.pages], "head": {"top": HEAD_TOP, "lanes": laid.head}}
    return pdf_of(TEMPLATE, data, mode="cetak")


def _qr(address: str) -> str:
    """The address as an SVG."""
    import segno

    target = BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="svg", scale=4, border=2, xmldecl=False)
    return target.getvalue().decode()


def lay_out(sop: Sop, *, paper: str = "A4", data: dict[str, Any] | None = None, slack: float = 1.0) -> Laid:
    """Measure the rows and draw the pages. `slack`: how much higher rows are where others set the texts, in letters of
    their own. Raises drawing.TooTight when the arrows find no way."""
    form = FORMATS[paper]
    data = {**(data or texts_of(sop, form)), "crest": []}
    heights = asked(TEMPLATE, "<tinggi>", data, mode="ukur")
    flow = flow_of(sop)
    head = (float(heights["head"]) + HEAD_RULE) * slack
    room = form.height - 2 * form.margin - HEAD_TOP - head - FOOT
    merged = merged_rows(sop)
    rows = _row_heights(heights, merged)
    widths = dict(zip(data["labels"], heights["labels"], strict=True))
    pages = draw(
        flow,
        [0.0, *(row * slack for row in rows), 0.0],
        lanes=len(sop.lanes),
        lane_width=data["widths"]["lane"],
        room=room,
        whole=[range(group.start + 1, group.stop + 1) for group in merged],
        width_of=lambda line: widths[line] + LABEL_AIR,
    )
    return Laid(flow, tuple(pages), data["widths"], head)


def _row_heights(heights: dict[str, Any], merged: Sequence[range]) -> list[float]:
    """What each row's texts need; the rows of a merged cell share what its texts need."""
    rows = [float(max(own, standard)) + RULE for own, standard in heights["rows"]]
    for group, needed in zip(merged, heights["merged"], strict=True):
        own = [max(float(heights["rows"][row][0]) + RULE, LEAST_ROW) for row in group]
        lacking = max(float(needed) + RULE - sum(own), 0.0) / len(own)
        for row, height in zip(group, own, strict=True):
            rows[row] = height + lacking
    return rows


def _widths(lanes: int, form: Format) -> dict[str, float]:
    """Columns in millimetres; what the lanes do not need goes to the texts."""
    free = form.width - 2 * form.margin
    fixed = {"no": 8.0, "time": 17.0, "remark": 24.0}
    lane = min(WIDEST_LANE, max(NARROWEST_LANE, (free - sum(fixed.values()) - TEXTS) / lanes))
    texts = free - sum(fixed.values()) - lane * lanes
    return {**fixed, "lane": lane, "title": texts * 0.42, "needs": texts * 0.30, "yields": texts * 0.28}


def texts_of(sop: Sop, form: Format, *, crest: bytes | None = None) -> dict[str, Any]:
    """Everything the sheet says, and the widths of its columns, for the template and the other formats. `crest`
    goes as numbers: files that typst is handed from memory have to be texts."""
    identity = sop.identity
    qualifications = [
        f"{lane.title}: {'; '.join(lane.qualifications)}" for lane in sop.lanes.values() if lane.qualifications
    ]
    blocks: list[list[tuple[str, Sequence[str]]]] = [
        [("Dasar Hukum", identity.legal_bases), ("Kualifikasi Pelaksana", qualifications)],
        [("Keterkaitan", identity.related), ("Peralatan/Perlengkapan", identity.equipment)],
        [("Peringatan", identity.warnings), ("Pencatatan dan Pendataan", identity.records)],
    ]
    more = [
        (title, texts)
        for title, texts in (
            ("Penjelasan Singkat", identity.summary),
            ("Tujuan", identity.purpose),
            ("Definisi", identity.definitions),
        )
        if texts
    ]
    blocks += [list(more[at : at + 2]) for at in range(0, len(more), 2)]
    return {
        "title": identity.title,
        "number": identity.number,
        "agency": identity.agency_name,
        "unit": identity.unit,
        "dates": {
            "created": written_date(identity.created),
            "revised": written_date(identity.revised),
            "effective": written_date(identity.effective),
        },
        "approval": {
            "title": identity.approver_title,
            "name": identity.approver_name,
            "nip": identity.approver_nip,
        },
        "blocks": [[[title, list(texts) or ["–"]] for title, texts in pair] for pair in blocks],
        "crest": list(crest or b""),
        "address": "",
        "qr": "",
        "lanes": [lane.title for lane in sop.lanes.values()],
        "rows": [_row(sop, key) for key in sop.steps],
        "merged": [_standard(sop, list(sop.steps)[rows.start : rows.stop]) for rows in merged_rows(sop)],
        "labels": sorted({line for edge in flow_of(sop).edges for lines in broken(edge.label) for line in lines}),
        "widths": _widths(len(sop.lanes), form),
        "page": {"width": form.width, "height": form.height, "margin": form.margin},
        "pages": [],
        "head": {"top": HEAD_TOP, "lanes": HEAD_TOP},
    }


def merged_rows(sop: Sop) -> list[range]:
    """Runs of rows whose mutu baku is one merged cell; positions among the steps."""
    steps = list(sop.steps.values())
    found: list[range] = []
    for at, step in enumerate(steps):
        root = step.standard.shared_with
        if root is None:
            continue
        if found and found[-1].stop == at and steps[found[-1].start].key == root:
            found[-1] = range(found[-1].start, at + 1)
        elif at and steps[at - 1].key == root:
            found.append(range(at - 1, at + 1))
    return found


def _standard(sop: Sop, keys: Sequence[str]) -> dict[str, Any]:
    """What stands in the cells of these rows' mutu baku, one row or several merged."""
    standards = [sop.steps[key].standard for key in keys]
    return {
        "needs": [sop.documents[kind].title for kind in dict.fromkeys(k for one in standards for k in one.needs)],
        "time": next((one.text for one in standards if one.text), ""),
        "yields": [sop.documents[kind].title for kind in dict.fromkeys(k for one in standards for k in one.yields)],
    }


def _row(sop: Sop, key: str) -> dict[str, Any]:
    step = sop.steps[key]
    title = step.title
    if step.with_lanes:
        title += f" (bersama {', '.join(sop.lanes[lane].title for lane in step.with_lanes)})"
    remark = step.remark
    if step.call:
        remark = " ".join(filter(None, (remark, f"Memanggil SOP {step.call.sop}.")))
    return {
        "no": step.no,
        "title": title,
        **_standard(sop, [key]),
        "remark": remark,
    }


def written_date(day: str | None) -> str:
    """ "2025-02-21" as officers write it: 21 Februari 2025; a dash where there is none."""
    if not day:
        return "–"
    year, month, number = day.split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"


def page_data(page: Page, sop: Sop) -> dict[str, Any]:
    """A page for the template; row 0 of the drawing is Mulai, so rows of texts count from the one after it."""
    steps = len(sop.steps)

    def text_row(row: int | None) -> int | None:
        return row - 1 if row is not None and 0 < row <= steps else None

    rows = [text_row(band.row) for band in page.bands]
    return {
        "bands": [
            {"row": row, "height": band.height, **_span(row, rows, sop)}
            for row, band in zip(rows, page.bands, strict=True)
        ],
        "symbols": [_symbol(symbol) for symbol in page.symbols],
        "arrows": [_arrow(arrow) for arrow in page.arrows],
        "told": told(page, sop),
    }


def _span(row: int | None, rows: Sequence[int | None], sop: Sop) -> dict[str, Any]:
    """How many rows of this page the row's mutu baku covers: 0 where a row above covers it; and which merged cell."""
    for number, group in enumerate(merged_rows(sop)):
        if row in group:
            here = [other for other in rows if other in group]
            return {"span": len(here) if here[0] == row else 0, "merged": number}
    return {"span": 1, "merged": None}


def _symbol(symbol: Symbol) -> dict[str, Any]:
    return {
        "shape": symbol.shape,
        "x": symbol.x,
        "y": symbol.y,
        "width": symbol.width,
        "height": symbol.height,
        "text": symbol.text,
    }


def _arrow(arrow: Arrow) -> dict[str, Any]:
    label = arrow.label
    return {
        "points": [list(point) for point in arrow.points],
        "head": [list(point) for point in arrow_head(arrow.points)],
        "label": [list(label.text), label.box.left, label.box.top, label.box.right - label.box.left,
                  label.box.bottom - label.box.top] if label else None,
    }  # fmt: skip


def arrow_head(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The triangle at the end of a line: tip first."""
    (x, y), (a, b) = points[-2], points[-1]
    along = (0.0 if a == x else (1.0 if a > x else -1.0), 0.0 if b == y else (1.0 if b > y else -1.0))
    base = (a - along[0] * ARROW_LENGTH, b - along[1] * ARROW_LENGTH)
    return [
        (a, b),
        (base[0] - along[1] * ARROW_HALF, base[1] + along[0] * ARROW_HALF),
        (base[0] + along[1] * ARROW_HALF, base[1] - along[0] * ARROW_HALF),
    ]


def told(page: Page, sop: Sop) -> str:
    """The page's arrows in words, for those who do not see them."""
    names = {symbol.key: _name(symbol, sop) for symbol in page.symbols}
    ways = [
        f"{names[arrow.source]} {f'({arrow.edge.label}) ' if arrow.edge.label else ''}ke {names[arrow.target]}"
        for arrow in page.arrows
    ]
    return "Alur: " + "; ".join(ways) + "."


def _name(symbol: Symbol, sop: Sop) -> str:
    if symbol.key in (START, FINISH):
        return symbol.text
    if symbol.shape == "connector":
        return f"penghubung {symbol.text}"
    return f"langkah {sop.steps[symbol.key[1:]].no}"
