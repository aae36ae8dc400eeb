"""An office on a day that stands still, with files of its own, for whatever attacks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django_scopes import scope, scopes_disabled

if TYPE_CHECKING:
    from lajur.casework.cases.testing import Office


@pytest.fixture
def office(db: None, settings: Any, tmp_path: Path) -> Iterator[Office]:
    from lajur.casework.cases.testing import make_office  # models: loaded when Django is set up
    from lajur.registers.organisation.testing import NOW

    settings.MEDIA_ROOT = tmp_path
    with scopes_disabled():
        made = make_office()
    with time_machine.travel(NOW, tick=False), scope(agency=made.agency):
        yield made
