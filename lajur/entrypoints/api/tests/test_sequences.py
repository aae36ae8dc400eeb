"""Operations one after the other (S14): what one answers, the next asks for. Schemathesis finds by the description
which operation gives what another needs; no sequence brings the server to fail or to an answer that is not described.

SEQUENCES sets how many are tried (a few unless set)."""

from __future__ import annotations

import os
import sys
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, settings
from schemathesis import checks

from lajur.entrypoints.api.door import description
from lajur.entrypoints.api.tests.test_schemathesis import CHECKS, OnOneConnection, known, made

__all__ = ["known", "made"]  # the office of the single requests
SEQUENCES = int(os.environ.get("SEQUENCES", "4"))
CONFIG = schemathesis.Config.from_dict({"phases": {"coverage": {"enabled": False}}})
schema = schemathesis.openapi.from_dict(description(), config=CONFIG)
schema.app = OnOneConnection()


@pytest.mark.django_db
def test_sequences_of_operations_are_answered_as_described(known: dict[str, Any]) -> None:
    asked: list[str] = []
    machine: Any = schema.as_state_machine()

    class Sequence(machine):
        def setup(self) -> None:
            self.undo = transaction.atomic()
            self.undo.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"headers": {"Authorization": f"Bearer {known['token']}"}}

        def after_call(self, response: Any, case: Any) -> None:
            asked.append(f"{case.method} {case.path} {response.status_code}")

        def validate_response(self, response: Any, case: Any, **more: Any) -> None:
            case.validate_response(response, checks=[*CHECKS, checks.not_a_server_error])

    Sequence.run(
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=10,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
    )
    kinds = {one.rpartition(" ")[0] for one in asked}
    sys.stdout.write(f"{len(asked)} requests of {len(kinds)} operations in {SEQUENCES} sequences\n")
    assert len(asked) > SEQUENCES
    assert len(kinds) > 5
