"""Generated requests for every operation: no failure of the server, no answer that the description does not know.

Two checks are left out: what fits the description may still be refused by the office's rules, and what does not may
have its fault in a header that the token replaces, so that accepting it is right. Wrong input: tests/test_tokens.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django_scopes import scope, scopes_disabled
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from lajur.casework.cases.testing import complete, make_office
from lajur.casework.documents.models import Record
from lajur.entrypoints.api import addresses  # declares the operations
from lajur.entrypoints.api.door import description
from lajur.entrypoints.api.testing import make_token
from lajur.registers.organisation.testing import NOW

pytestmark = pytest.mark.django_db

assert addresses.urlpatterns
EXAMPLES = 6
CHECKS = [
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


class OnOneConnection(WSGIHandler):
    """The installation's door, without what ends a request: that would close the test's own transaction."""

    def __call__(self, environ: Any, start_response: Any) -> Any:
        response = self.get_response(self.request_class(environ))
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return [b"".join(response)]


# The coverage phase makes hundreds of requests of each operation: for a long run now and then, not for every one.
CONFIG = schemathesis.Config.from_dict({"phases": {"coverage": {"enabled": False}}})
schema = schemathesis.openapi.from_dict(description(), config=CONFIG)
schema.app = OnOneConnection()


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """An office with a case, the token of a person who may do nearly everything there, and what exists; made once."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        with scopes_disabled():
            office = make_office()
        with scope(agency=office.agency):
            case = office.start()
            complete(case, "buat.1", office.ani, outputs=["konsep"], without={"permintaan": "Lisan"})
            token = make_token(office.koordinator)
            record = Record.objects.filter(case=case).latest("number")
        yield {
            "token": token, "case_id": str(case.id), "task": "periksa.1", "key": "surat", "number": 1,
            "record_id": str(record.id), "person_id": str(office.ani.id),
        }  # fmt: skip
        transaction.set_rollback(True)


@pytest.fixture
def known(made: dict[str, Any], db: None) -> dict[str, Any]:
    """Each operation undoes what it did."""
    return made


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_generated_requests_are_answered_as_described(case: Any, known: dict[str, Any]) -> None:
    if case.path_parameters and case.meta.generation.mode is GenerationMode.POSITIVE:
        # A random id names nothing: let well-formed requests reach what is there.
        case.path_parameters.update({name: known[name] for name in case.path_parameters if name in known})
    case.call_and_validate(headers={"Authorization": f"Bearer {known['token']}"}, checks=CHECKS)
