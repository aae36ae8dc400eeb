"""What people write neither computes in tables nor commands whoever prints it or shows it in a calendar (S9)."""

from __future__ import annotations

import pytest
import time_machine

from lajur.registers.organisation.testing import NOW
from tests.hostile.crawling import built_with, judged, openings, visit

TEXTS = ("=1+1|ljx", "ljx\r\nX-LJX:1\r\nEND:VEVENT", '#read("ljx") $ljx$ \\')
FILES = ("pdf", "docx", "xlsx", "bpmn", "workbook", "event_log", "export", "download", "table", "draft_file", "crest")


@pytest.mark.parametrize("text", TEXTS)
def test_texts_in_files_neither_compute_nor_command(
    text: str, django_db_setup: None, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with time_machine.travel(NOW, tick=False):
        scene, wrong, files = built_with(text, monkeypatch), [], 0
        for name, who, row in openings(1):
            if not name.startswith("api.") and any(word in name for word in FILES):
                response = visit(scene, name, who, row)
                files += "html" not in response.headers.get("Content-Type", "html")
                wrong += [f"{name} as {who}: {fault}" for fault in judged(response)]
    assert wrong == []
    assert files >= 6
