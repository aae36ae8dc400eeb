"""Reading long lists piece by piece. A cursor names the last row that was read, so that nothing is read twice or missed
when rows are added meanwhile."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

import orjson
from django.db.models import Model, Q, QuerySet
from ninja import Query

from lajur.engine.refusal import Refusal
from lajur.entrypoints.api.problems import Denied

MOST = 100
Cursor = Annotated[str | None, Query(None, max_length=400, description="`next` of the answer before.")]
Limit = Annotated[int, Query(50, ge=1, le=MOST)]
WRONG = Refusal("kursor-tidak-sah", "Kursor ini tidak sah; pakai isi `next` dari jawaban sebelumnya apa adanya.")

Row = TypeVar("Row", bound=Model)


def paged(
    rows: QuerySet[Row], first: str, second: str, read: Callable[[Any], Any], *, cursor: str | None, limit: int,
    descending: bool = False, also: Callable[[Any], Any] = UUID,
) -> tuple[list[Row], str | None]:  # fmt: skip
    """At most `limit` rows in order of two columns, of which the second tells all rows apart; `read` and `also` turn
    what stands in the cursor into values of these columns."""
    if cursor is not None:
        a, b = _opened(cursor, read, also)
        beyond = "lt" if descending else "gt"
        rows = rows.filter(Q(**{f"{first}__{beyond}": a}) | Q(**{first: a, f"{second}__{beyond}": b}))
    sign = "-" if descending else ""
    found = list(rows.order_by(sign + first, sign + second)[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], _sealed(getattr(last, first), getattr(last, second))


def numbered(cursor: str | None) -> int | None:
    """The number in a cursor made by `after_number`."""
    return _opened(cursor, int, int)[0] if cursor is not None else None


def after_number(number: int | None) -> str | None:
    return _sealed(number, 0) if number is not None else None


def moment(text: Any) -> datetime:
    """Raises ValueError for what is not a moment with its zone."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


def day(text: Any) -> date:
    return date.fromisoformat(text)


def _sealed(*values: Any) -> str:
    return urlsafe_b64encode(orjson.dumps([v if isinstance(v, int) else str(v) for v in values])).decode().rstrip("=")


def _opened(cursor: str, *readers: Callable[[Any], Any]) -> list[Any]:
    try:
        values = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        found = [reader(value) for reader, value in zip(readers, values, strict=True)]
    except (binascii.Error, orjson.JSONDecodeError, ValueError, TypeError, AttributeError, OverflowError) as error:
        raise Denied(WRONG, 422) from error
    if any(isinstance(value, int) and not 0 <= value < 2**31 for value in found) or "\0" in "".join(map(str, found)):
        raise Denied(WRONG, 422)
    return found
