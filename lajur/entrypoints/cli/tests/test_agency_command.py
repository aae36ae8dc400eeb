"""`lajur agency export`: the same archive by the operator's hand."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lajur.casework.cases.testing import Office
from lajur.entrypoints.cli import agency
from lajur.registers.authority.models import Entry


@pytest.fixture
def run(monkeypatch: Any) -> Any:
    monkeypatch.setattr(agency, "django_setup", lambda: None)
    return lambda *words: CliRunner().invoke(agency.cli, ["export", *map(str, words)])


def test_the_command_writes_the_archive_and_notes_it(office: Office, run: Any, tmp_path: Path) -> None:
    office.start()
    target = tmp_path / "sana/arsip.zip"
    told = run(office.agency.slug, "-o", target, "--json")
    assert told.exit_code == 0, told.output
    answer = json.loads(told.output)
    assert (answer["pelaksanaan"], answer["ukuran"]) == (1, target.stat().st_size)
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
    assert answer["sha256"] in Entry.objects.get(kind="arsip-dibuat").body


def test_an_agency_that_does_not_exist_and_a_place_that_cannot_be_written_are_told(
    office: Office, run: Any, tmp_path: Path
) -> None:
    assert "Tidak ada instansi" in run("tidak-ada", "-o", tmp_path / "a.zip").output
    (tmp_path / "berkas").write_text("")
    told = run(office.agency.slug, "-o", tmp_path / "berkas/a.zip")
    assert told.exit_code == 1
    assert "tidak dapat ditulis" in told.output
