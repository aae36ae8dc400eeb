"""The OpenAPI description: kept as a file, so that a change of the API shows as a change of the file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lajur.entrypoints.api import addresses  # declares the operations
from lajur.entrypoints.api.door import OPERATIONS, description

SNAPSHOT = Path(__file__).resolve().parents[1] / "openapi.json"
RENEW = "RECORD_API=1 .venv/bin/pytest lajur/entrypoints/api/tests/test_description.py -n 0"


assert addresses.urlpatterns


def operations(found: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, op) for path, methods in found["paths"].items() for method, op in methods.items()]


def test_the_kept_description_is_that_of_the_code() -> None:
    text = json.dumps(description(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if os.environ.get("RECORD_API"):
        SNAPSHOT.write_text(text)
    assert SNAPSHOT.read_text() == text, f"the API has changed; look at the difference, then renew the file: {RENEW}"


def test_what_a_reader_does_to_it_stays_his_own() -> None:
    """Test tools write notes of theirs into the description that they are given."""
    description()["paths"].clear()
    assert description()["paths"]


@pytest.mark.django_db
def test_everybody_may_read_it(client: Client) -> None:
    response = client.get("/api/v1/openapi.json")
    assert response.status_code == 200
    assert response.json() == description()


def test_every_operation_says_how_it_may_fail_and_what_it_needs() -> None:
    found = operations(description())
    assert {op["operationId"] for _, _, op in found} == {declared.name for declared in OPERATIONS}
    for path, method, op in found:
        wanted = {"401", "403", "404", "422", "500"} | ({"400", "409", "413"} if method == "post" else set())
        assert wanted <= set(op["responses"]), path
        for code, response in op["responses"].items():
            if int(code) >= 400:
                assert list(response["content"]) == ["application/problem+json"]
        assert op["x-permission"]
        assert op["security"] == [{"Token": []}]
        assert op["description"]


def test_examples_of_secrets_or_hosts_stand_nowhere_in_it() -> None:
    text = SNAPSHOT.read_text()
    assert "lajur_" not in text
    assert "http://" not in text
