"""A table of figures: shown behind its picture, and downloaded as it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lajur.ui import formats

Kind = Literal["teks", "angka", "pecahan", "menit", "persen"]

ON_PAGE = 15
"""Rows of a table that the page shows; its file has all of them. A page of hundreds is slow on a bad line."""


@dataclass(frozen=True, slots=True)
class Column:
    """`menit` are working minutes, `persen` shares of one, `pecahan` Decimals shown with the places they have; all may
    be None where there is nothing to tell."""

    label: str
    kind: Kind = "teks"


@dataclass(frozen=True, slots=True)
class Table:
    """`key` stands in the address of its file. `links`: number of a row → where its first cell leads."""

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    note: str = ""
    links: Mapping[int, str] = field(default_factory=dict)

    @property
    def left_out(self) -> int:
        """Rows that only the file has."""
        return max(len(self.rows) - ON_PAGE, 0)

    @property
    def html(self) -> SafeString:
        """The table with its caption, its first rows; cards on a phone."""
        heads = "".join(f'<th scope="col"{_css(column)}>{escape(column.label)}</th>' for column in self.columns)
        body = "".join(f"<tr>{self._cells(number, row)}</tr>" for number, row in enumerate(self.rows[:ON_PAGE]))
        return mark_safe(  # noqa: S308 - every text is escaped
            f'<table class="table"><caption class="sr">{escape(self.title)}</caption>'
            f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
        )

    def _cells(self, number: int, row: Sequence[Any]) -> str:
        first: str = escape(shown(row[0], self.columns[0].kind))
        link = self.links.get(number)
        if link:
            first = f'<a href="{escape(link)}">{first}</a>'
        rest = "".join(
            f'<td data-label="{escape(column.label)}"{_css(column)}>{escape(shown(value, column.kind))}</td>'
            for column, value in zip(self.columns[1:], row[1:], strict=True)
        )
        return f'<th scope="row">{first}</th>{rest}'


def _css(column: Column) -> str:
    return "" if column.kind == "teks" else ' class="number"'


def shown(value: Any, kind: Kind) -> str:
    """A value as people read it on the page."""
    if value is None:
        return "–"
    match kind:
        case "angka" | "pecahan":
            return formats.number(value)
        case "menit":
            return formats.working_time(round(value))
        case "persen":
            return _("%(share)s %%") % {"share": formats.number(round(value * 100))}
    return str(value)
