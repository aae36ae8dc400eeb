"""The visible stamp of a signature. Always in Indonesian: it is part of a document of the office."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lajur.casework.documents.signing.rules import CORNER, Place

TEMPLATE = Path(__file__).with_name("stamp.typ")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is written on it. `address`: where anybody checks the paper; `at`: the moment as people read it."""

    name: str
    position: str
    at: str
    note: str
    address: str


def stamp_pdf(stamp: Stamp, place: Place) -> bytes:
    """One page just as large as the place, as PDF."""
    return _compiled(stamp, place, "pdf")


def stamp_png(stamp: Stamp, place: Place) -> bytes:
    """The same as a picture of 288 points an inch, for services that set their own signature around it."""
    return _compiled(stamp, place, "png", ppi=288.0)


def _compiled(stamp: Stamp, place: Place, kind: str, **more: Any) -> bytes:
    import segno
    import typst

    code = io.BytesIO()
    segno.make(stamp.address, error="m", micro=False).save(code, kind="svg", scale=4, border=1, xmldecl=False)
    data = {
        "width": place.width, "height": place.height, "narrow": place.width <= CORNER[0],
        "qr": code.getvalue().decode(), "name": stamp.name, "position": stamp.position, "at": stamp.at,
        "note": stamp.note, "shown": stamp.address.partition("://")[2],
    }  # fmt: skip
    compiled: Any = typst.compile  # its stub names a type parameter that cannot be inferred
    return bytes(
        compiled(
            TEMPLATE.read_bytes(),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format=kind,
            **more,
        )
    )


@cache
def _fonts() -> list[str]:
    spec = find_spec("font_source_sans_pro")
    assert spec is not None
    assert spec.submodule_search_locations
    return [str(Path(spec.submodule_search_locations[0]) / "files")]
