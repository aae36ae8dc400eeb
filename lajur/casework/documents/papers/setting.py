"""Setting a paper as PDF: tagged, searchable, with the fonts of the package. The same paper gives the same bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TEMPLATE = Path(__file__).with_name("paper.typ")
STAMP_WIDTH, STAMP_HEIGHT = 70.0, 22.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper as set. `stamp`: page from 1, `x`, `y`, `width`, `height` in millimetres from the page's upper left
    corner: the room for a signature over the signer's name."""

    pdf: bytes
    pages: int
    stamp: dict[str, float]


@cache
def _ready() -> tuple[str, Any]:
    import typst

    from lajur.exchange.sheet.setting import print_fonts

    return str(TEMPLATE), typst.Fonts(include_system_fonts=False, font_paths=print_fonts())


def set_paper(data: dict[str, Any]) -> Sheet:
    """`data` as `layout.paper_data` makes it."""
    compiler = _compiler(data)
    pdf = bytes(compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0))
    found = json.loads(compiler.query("<tempat>", field="value", one=True))
    stamp = {
        "page": int(found["page"]),
        "x": round(found["x"], 2),
        "y": round(found["y"], 2),
        "width": STAMP_WIDTH,
        "height": STAMP_HEIGHT,
    }
    return Sheet(pdf, int(found["pages"]), stamp)


def pictures(data: dict[str, Any], *, ppi: float = 72.0) -> list[bytes]:
    """The pages as PNG, for a preview."""
    made = _compiler(data).compile(format="png", ppi=ppi)
    return [bytes(page) for page in made] if isinstance(made, list) else [bytes(made)]


_PICTURE = """#let data = json(bytes(sys.inputs.data))
#set page(width: data.width * 1mm, height: auto, margin: 0mm)
#image(bytes(data.svg), format: "svg", width: 100%)
"""


def picture_png(block: dict[str, Any]) -> bytes:
    """A picture of a paper as PNG of 200 dots an inch, for programs that draw no SVG."""
    import typst

    _source, fonts = _ready()
    inputs = {"data": json.dumps({"svg": block["svg"], "width": block["width"]}, ensure_ascii=False)}
    made: Any = typst.Compiler(_PICTURE.encode(), font_paths=fonts, sys_inputs=inputs).compile(format="png", ppi=200)
    return bytes(made[0]) if isinstance(made, list) else bytes(made)


def _compiler(data: dict[str, Any]) -> Any:
    import typst

    source, fonts = _ready()
    return typst.Compiler(source, font_paths=fonts, sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
