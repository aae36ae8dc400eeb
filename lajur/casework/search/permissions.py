"""Everybody searches, and finds what he may see: `queries.py` holds the same rules as the pages found."""

from __future__ import annotations

from typing import Any

from lajur.registers.authority.permissions import ALLOWED, Allowed, Permission
from lajur.registers.organisation.actors import Actor


def _what_one_may_see(actor: Actor, subject: Any) -> Allowed:
    return ALLOWED


PERMISSIONS = [Permission("search.search", "Mencari", _what_one_may_see)]
