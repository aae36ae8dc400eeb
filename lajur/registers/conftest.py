"""What tests of registers ask for by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def place(db: None) -> Iterator[Any]:
    """An agency with its administrator, a head and an officer (`administering.Place`), inside its scope."""
    from django_scopes import scope, scopes_disabled

    from lajur.registers.organisation.testing import make_agency
    from lajur.registers.organisation.tests.administering import Place

    with scopes_disabled():
        agency = make_agency()
    with scope(agency=agency):
        yield Place(agency)
