"""What a list shows, taken along as a table: `?berkas=xlsx` or `csv` at the list's own address, so that a file holds
what the filters of the page hold, all its pages together, and only who may see the list gets it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lajur.registers.authority.limits import FILES, MINUTE, too_often
from lajur.registers.authority.throttle import allow
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.sheets import MAX_ROWS, write_csv, write_xlsx
from lajur.ui.formats import number

ASKED = "berkas"
"""Name in the address; `{% take_along %}` makes the links."""
MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
TEXT = 32_000
"""Signs of a cell; XLSX takes 32,767."""

Lines = Iterable[Sequence[Any]]


def taken_along(
    request: SignedRequest, title: str, headings: Sequence[str], lines: Callable[[], Lines]
) -> HttpResponse | None:
    """The file that the address asks for, None where it asks for the page. Moments are written as the agency's clock
    shows them; `lines` are read only when they are wanted, and the first `MAX_ROWS` of them are taken."""
    kind = request.GET.get(ASKED, "")
    if kind not in MEDIA:
        return None
    often = allow(f"{ASKED}:{request.user.pk}", limit=FILES, window=MINUTE, now=timezone.now())
    if often is not None:
        return too_often(request, often)
    zone = ZoneInfo(request.user.agency.zone)
    rows = [[_cell(value, zone) for value in line] for line in _bounded(lines(), len(headings))]
    made = write_csv(headings, rows) if kind == "csv" else write_xlsx(title[:31], headings, rows)
    answer = HttpResponse(made, content_type=MEDIA[kind])
    answer["Content-Disposition"] = f'attachment; filename="{slugify(title)}-{request.actor.day.day}.{kind}"'
    return answer


def _bounded(lines: Lines, width: int) -> Iterator[Sequence[Any]]:
    """At most so many; a last line says when there are more."""
    going = iter(lines)
    yield from islice(going, MAX_ROWS)
    if next(going, None) is not None:
        told = _("Hanya %(limit)s baris pertama; persempit saringan untuk sisanya.") % {"limit": number(MAX_ROWS)}
        yield [told, *[""] * (width - 1)]


def _cell(value: Any, zone: ZoneInfo) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
    return value[:TEXT] if isinstance(value, str) else value


def in_pieces(rows: Any, size: int = 1000) -> Iterator[list[Any]]:
    """The rows of a query set, so many read at once, no more than a file can hold."""
    for start in range(0, MAX_ROWS + 1, size):
        piece = list(rows[start : min(start + size, MAX_ROWS + 1)])
        if piece:
            yield piece
        if len(piece) < size:
            return


def one_by_one(rows: Any) -> Iterator[Any]:
    return chain.from_iterable(in_pieces(rows))
