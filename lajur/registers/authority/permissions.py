"""Permissions as data, and `may`, the only function that answers whether somebody may.

Each app lists its rows in `permissions.py` as `PERMISSIONS`. A permission that nobody declared does not exist: asking
for it is a programming error, not a no.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal, Protocol

from django.apps import apps

from lajur.engine.refusal import Refusal


class Actor(Protocol):
    """Who acts: a person of an agency, or nobody (`person` None) when the clock does."""

    @property
    def person(self) -> str | None: ...
    @property
    def agency(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Allowed:
    """`stands_for` is the person in whose place the actor acts, when he acts for another."""

    stands_for: str | None = None

    def __bool__(self) -> Literal[True]:
        return True


ALLOWED = Allowed()
Policy = Callable[[Any, Any], Allowed | Refusal]


def by_anybody(actor: Actor, subject: Any) -> Allowed:
    """A policy: everybody. For lists that show only what the actor may see, and for what is his own."""
    return ALLOWED


def by_the_system(actor: Actor, subject: Any) -> Allowed | Refusal:
    """A policy: only jobs, which act in nobody's name."""
    if actor.person is None:
        return ALLOWED
    return Refusal("bukan-wewenang", "Ini dikerjakan oleh sistem.")


@dataclass(frozen=True, slots=True)
class Permission:
    """`code` is also the name of the action, the URL and the template; `title` is its Indonesian name."""

    code: str
    title: str
    allows: Policy


_registry: dict[str, Permission] = {}
_asked: ContextVar[bool] = ContextVar("permission_asked", default=False)


def load_all() -> None:
    """Collect the permissions of every Lajur app; a code declared twice is an error."""
    for config in apps.get_app_configs():
        module = f"{config.name}.permissions"
        if not config.name.startswith("lajur.") or module == __name__ or find_spec(module) is None:
            continue
        for permission in getattr(import_module(module), "PERMISSIONS", ()):
            known = _registry.setdefault(permission.code, permission)
            if known is not permission:
                raise RuntimeError(f"permission declared twice: {permission.code}")


def permission(code: str) -> Permission:
    """Raises LookupError for a code that nobody declared."""
    try:
        return _registry[code]
    except KeyError:
        raise LookupError(f"undeclared permission: {code}") from None


def all_permissions() -> list[Permission]:
    return sorted(_registry.values(), key=lambda row: row.code)


def may(actor: Actor, code: str, subject: Any = None) -> Allowed | Refusal:
    """Whether `actor` may do `code` to `subject`; a refusal says why not and what to do."""
    _asked.set(True)
    return permission(code).allows(actor, subject)
