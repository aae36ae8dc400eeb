"""Pictures drawn by `charts` for paper: a width of their own and the colours of light print, since no style sheet of a
page reaches them there."""

from __future__ import annotations

from html import unescape

STYLE = """
text{font-family:"Source Sans Pro";font-size:13px;fill:#14171d}
.figure{font-weight:600;paint-order:stroke;stroke:#fff;stroke-width:3px}.note{fill:#484f5c;font-size:12px}
.bar{fill:#93a0dc}.bar-other{fill:#fff;stroke:#26358c;stroke-width:1.5}.bar-part{fill:#fff;stroke:#14171d}
.spread{stroke:#747c8a;stroke-width:2}.half{fill:#e9ecf8;stroke:#26358c}.median{stroke:#26358c;stroke-width:4}
.standard{stroke:#14171d;stroke-dasharray:5 3}.ground{stroke:#747c8a}.limit{stroke:#14171d;stroke-width:1.2}
.doubt{stroke:#14171d;stroke-width:2}.ring{fill:none;stroke:#b4bac4}.way{stroke:#26358c;stroke-width:2.5}
.web{fill:#d5dbf3;fill-opacity:.7;stroke:#26358c;stroke-width:2.5}
.web-before{fill:none;stroke:#484f5c;stroke-width:1.5;stroke-dasharray:4 3}
"""
WIDTH = 560
"""Pixels that fill the lines of A4."""
MILLIMETRES = 160 / WIDTH
"""A pixel on paper: type of 13 pixels is then as large as that of tables."""


def on_paper(svg: str, width: int = WIDTH) -> dict[str, object] | None:
    """A picture as papers take it (`@gambar`): {"svg", "judul", "uraian", "lebar" in mm}; None for an empty one."""
    if not svg:
        return None
    head, _, rest = svg.partition(">")
    title, description = (_inside(rest, tag) for tag in ("title", "desc"))
    head = head.replace('width="100%"', f'width="{width}"')
    return {
        "svg": f"{head}><style>{STYLE}</style>{rest}", "judul": title, "uraian": description,
        "lebar": width * MILLIMETRES,
    }  # fmt: skip


def _inside(svg: str, tag: str) -> str:
    return unescape(svg.partition(f"<{tag}")[2].partition(">")[2].partition(f"</{tag}>")[0])
