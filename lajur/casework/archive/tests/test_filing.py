"""Documents of cases that have ended are filed where their sheet says; it stands here because it knows cases."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from lajur.casework.cases.models import Case
from lajur.casework.cases.testing import complete, make_row
from lajur.casework.documents.retention import actions
from lajur.casework.documents.retention.jobs import file_ended
from lajur.casework.documents.retention.models import Filing
from lajur.registers.organisation.testing import NOW


def test_documents_of_ended_cases_are_filed_each_once_where_the_sheet_says(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.publish("arsip", [make_row("buat", yields=["konsep"])])
    sheet = SimpleNamespace(identity=SimpleNamespace(records=("Disimpan dalam arsip Sekretariat.",)))
    monkeypatch.setattr(actions, "sop_of", lambda edition: sheet)
    running, ended = office.start("arsip"), office.start("arsip")
    assert complete(ended, "buat.1", office.ani, outputs=["konsep"])
    assert Case.objects.get(id=ended.id).ended_at
    assert file_ended(office.agency, NOW) == 1
    assert file_ended(office.agency, NOW) == 0
    of_case = Filing.objects.get(record__case=ended)
    assert (of_case.classification, of_case.place) == ("pelaksanaan", "Disimpan dalam arsip Sekretariat.")
    assert of_case.active_until == date(NOW.year + 2, NOW.month, NOW.day)
    assert not Filing.objects.filter(record__case=running).exists()
