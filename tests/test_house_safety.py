"""What a production server tells and refuses, asked of a process that runs in that mode."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

from lajur.config.safety import JsonLines

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
