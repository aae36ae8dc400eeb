"""The command itself: quick, lazy, in two languages."""

from __future__ import annotations

import ast
import os
import resource
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import polib
import pytest

from lajur.entrypoints.cli import COMMANDS
from lajur.entrypoints.cli.language import wanted

LAJUR = Path(sys.executable).with_name("lajur")
CLI = Path(__file__).resolve().parents[1]
LOCALE = CLI.parents[1] / "locale"


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    subprocess.run([sys.executable, "-m", "lajur.config.messages"], check=True)


def lajur(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if name not in {"LAJUR_LANG", "LC_ALL", "LANG", "LANGUAGE"}
    }
    return subprocess.run([LAJUR, *words], env=kept | environ, capture_output=True, text=True, check=False)


def test_help_loads_neither_django_nor_the_database() -> None:
    program = (
        "import sys; sys.argv = ['lajur', '--help']\n"
        "from lajur.entrypoints.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'django', 'psycopg', 'psutil', 'yaml', 'granian'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told.splitlines()[-1] == "[]"


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_help_answers_within_three_tenths_of_a_second() -> None:
    """Processor time, best of five: help waits for nothing, and the machine that runs the tests is busy."""
    times = []
    for _ in range(5):
        begun = processor_seconds()
        lajur("--help")
        times.append(processor_seconds() - begun)
    assert min(times) < 0.3, times


def test_indonesian_unless_english_is_asked_for() -> None:
    assert wanted({}) == "id"
    assert wanted({"LANG": "C.UTF-8"}) == "id"
    assert wanted({"LANG": "en_US.UTF-8"}) == "en"
    assert wanted({"LC_ALL": "en_GB.UTF-8", "LANG": "id_ID.UTF-8"}) == "en"
    assert wanted({"LAJUR_LANG": "id", "LANG": "en_US.UTF-8"}) == "id"


def test_help_speaks_indonesian_throughout() -> None:
    told = lajur("--help").stdout
    assert "Pemakaian: lajur" in told
    assert "Tampilkan bantuan ini." in told
    for english in ("Usage", "Options:", "Show this", "Commands"):
        assert english not in told


def test_help_speaks_english_throughout() -> None:
    told = lajur("--help", LAJUR_LANG="en").stdout
    assert "Usage: lajur" in told
    assert "Commands:" in told
    for indonesian in ("Perintah", "Jalankan", "Bahasa:"):
        assert indonesian not in told


def test_a_wrong_word_is_refused_in_the_same_language() -> None:
    refused = lajur("jalan")
    assert refused.returncode == 2
    assert "Tidak ada perintah 'jalan'" in refused.stderr
    assert "No such command 'jalan'" in lajur("jalan", LAJUR_LANG="en").stderr


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_in_the_list_is_there_and_explains_itself_without_django(name: str) -> None:
    assert isinstance(import_module(f"lajur.entrypoints.cli.{name}").cli, click.Command)
    told = lajur(name, "--help")
    assert told.returncode == 0, told.stderr
    assert "Pemakaian: lajur " + name in told.stdout
    loading = f"import sys, lajur.entrypoints.cli.{name}; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", loading], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n", f"{name}: imports Django before it runs"


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_text_in_the_catalogue_is_translated(language: str) -> None:
    catalogue = polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "cli.po"))
    assert [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy] == []


def test_every_text_of_the_commands_is_in_the_catalogue() -> None:
    known = {entry.msgid for entry in polib.pofile(str(LOCALE / "en" / "LC_MESSAGES" / "cli.po"))}
    said = {
        node.args[0].value
        for folder in (CLI, LOCALE.parent / "postgres", LOCALE.parent / "config")
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"_", "N_"}
        and isinstance(node.args[0], ast.Constant)
    }
    assert said - known == set()
