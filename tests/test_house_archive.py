"""The agency's archive forgets no table of a capability: what is not in it is left out here, with the reason."""

from __future__ import annotations

import pytest
from django.apps import apps
from django_scopes import scope

from lajur.casework.cases.archived import tables_of_capabilities
from lajur.registers.organisation.models import Agency

LEFT_OUT = {
    "surveys.Invitation": "who was asked is kept apart from answers, and forgotten when the survey closes",
    "surveys.Ticket": "digests of secrets in somebody's mail",
    "surveys.RunningCount": "made of the answers, which are in the archive",
    "surveys.CountChange": "made of the answers, which are in the archive",
}


@pytest.mark.django_db
def test_every_table_of_a_capability_is_in_the_archive_or_left_out_with_a_reason() -> None:
    agency = Agency(name="Zamrud", slug="zamrud")
    with scope(agency=agency):
        named = tables_of_capabilities(agency)
    kept = {rows.model._meta.label for _name, rows in named}
    capable = [app for app in apps.get_app_configs() if app.name.startswith("lajur.capabilities.")]
    tables = {model._meta.label for app in capable for model in app.get_models()}
    assert tables == kept | set(LEFT_OUT)
    assert not kept & set(LEFT_OUT)
    assert len({name for name, _rows in named}) == len(named)
