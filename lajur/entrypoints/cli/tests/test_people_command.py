"""`lajur people reset-second-step`: the way back for the only administrator, told in the journal."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from lajur.casework.cases.testing import Office
from lajur.entrypoints.cli import people
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.signin.models import CodeApp
from lajur.registers.organisation.testing import NOW


@pytest.fixture
def run(monkeypatch: Any) -> Any:
    monkeypatch.setattr(people, "django_setup", lambda: None)
    return lambda *words: CliRunner().invoke(people.cli, ["reset-second-step", *words])


def test_the_only_administrator_gets_in_again_and_the_journal_tells_why(office: Office, run: Any) -> None:
    CodeApp.objects.create(agency=office.agency, person=office.admin, secret="x", since=NOW)
    told = run(office.admin.username, "--reason", "Ponsel hilang, surat 12/2026")
    assert told.exit_code == 0, told.output
    assert not CodeApp.objects.exists()
    entry = Entry.objects.get(kind="langkah-kedua-direset")
    assert entry.by is None
    assert str(office.admin.id) in entry.body
    assert "surat 12/2026" in str(entry.private)


def test_nobody_is_reset_without_reason_or_who_is_not_there(office: Office, run: Any) -> None:
    assert "tidak memakai langkah kedua" in run(office.admin.username, "--reason", "a").output
    assert run(office.admin.username, "--reason", " ").exit_code == 1
    assert "Tidak ada pegawai" in run("siapa", "--reason", "a").output
    assert not Entry.objects.filter(kind="langkah-kedua-direset").exists()
