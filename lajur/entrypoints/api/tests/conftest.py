"""An office for every test that asks for one, at a still clock."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _still_clock_and_own_folder(still_clock: None, own_folder: None) -> None:
    """For every test of the room."""


@pytest.fixture
def office(db: None) -> Iterator[Any]:
    """The office of `cases.testing.make_office`, inside its agency's scope."""
    from django_scopes import scope, scopes_disabled

    from lajur.casework.cases.testing import make_office

    with scopes_disabled():
        made = make_office()
    with scope(agency=made.agency):
        yield made
