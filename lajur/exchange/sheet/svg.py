"""The drawing for the screen: one page without breaks, cut into one SVG per row of an HTML table.

A browser sets texts as high as it likes, so a row's height is not known here. Lines are given in per cent of their row,
symbols, heads and letters in pixels around a point in per cent: a row that grows moves lines apart and stretches
nothing. Lines run on to the middle of their symbols, which cover them. Styling is left to the page (class `flow`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from html import escape
from itertools import pairwise

from lajur.engine.definition import Sop
from lajur.exchange.sheet.drawing import SYMBOL_HEIGHT, Arrow, Band, Page, Symbol, draw
from lajur.exchange.sheet.flow import Flow, flow_of
from lajur.exchange.sheet.labels import LINE

PIXELS = 5.5  # a millimetre of the drawing on the screen
LANE = 19.0  # width of a lane; 6.5rem in sheet.css
HALF = round(SYMBOL_HEIGHT / 2 * PIXELS, 1)
SIDE = round(LANE * 0.28 * PIXELS, 1)  # half the width of a symbol
_TIP = f"{HALF:g}"
_CORNER = f"{HALF / 2:g}"
ENDLESS = 1e6

Way = tuple[str, str]

DEFINITIONS = (
    '<svg class="flow-parts" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
    f'<rect id="flow-process" x="-{SIDE:g}" y="-{_TIP}" width="{2 * SIDE:g}" height="{2 * HALF:g}"/>'
    f'<rect id="flow-terminator" x="-{SIDE:g}" y="-{_TIP}" width="{2 * SIDE:g}" height="{2 * HALF:g}" rx="{_TIP}"/>'
    f'<path id="flow-decision" d="M0-{_TIP} {SIDE:g} 0 0 {_TIP}-{SIDE:g} 0z"/>'
    f'<path id="flow-down" d="M0-{_TIP}l-4-8h8z"/><path id="flow-down-corner" d="M0-{_CORNER}l-4-8h8z"/>'
    f'<path id="flow-up" d="M0 {_TIP}l-4 8h8z"/><path id="flow-up-corner" d="M0 {_CORNER}l-4 8h8z"/>'
    f'<path id="flow-right" d="M-{SIDE:g} 0l-8-4v8z"/><path id="flow-left" d="M{SIDE:g} 0l8-4v8z"/></defs></svg>'
)
"""Symbols and heads, named once on the page."""


def screen_page(sop: Sop, heights: Sequence[float]) -> Page:
    """The drawing on one endless page. `heights`: pixels each step's row has at least, in the order of the sheet."""
    return draw_screen(flow_of(sop), [height / PIXELS for height in heights], len(sop.lanes))


def draw_screen(flow: Flow, heights: Sequence[float], lanes: int) -> Page:
    """The same of what is drawn alone; `heights` in millimetres of the drawing. Raises TooTight."""
    (page,) = draw(flow, [0.0, *heights, 0.0], lanes=lanes, lane_width=LANE, room=ENDLESS)
    return page


def row_svgs(page: Page, lanes: int, taken: Collection[Way] = ()) -> list[str]:
    """The SVG of each band from Mulai to Selesai; `taken` are ways (source and target symbol) drawn with emphasis.

    To lie over the row's lane columns with the width and height of them all. A strut keeps the row as high as drawn.
    """
    width = LANE * lanes
    symbols = {symbol.key: symbol for symbol in page.symbols}
    plain: list[list[str]] = [[] for _ in page.bands]
    thick: list[list[str]] = [[] for _ in page.bands]
    tops: list[list[str]] = [[] for _ in page.bands]
    for arrow in page.arrows:
        where = thick if (arrow.source, arrow.target) in taken else plain
        for band, line in _lines(arrow, symbols, page.bands, width):
            where[band].append(line)
        band = _band_at(page.bands, symbols[arrow.target].y)
        where[band].append(_head(arrow, symbols[arrow.target], width))
    for symbol in page.symbols:
        tops[_band_at(page.bands, symbol.y)].append(_symbol(symbol, width))
    for arrow in page.arrows:
        if arrow.label:
            band, text = _label(arrow, page.bands, width)
            tops[band].append(text)
    return [
        f'<svg class="flow" width="{100 * lanes}%" height="100%" aria-hidden="true" focusable="false">{"".join(lines)}'
        f"{_group('taken', followed)}{''.join(above)}</svg>"
        f'<svg class="strut" width="1" height="{band.height * PIXELS:.0f}" aria-hidden="true" focusable="false"></svg>'
        for band, lines, followed, above in zip(page.bands, plain, thick, tops, strict=True)
    ]


def _group(name: str, parts: Sequence[str]) -> str:
    return f'<g class="{name}">{"".join(parts)}</g>' if parts else ""


def _share(part: float, whole: float) -> str:
    """As per cent, short: 12.5%."""
    return f"{part / whole * 100:.2f}".rstrip("0").rstrip(".") + "%"


def _band_at(bands: Sequence[Band], y: float) -> int:
    return next((at for at, band in enumerate(bands) if y < band.top + band.height), len(bands) - 1)


def _lines(arrow: Arrow, symbols: dict[str, Symbol], bands: Sequence[Band], width: float) -> Iterator[tuple[int, str]]:
    points = list(arrow.points)
    for place, inner, key in ((0, 1, arrow.source), (-1, -2, arrow.target)):
        symbol, (x, y) = symbols[key], points[place]
        points[place] = (x, symbol.y) if x == points[inner][0] else (symbol.x, y)
    for (x, y), (a, b) in pairwise(points):
        if y == b:
            at = _band_at(bands, y)
            level = _share(y - bands[at].top, bands[at].height)
            yield at, f'<line x1="{_share(x, width)}" y1="{level}" x2="{_share(a, width)}" y2="{level}"/>'
            continue
        upper, lower, across = min(y, b), max(y, b), _share(x, width)
        for at, band in enumerate(bands):
            begin, end = max(upper, band.top) - band.top, min(lower, band.top + band.height) - band.top
            if begin < end:
                ends = _share(begin, band.height), _share(end, band.height)
                yield at, f'<line x1="{across}" y1="{ends[0]}" x2="{across}" y2="{ends[1]}"/>'


def _head(arrow: Arrow, target: Symbol, width: float) -> str:
    (x, y), (a, b) = arrow.points[-2:]
    if y == b:
        name, at = ("right" if a > x else "left"), target.x
    else:
        corner = "-corner" if abs(b - target.y) < target.height / 2 - 0.01 else ""
        name, at = ("down" if b > y else "up") + corner, a
    return f'<use class="tip" href="#flow-{name}" x="{_share(at, width)}" y="50%"/>'


def _symbol(symbol: Symbol, width: float) -> str:
    x = _share(symbol.x, width)
    text = f'<text class="in" x="{x}" y="50%" dy="4">{escape(symbol.text)}</text>' if symbol.text else ""
    return f'<use class="shape" href="#flow-{symbol.shape}" x="{x}" y="50%"/>{text}'


def _label(arrow: Arrow, bands: Sequence[Band], width: float) -> tuple[int, str]:
    assert arrow.label
    box, lines = arrow.label.box, arrow.label.text
    middle = (box.top + box.bottom) / 2
    at = _band_at(bands, middle)
    x, y = _share((box.left + box.right) / 2, width), _share(middle - bands[at].top, bands[at].height)
    step = LINE * PIXELS
    first = 4 - (len(lines) - 1) * step / 2
    if len(lines) == 1:
        return at, f'<text x="{x}" y="{y}" dy="{first:g}">{escape(lines[0])}</text>'
    spans = "".join(
        f'<tspan x="{x}" dy="{first if number == 0 else step:.4g}">{escape(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    return at, f'<text x="{x}" y="{y}">{spans}</text>'
