"""The commands as an operator types them, against the tests' database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from lajur.casework.cases.testing import Office
from lajur.casework.upkeep.models import Backup
from lajur.casework.upkeep.tests.test_backups import database_url, elsewhere

__all__ = ["elsewhere"]


@pytest.fixture
def lajur(tmp_path: Path) -> Any:
    """Run a command; its exit code and what it said."""
    url = database_url(str(connection.settings_dict["NAME"]))

    def run(*words: str, **environ: str) -> tuple[int, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LAJUR_")}
        kept |= {"DATABASE_URL": url, "LAJUR_BACKUP_URL": url.replace("//lajur@", "//postgres@"), "LAJUR_LANG": "id"}
        kept |= {"LAJUR_DATA": str(tmp_path / "data"), "LAJUR_MODE": "uji", **environ}
        told = subprocess.run(
            [sys.executable, "-m", "lajur.entrypoints.cli", *words], env=kept, capture_output=True, text=True,
            check=False, timeout=300,
        )  # fmt: skip
        return told.returncode, told.stdout + told.stderr

    return run


def test_an_operator_makes_proves_and_restores_a_backup(
    shared_office: Office, lajur: Any, elsewhere: str, tmp_path: Path
) -> None:
    shared_office.start()
    key, backup = str(tmp_path / "kunci"), tmp_path / "cadangan" / "satu.lajur"
    assert lajur("backup", "key", "-o", key)[0] == 0
    code, said = lajur("backup", "-o", str(backup), "--key-file", key, "--json")
    assert code == 0, said
    told = json.loads(said)
    assert (told["file"], told["encrypted"], told["tables"] > 40) == (str(backup), True, True)
    noted = Backup.objects.get()
    assert (noted.size, noted.is_encrypted, noted.proven_at) == (backup.stat().st_size, True, None)

    code, said = lajur("backup", "verify", str(backup), "--key-file", key)
    assert (code, "sama dengan aslinya" in said) == (0, True), said
    noted.refresh_from_db()
    assert noted.proven_at is not None

    code, said = lajur("restore", str(backup), "--key-file", key)
    assert (code, "sudah berisi" in said) == (1, True), said
    there = {"DATABASE_URL": elsewhere, "LAJUR_BACKUP_URL": elsewhere.replace("//lajur@", "//postgres@")}
    code, said = lajur("restore", str(backup), "--key-file", key, **there, LAJUR_DATA=str(tmp_path / "lain"))
    assert (code, "sama dengan aslinya per" in said) == (0, True), said

    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    code, said = lajur("backup", "verify", str(backup), "--key-file", key)
    assert (code, "Cadangan rusak mulai bita" in said) == (1, True), said
    noted.refresh_from_db()
    assert "rusak" in noted.fault
