"""Setting a typst template as PDF/UA-1: fonts of an installed package, nothing of the system. Fonts are read once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any


@cache
def print_fonts() -> list[str]:
    """Fonts for print come from an installed package, never from the system or the network."""
    spec = find_spec("font_source_sans_pro")
    assert spec is not None
    assert spec.submodule_search_locations
    return [str(Path(spec.submodule_search_locations[0]) / "files")]


@cache
def _fonts() -> Any:
    import typst  # a library of 60 MB, for who prints

    return typst.Fonts(include_system_fonts=False, font_paths=print_fonts())


@cache
def _source(template: Path) -> bytes:
    return template.read_bytes()


def _compiler(template: Path, data: Any, inputs: Mapping[str, str]) -> Any:
    import typst

    told = {"data": json.dumps(data, ensure_ascii=False), **inputs}
    return typst.Compiler(_source(template), font_paths=_fonts(), sys_inputs=told)


def pdf_of(template: Path, data: Any, **inputs: str) -> bytes:
    """The template set with `data` (`sys.inputs.data`, as JSON) and `inputs`. The same data give the same bytes."""
    made = _compiler(template, data, inputs).compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
    return bytes(made)


def asked(template: Path, label: str, data: Any, **inputs: str) -> Any:
    """The value that the template gives as metadata under `label`."""
    return json.loads(_compiler(template, data, inputs).query(label, field="value", one=True))
