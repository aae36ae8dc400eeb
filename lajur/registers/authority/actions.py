"""`@action`: the one way to change anything."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from random import random
from time import sleep
from typing import ParamSpec, TypeVar

from django.db import OperationalError, transaction
from psycopg.errors import DeadlockDetected, SerializationFailure

from lajur.engine.refusal import Refusal
from lajur.registers.authority.permissions import _asked
from lajur.registers.authority.room import keep_reserve

P = ParamSpec("P")
R = TypeVar("R")

ACTIONS: dict[str, str] = {}
"""Dotted name of every action → the permission it needs; tests compare both lists."""

ATTEMPTS = 20


class Stale(Exception):
    """What an action had read was changed by somebody else before it could write."""


class Refused(Exception):
    """Carries a refusal out of a transaction that must be rolled back."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class PermissionNotAsked(RuntimeError):
    """An action ended without asking `may`: it would have let anybody through."""


def action(*, needs: str, atomic: bool = True) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a verb function an action: one transaction, committed unless it returns a Refusal or raises.

    The function must ask `may(by, needs, …)` itself, about what it has read; forgetting to is an error. When what it
    read was stale, or at a deadlock, it is tried again from the start, because nothing of the first try was kept.
    Nothing is changed once the disk has come to its reserve (`room`): OSError, told as 507.
    `atomic=False` is for functions that write by one statement, or open the transaction themselves.
    """

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        ACTIONS[f"{function.__module__}.{function.__qualname__}"] = needs

        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            keep_reserve()
            outermost = not transaction.get_connection().in_atomic_block
            attempt = 1
            while True:
                try:
                    return _once(function, atomic, *args, **kwargs)
                except (OperationalError, Stale) as error:
                    again = isinstance(error, Stale) or isinstance(
                        error.__cause__, DeadlockDetected | SerializationFailure
                    )
                    if not again or attempt >= ATTEMPTS or not (outermost or isinstance(error, Stale)):
                        raise
                sleep(random() * 0.002 * attempt)  # noqa: S311
                attempt += 1

        return run

    return wrap


ENTERED = Refusal(
    "sedang-masuk-sebagai",
    "Anda sedang melihat Lajur sebagai orang lain; yang dilihat tidak dapat diubah. Keluar dahulu dari pandangannya.",
)
"""Nobody acts under another's name: not even an administrator who entered as him to help."""


def _once(function: Callable[P, R], atomic: bool, *args: P.args, **kwargs: P.kwargs) -> R:
    if getattr(kwargs.get("by"), "entered_by", None) is not None:
        return ENTERED  # type: ignore[return-value]
    before = _asked.set(False)
    try:
        with transaction.atomic() if atomic else nullcontext():
            result = function(*args, **kwargs)
            if not _asked.get():
                raise PermissionNotAsked(function.__qualname__)
            if atomic and isinstance(result, Refusal):
                transaction.set_rollback(True)
        return result
    except Refused as refused:
        return refused.refusal  # type: ignore[return-value]
    finally:
        _asked.reset(before)
