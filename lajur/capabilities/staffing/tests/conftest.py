"""An office in which personnel is shared out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def place(db: None, settings: Any, tmp_path: Any) -> Iterator[Any]:
    """`testing.make_place`, inside its agency's scope, with files of its own."""
    from django_scopes import scope, scopes_disabled

    from lajur.capabilities.staffing.testing import make_place
    from lajur.casework.cases.testing import make_office

    settings.MEDIA_ROOT = tmp_path
    with scopes_disabled():
        office = make_office()
    with scope(agency=office.agency):
        yield make_place(office)
