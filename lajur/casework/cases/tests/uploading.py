"""A browser's part in tests of uploads: it reads a file in parts and is cut off where the test says."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.test import Client

from lajur.casework.cases.models import Case
from lajur.casework.cases.tests.browsing import path


class Sender:
    """One tab of an officer's browser, sending one file to one slot of a task."""

    def __init__(self, client: Client, case: Case, task: str, kind: str, name: str, data: bytes) -> None:
        self.client, self.base, self.kind, self.name, self.data = client, path(case, task, "unggah/"), kind, name, data
        self.id = ""

    def begin(self, **other: Any) -> Any:
        given = {"jenis": self.kind, "nama": self.name, "ukuran": len(self.data), "tanda": f"t{len(self.data)}"}
        told = self.client.post(self.base, json.dumps(given | other), content_type="application/json")
        if told.status_code == 201:
            self.id = told.json()["id"]
        return told

    @property
    def address(self) -> str:
        return f"{self.base}{self.id}/"

    def put(self, offset: int, until: int, data: bytes | None = None) -> Any:
        body = self.data[offset:until] if data is None else data
        return self.client.put(
            self.address, body, content_type="application/octet-stream", headers={"Upload-Offset": str(offset)}
        )

    def all(self, step: int = 200_000) -> None:
        for at in range(0, len(self.data), step):
            assert self.put(at, at + step).status_code == 200

    def finish(self, digest: str | None = None) -> Any:
        told = {"sidik": digest if digest is not None else hashlib.sha256(self.data).hexdigest()}
        return self.client.post(f"{self.address}selesai/", json.dumps(told), content_type="application/json")
