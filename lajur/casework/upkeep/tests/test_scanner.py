"""The health page's row about the virus scanner."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from lajur.casework.cases.testing import Office
from lajur.casework.cases.tests.scanner import scanner
from lajur.casework.documents.models import Scan
from lajur.casework.upkeep import health


def row(office: Office, now: Any) -> health.Check:
    return next(one for one in health.checks([office.agency], now) if one.key == "pemindai")


def test_a_scanner_that_is_away_or_behind_is_told(office: Office, settings: Any) -> None:
    now = timezone.now()
    settings.CLAMD = ""
    assert (row(office, now).level, row(office, now).facts["terpasang"]) == ("baik", False)
    settings.CLAMD = "/tidak/ada.sock"
    assert row(office, now).level == "gangguan"
    with scanner() as server:
        settings.CLAMD = server.address
        assert row(office, now).level == "baik"
        Scan.objects.create(agency=office.agency, sha256="a" * 64, due_at=now - timedelta(minutes=30))
        assert row(office, now).level == "baik", "it has its turn within the hour"
        assert row(office, now + timedelta(hours=1)).level == "perhatian"
        Scan.objects.update(due_at=None, state="terjangkit", scanned_at=now)
        assert row(office, now).facts["terjangkit"] == 1
