"""An office that writes, with a folder of its own for files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def office(db: None) -> Iterator[Any]:
    from django_scopes import scope, scopes_disabled  # only now: conftest is read before Django is set up

    from lajur.casework.documents.papers.testing import make_desk

    with scopes_disabled():
        made = make_desk()
    with scope(agency=made.agency):
        yield made
