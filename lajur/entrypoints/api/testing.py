"""Tokens and a program's part in tests of the API. Use inside `scope(agency=…)`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from lajur.entrypoints.api.actions import create_token
from lajur.entrypoints.api.rules import SCOPES
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.testing import NOW, as_actor, done


def make_token(person: Person, scopes: Sequence[str] = SCOPES, *, now: datetime = NOW, days: int = 30) -> str:
    """The secret of a token of the person."""
    made = create_token(
        name="Uji", scopes=scopes, expires_at=now + timedelta(days=days), by=as_actor(person, now), now=now
    )
    return done(made).secret


class Program:
    """Calls the API with a token; paths are below /api/v1."""

    def __init__(self, token: str | None, **headers: str) -> None:
        self.client = Client(raise_request_exception=True)
        self.headers = headers
        if token is not None:
            self.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query, headers=self.headers)

    def post(self, path: str, given: Any = None, *, key: str | None = None) -> Any:
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        body = given if isinstance(given, str | bytes) else json.dumps({} if given is None else given)
        return self.client.post(f"/api/v1{path}", body, content_type="application/json", headers=headers)

    def send(self, path: str, data: bytes, **headers: str) -> Any:
        """A body of bytes."""
        return self.client.post(
            f"/api/v1{path}", data, content_type="application/octet-stream", headers={**self.headers, **headers}
        )

    def upload(self, path: str, file: Any, *, key: str | None = None) -> Any:
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        return self.client.post(f"/api/v1{path}", {"file": file}, headers=headers)
