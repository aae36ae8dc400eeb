"""An office for every test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def office(db: None) -> Iterator[Any]:
    """The office of the cases' tests, inside its agency's scope."""
    from django_scopes import scope, scopes_disabled  # only now: conftest is read before Django is set up

    from lajur.casework.cases.testing import make_office

    with scopes_disabled():
        made = make_office()
    with scope(agency=made.agency):
        yield made
