"""The editor's pages: what is changed is kept and drawn, and what is left alone stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django_scopes import scope, scopes_disabled

from lajur.catalogue.reader import canonical, catalogue_ids, load
from lajur.registers.organisation.testing import NOW, as_actor, done, make_agency
from lajur.registers.organisation.tests.test_administration import Place
from lajur.registers.procedures.drafts import actions
from lajur.registers.procedures.drafts.tests.drafting import Desk


@pytest.fixture(autouse=True)
def _still_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place(db: None) -> Iterator[Place]:
    with scopes_disabled():
        agency = make_agency()
    with scope(agency=agency):
        yield Place(agency)


def desk_with(place: Place, content: dict[str, Any]) -> Desk:
    return Desk(place, done(actions.create_draft(by=as_actor(place.admin), now=NOW, key="uji", content=content)))


@pytest.mark.parametrize("sop_id", catalogue_ids())
def test_every_shipped_sop_opens_in_the_editor_and_its_sheet_saves_back_unchanged(place: Place, sop_id: str) -> None:
    """Its parts and its last row as a browser sends them; the other rows are tried with the form alone."""
    content = canonical(load(sop_id))
    desk = desk_with(place, content)
    assert desk.row(list(load(sop_id).steps)[-1]).status_code == 302
    for part in ("identitas", "pelaksana", "dokumen"):
        answer = desk.part(part)
        assert answer.status_code == 302, answer.content.decode()
    assert desk.content == content
    assert desk.now().version == 1
