"""What Prometheus reads."""

from __future__ import annotations

import json
import logging

import pytest
from django.test import Client
from django.utils.module_loading import import_string

from lajur.casework.cases.testing import Office
from lajur.casework.upkeep import measuring
from lajur.registers.organisation.tests.browsing import signed_in

pytestmark = pytest.mark.django_db

JsonLines = import_string("lajur.config.safety.JsonLines")
TOKEN = "kunci-metrik-percobaan"
OK, MISSING = 200, 404


@pytest.fixture
def watched(settings, monkeypatch):
    settings.METRICS_TOKEN = TOKEN
    monkeypatch.setattr(measuring, "_kept", {})
    yield Client(headers={"authorization": f"Bearer {TOKEN}"})
    from prometheus_client import REGISTRY

    for histogram in measuring._kept.values():
        REGISTRY.unregister(histogram)


def test_figures_stand_in_prometheus_own_format_and_name_nobody(watched: Client, office: Office) -> None:
    from prometheus_client.parser import text_string_to_metric_families

    person = office.kepala
    client = signed_in(person)
    client.get(f"/cari/?q={person.name}")
    answer = watched.get("/metrik/")
    assert answer.status_code == OK
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    assert families["lajur_database_up"].samples[0].value == 1
    assert families["lajur_tasks_open"].samples[0].value >= 0
    pages = {sample.labels["page"] for sample in families["lajur_http_request_seconds"].samples}
    assert "search.search" in pages
    for word in (person.name, person.username, str(person.id), person.agency.slug, person.agency.name):
        assert word not in answer.text


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer salah", TOKEN + "x"])
def test_without_the_token_there_is_nothing(watched, header: str) -> None:
    assert Client(headers={"authorization": header}).get("/metrik/").status_code == MISSING


def test_where_no_token_is_set_no_token_opens(settings) -> None:
    settings.METRICS_TOKEN = ""
    assert Client(headers={"authorization": "Bearer "}).get("/metrik/").status_code == MISSING


def test_a_request_is_a_line_of_the_structured_log_without_its_address(settings, caplog, office: Office) -> None:
    settings.STRUCTURED_LOG = True
    person = office.kepala
    client = signed_in(person)
    log = logging.getLogger("lajur.akses")
    log.addHandler(caplog.handler)
    log.setLevel(logging.INFO)
    try:
        client.handler.load_middleware()
        client.get(f"/cari/?q={person.username}")
    finally:
        log.removeHandler(caplog.handler)
        log.setLevel(logging.WARNING)
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records if record.name == "lajur.akses"]
    assert lines[-1].items() >= {"page": "search.search", "method": "GET", "status": 200}.items()
    assert person.username not in json.dumps(lines)
