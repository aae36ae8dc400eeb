"""The office of the papers, with trust in one authority of its own, and work done here in place of a process apart."""

from __future__ import annotations

from typing import Any

import pytest

from lajur.casework.documents.papers.tests.conftest import _own_files, office

__all__ = ["_own_files", "office"]


@pytest.fixture(autouse=True)
def _trusting(tmp_path: Any, settings: Any) -> None:
    from lajur.casework.documents.signing.testing import make_authority

    folder = tmp_path / "sertifikat"
    folder.mkdir()
    (folder / "akar.pem").write_bytes(make_authority().pem)
    settings.SIGN_TRUST, settings.PUBLIC_URL = folder, "https://lajur.uji.id"


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything as in the process apart, but for its start, which takes a second."""
    import json

    from lajur.casework.documents.signing import apart

    def run(work: dict[str, Any]) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(apart.answered(json.dumps(work)))
        if "fault" in told:
            raise ValueError(told["fault"])
        return told

    monkeypatch.setattr(apart, "_run", run)
