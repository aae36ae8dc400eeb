"""Values of dated tables as people read them: words, lists and grids, without the notation of the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.registers.reference.rules import HOURS, WEEKDAYS
from lajur.ui.formats import long_date, number

SEASONS: Mapping[str, str | Promise] = {
    "biasa": gettext_lazy("Hari biasa"),
    "ramadan": gettext_lazy("Bulan Ramadan"),
}
LABELS: Mapping[str, str | Promise] = {
    **SEASONS,
    **{day: DAY_NAMES[place] for place, day in enumerate(WEEKDAYS)},
}
"""Names of keys that are more than the key itself with a capital letter."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows under headings; the first cell of a row names it."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def cells(self) -> list[list[tuple[str, str]]]:
        """Each row as heading and text, for screens that show a row as a card."""
        return [list(zip(self.headings, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as the page writes it: one of the four is filled."""

    text: str = ""
    lines: Sequence[str] = ()
    pairs: Sequence[tuple[str, Shown]] = ()
    grid: Grid | None = None


def label(key: str) -> str:
    """“paling_sedikit” as “Paling sedikit”."""
    if key in LABELS:
        return str(LABELS[key])
    words = key.replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]


def cell(value: Any, empty: str = "–") -> str:
    """A value in one line."""
    if value is None or value in ("", [], {}):
        return empty
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, list):
        return ", ".join(cell(item) for item in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{label(key)}: {cell(item)}" for key, item in value.items())
    return number(value) if isinstance(value, int) else str(value)


def shown(name: str, value: Any) -> Shown:
    """The value of table `name`."""
    return Shown(grid=_hours(value)) if name == HOURS else _shown(value)


def _hours(value: Any) -> Grid:
    rows = [
        [label(day), *(cell(value[season][day], _("libur")).replace("-", "–") for season in SEASONS)]
        for day in WEEKDAYS
    ]
    return Grid([_("Hari"), *(str(season) for season in SEASONS.values())], rows)


def _shown(value: Any) -> Shown:
    if isinstance(value, Mapping) and value:
        return Shown(pairs=[(label(key), _shown(item)) for key, item in value.items()])
    if isinstance(value, list) and value:
        if all(isinstance(item, Mapping) for item in value):
            keys = list(dict.fromkeys(chain.from_iterable(value)))
            rows = [[_told(row.get(key)) for key in keys] for row in value]
            return Shown(grid=Grid([label(key) for key in keys], rows))
        return Shown(lines=[_told(item) for item in value])
    return Shown(text=_told(value))


def _told(value: Any) -> str:
    if isinstance(value, str):
        try:
            return long_date(date.fromisoformat(value))
        except ValueError:
            return value
    return cell(value)
