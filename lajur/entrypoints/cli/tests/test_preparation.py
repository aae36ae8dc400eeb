"""What is loaded before the first page: nothing that only some act needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys

SCRIPT = """
import json, sys
import django
django.setup()
started = set(sys.modules)
from lajur.entrypoints.cli.preparation import load_pages
load_pages()
print(json.dumps([sorted(started), sorted(sys.modules)]))
"""
NEVER = {"docx", "httpx", "icalendar", "lxml", "numpy", "ortools", "pandas", "pyhanko", "pypdfium2", "xlsxwriter"}
NEVER |= {"fido2", "jinja2", "jwt", "ninja", "pydantic", "python_calamine", "schemathesis", "segno", "typst"}
"""Loaded by whoever calls for them: together they would double the time to the first page."""


def test_neither_a_start_nor_the_pages_load_what_only_single_acts_need() -> None:
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "lajur.config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    started, loaded = (set(names) for names in json.loads(run.stdout))
    assert "lajur.config.urls" in loaded - started
    assert sorted(NEVER & loaded) == []
    assert sorted(name for name in started if name.startswith("lajur.exchange.")) == []
