"""Writing down what is: `RECORD_MATRIX=1 .venv/bin/pytest -n 0 tests/borders/test_matrix.py -k recorded` adds rows for
addresses that have none; `RECORD_MATRIX=cases.view,cases.list` renews those. Read each letter before you commit it: the
test keeps what stands there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.borders.asking import ask, path_of
from tests.borders.scene import WHO, Scene, addresses

FEW = ("kepala", "lain", "tamu")
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def recorded(scene: Scene, name: str, row: dict[str, Any]) -> dict[str, Any]:
    """The row as it would have to be now: its `with`, `body`, `query`, `few` stay."""
    path = path_of(addresses()[name], row, scene)
    found = {key: value for key, value in row.items() if key not in VERBS}
    for verb in VERBS:
        if ask(scene, "admin", verb, path, row) == ask(scene, "tamu", verb, path, row) == "5":
            continue
        who = FEW if row.get("few") else WHO
        found[verb] = "".join(ask(scene, one, verb, path, row) if one in who else "-" for one in WHO)
    return found


def file_of(name: str, folder: Path) -> Path:
    room = name.partition(".")[0]
    if room == "api" and addresses()[name].startswith(("api/", "^api")):
        return folder / "matrix_api.yaml"
    if room == "papers":
        return folder / "matrix_papers.yaml"
    if room in ("signing", "checking", "retention"):
        return folder / "matrix_archive.yaml"
    if room in ("packages", "staffing"):
        return folder / "matrix_staffing.yaml"
    return folder / ("matrix_cases.yaml" if room in ("cases", "notices") else "matrix_pages.yaml")


def write(rows: dict[str, dict[str, Any]], folder: Path) -> None:
    """Every row into the file of its room, in the order of the addresses."""
    places: dict[Path, list[str]] = {}
    for name in addresses():
        if name in rows:
            places.setdefault(file_of(name, folder), []).append(name)
    for file, names in places.items():
        head = f"# GET: {' '.join(WHO)}\n"
        lines = [f"{name}: {_flow(rows[name])}" for name in names]
        file.write_text(head + "\n".join(lines) + "\n")


def _flow(row: dict[str, Any]) -> str:
    return yaml.safe_dump(row, default_flow_style=True, sort_keys=False, width=10_000, allow_unicode=True).strip()
