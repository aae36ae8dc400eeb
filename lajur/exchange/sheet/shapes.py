"""A page's drawing as DrawingML, which Word, Excel and LibreOffice keep as shapes that can be moved and written in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from lajur.exchange.sheet.drawing import Page
from lajur.exchange.sheet.paper import arrow_head

MILLIMETRE = 36_000  # English metric units
LINE_WIDTH = 8_900  # 0.7 pt
PRESETS = {
    "terminator": "flowChartTerminator",
    "process": "flowChartProcess",
    "decision": "flowChartDecision",
    "connector": "flowChartOffpageConnector",
}
_INK = '<a:solidFill><a:srgbClr val="000000"/></a:solidFill>'
_PAPER = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
_EMPTY = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln>'
_LINE = f'<a:ln w="{LINE_WIDTH}">{_INK}<a:miter lim="800000"/></a:ln>'

Map = Callable[[float], int]
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A shape: place and size in English metric units, its `look` as DrawingML (a:xfrm aside), its lines of text."""

    name: str
    left: int
    top: int
    width: int
    height: int
    look: str
    text: tuple[str, ...] = ()

    @property
    def frame(self) -> str:
        return (
            f'<a:xfrm><a:off x="{self.left}" y="{self.top}"/><a:ext cx="{self.width}" cy="{self.height}"/></a:xfrm>'
            f"{self.look}"
        )


def millimetres(value: float) -> int:
    return round(value * MILLIMETRE)


def shapes_of(page: Page, width: float, across: Map = millimetres, along: Map = millimetres) -> Iterator[Drawn]:
    """Lines, heads, symbols, labels, from the back to the front, over an empty field of the whole `width`: without it
    LibreOffice stretches the group to its frame. `across` and `along` turn millimetres of the drawing
    into units of the document, whose rows and columns may have sizes of their own."""
    yield Drawn("Bidang", 0, 0, across(width), along(sum(band.height for band in page.bands)), _EMPTY)
    for number, arrow in enumerate(page.arrows, 1):
        name = f"Panah {number}"
        yield _outline(name, [(across(x), along(y)) for x, y in arrow.points], closed=False)
        yield _outline(f"{name} ujung", [(across(x), along(y)) for x, y in arrow_head(arrow.points)], closed=True)
    for symbol in page.symbols:
        left, top = across(symbol.x - symbol.width / 2), along(symbol.y - symbol.height / 2)
        width, height = across(symbol.x + symbol.width / 2) - left, along(symbol.y + symbol.height / 2) - top
        look = f'<a:prstGeom prst="{PRESETS[symbol.shape]}"><a:avLst/></a:prstGeom>{_PAPER}{_LINE}'
        text = (symbol.text,) if symbol.text else ()
        yield Drawn(f"Simbol {symbol.key.lstrip('/')}", left, top, width, height, look, text)
    for number, arrow in enumerate(page.arrows, 1):
        if (label := arrow.label) is not None:
            left, top = across(label.box.left), along(label.box.top)
            width, height = across(label.box.right) - left, along(label.box.bottom) - top
            look = f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{_PAPER}<a:ln><a:noFill/></a:ln>'
            yield Drawn(f"Nama jalan {number}", left, top, width, height, look, label.text)


def _outline(name: str, points: Sequence[Point], *, closed: bool) -> Drawn:
    """A line or a filled polygon through these points."""
    points = [points[0], *(b for a, b in pairwise(points) if a != b)]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    width, height = max(x for x, _ in points) - left, max(y for _, y in points) - top
    begin, *onward = [f'<a:pt x="{x - left}" y="{y - top}"/>' for x, y in points]
    path = f"<a:moveTo>{begin}</a:moveTo>" + "".join(f"<a:lnTo>{point}</a:lnTo>" for point in onward)
    ending = "<a:close/>" if closed else ""
    fill = "" if closed else ' fill="none"'
    look = (
        "<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
        '<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
        f'<a:path w="{width}" h="{height}"{fill}>{path}{ending}</a:path></a:pathLst></a:custGeom>'
    )
    look += f"{_INK}<a:ln><a:noFill/></a:ln>" if closed else f"<a:noFill/>{_LINE}"
    return Drawn(name, left, top, width, height, look)


def group_frame(width: int, height: int, x: int = 0, y: int = 0) -> str:
    """The frame of a group whose inner coordinates are its outer ones, moved by (x, y)."""
    return (
        f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/><a:chOff x="0" y="0"/>'
        f'<a:chExt cx="{width}" cy="{height}"/></a:xfrm>'
    )


def named(number: int, name: str, told: str = "") -> str:
    """Attributes of a shape's name; `told` says in words what it shows."""
    words = f' descr="{escape(told)}"' if told else ""
    return f'id="{number}" name="{escape(name)}"{words}'


def escaped(text: str) -> str:
    return escape(text, quote=False)
