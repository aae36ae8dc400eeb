"""The agency's border as PostgreSQL keeps it: row-level security, the guard behind the filters.

Web and job processes speak as the role `DOOR`, to which a policy on every table with an agency shows only the rows of
the agency in whose scope (django-scopes) the statement runs: to a page none outside a scope, to a job all of them. In
`scopes_disabled()` all are shown: those few places find out which agency it is. Commands speak as the tables' owner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django_scopes import get_scope

DOOR = "lajur_door"
NOWHERE, EVERYWHERE = "", "*"

_process: dict[str, Any] = {"bound": False, "outside": NOWHERE}


def close(*, outside: str = NOWHERE) -> None:
    """Bind every connection that this process makes from now on; `outside` is what is seen outside any scope."""
    _process.update(bound=True, outside=outside)


def is_bound() -> bool:
    return bool(_process["bound"])


def wanted() -> str:
    """The agency in whose scope the code runs, as text; `EVERYWHERE`, `NOWHERE`."""
    found = get_scope()
    if not found.get("_enabled", True):
        return EVERYWHERE
    agency = found.get("agency")
    if agency is None:
        return str(_process["outside"])
    if isinstance(agency, list | tuple):
        if len(agency) != 1:
            return EVERYWHERE
        agency = agency[0]
    return str(getattr(agency, "pk", agency))


def entered(agency: str) -> None:
    """A statement told the server the agency itself (`border_enter`)."""
    connections["default"].told = agency  # type: ignore[attr-defined]


@contextmanager
def bound() -> Iterator[None]:
    """Bind the connection of tests for a while, as the served product's is always."""
    connection: Any = connections["default"]
    if connection.bound:
        yield
        return
    connection.ensure_connection()
    connection.bind()
    try:
        yield
    finally:
        connection.unbind()


class AsServed:
    """Middleware of tests: requests meet the policies as in the served product."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        with bound():
            return self.get_response(request)
