"""`@action`: the one way to change anything."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, transaction
from psycopg.errors import DeadlockDetected, SerializationFailure

from lajur.engine.refusal import Refusal
from lajur.registers.authority.permissions import _asked

P = ParamSpec("P")
R = TypeVar("R")

ACTIONS: dict[str, str] = {}
"""Dotted name of every action → the permission it needs; tests compare both lists."""

ATTEMPTS = 3


class PermissionNotAsked(RuntimeError):
    """An action ended without asking `may`: it would have let anybody through."""


def action(*, needs: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a verb function an action: one transaction, committed unless it returns a Refusal or raises.

    The function must ask `may(by, needs, …)` itself, after it has locked what it changes; forgetting to is an error.
    A deadlock or serialisation failure is tried again, because nothing of the first try was kept.
    """

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        ACTIONS[f"{function.__module__}.{function.__qualname__}"] = needs

        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            outermost = not transaction.get_connection().in_atomic_block
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    return _once(function, *args, **kwargs)
                except OperationalError as error:
                    again = isinstance(error.__cause__, DeadlockDetected | SerializationFailure)
                    if not (again and outermost and attempt < ATTEMPTS):
                        raise
            raise AssertionError("unreachable")

        return run

    return wrap


def _once(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    before = _asked.set(False)
    try:
        with transaction.atomic():
            result = function(*args, **kwargs)
            if not _asked.get():
                raise PermissionNotAsked(function.__qualname__)
            if isinstance(result, Refusal):
                transaction.set_rollback(True)
        return result
    finally:
        _asked.reset(before)
