"""What a production server tells and refuses, asked of a process that runs in that mode."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lajur.config.safety import JsonLines, Lines

ROOT = Path(__file__).resolve().parents[1]


def test_the_production_profile_passes_every_check_of_a_deployment(tmp_path: Path) -> None:
    given = {"LAJUR_MODE": "produksi", "LAJUR_SECRET_KEY": "kunci-0123456789-" * 4, "LAJUR_DATA": str(tmp_path)}
    given |= {"LAJUR_HOSTS": "sop.contoh.go.id", "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "django", "check", "--deploy", "--fail-level", "WARNING",
         "--settings", "lajur.config.settings"],
        cwd=ROOT, env={**os.environ, **given}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_log_line_is_one_json_object_with_its_trace() -> None:
    try:
        raise ValueError("putus")
    except ValueError:
        record = logging.LogRecord("lajur.jobs", logging.ERROR, "x.py", 1, "Gagal: %s", ("surel",), sys.exc_info())
    line = JsonLines().format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert (told["level"], told["logger"], told["message"]) == ("ERROR", "lajur.jobs", "Gagal: surel")
    assert told["trace"].endswith("ValueError: putus")


class _Failing(Exception):
    """As psycopg tells it: what people wrote may have lines of its own."""

    def __str__(self) -> str:
        return (
            'new row for relation "cases_case" violates check constraint "x"\n'
            "DETAIL:  Failing row contains (1, Nama Pelapor\n\n  alamat pelapor, 2).\nCONTEXT:  SQL function"
        )


@pytest.mark.parametrize("formatter", [JsonLines(), Lines()], ids=["json", "plain"])
def test_a_trace_tells_nothing_of_the_row_however_many_lines_it_has(formatter: logging.Formatter) -> None:
    try:
        try:
            raise _Failing
        except _Failing as first:
            raise RuntimeError("selesai") from first
    except RuntimeError:
        record = logging.LogRecord("lajur", logging.ERROR, "x.py", 1, "Gagal", (), sys.exc_info())
    told = formatter.format(record)
    assert "pelapor" not in told.casefold()
    assert all(
        part in told for part in ("violates check constraint", "CONTEXT:", "direct cause", "RuntimeError: selesai")
    )
