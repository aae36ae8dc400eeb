"""The house: what holds for every file that is, or would be, committed."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINES = 400
HAND_WRITTEN = {".py", ".html", ".css", ".js", ".typ"}
# Written with a dash inside, so that this file does not name them either.
REGISTRIES = "py-pi.org python-hosted.org ana-conda.org npm-js.org npm-js.com crates-.io proxy.go-lang.org docker-.io"
NETWORKS = "unp-kg.com js-delivr.net cdn-js.com cdn-js.cloudflare.com google-apis.com g-static.com gh-cr.io"
HOSTS = [name.replace("-", "") for name in f"{REGISTRIES} {NETWORKS}".split()]


def committed() -> list[Path]:
    """Every file git knows or would take up, as it is in the working tree."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


FILES = committed()
SOURCES = [path for path in FILES if path.suffix == ".py"]


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def imported(tree: ast.Module) -> set[str]:
    """Dotted names of all modules imported anywhere in a file."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_there_is_something_to_look_at() -> None:
    assert len(SOURCES) > 20


def test_hand_written_files_stay_short_enough_to_read() -> None:
    long = {
        named(path): count
        for path in FILES
        if path.suffix in HAND_WRITTEN
        and "migrations" not in path.parts
        and (count := len(path.read_text().splitlines())) > LINES
    }
    assert long == {}


def test_no_file_names_a_package_registry_or_a_content_network() -> None:
    naming = {
        named(path): host
        for path in FILES
        for host in HOSTS
        if path.suffix not in {".png", ".ico", ".xlsx", ".docx", ".pdf"} and host in path.read_text(errors="replace")
    }
    assert naming == {}


def test_rules_know_no_framework() -> None:
    knowing = {
        named(path): sorted(names)
        for path in SOURCES
        if path.name == "rules.py"
        and (names := {name for name in imported(parsed(path)) if name.split(".")[0] in {"django", "psycopg", "click"}})
    }
    assert knowing == {}


def test_nothing_happens_behind_a_signal() -> None:
    """What follows from a change stands in its action; a receiver elsewhere would do it unseen."""
    hidden = {
        named(path): sorted(names)
        for path in SOURCES
        if path.parts[len(ROOT.parts)] == "lajur"
        and (names := {n for n in imported(parsed(path)) if n.startswith("django.dispatch") or n.endswith(".signals")})
    }
    assert hidden == {}


def test_only_casework_moves_a_case() -> None:
    """Beside it, only the catalogue plays its own stories through the engine, without any case."""
    allowed = ("lajur/engine/", "lajur/catalogue/", "lajur/casework/cases/")
    callers = {
        named(path)
        for path in SOURCES
        if named(path).startswith("lajur/")
        and "tests" not in path.parts
        and "lajur.engine.advance.advance" in imported(parsed(path))
    }
    assert {caller for caller in callers if not caller.startswith(allowed)} == set()
    assert any(caller.startswith("lajur/casework/cases/") for caller in callers)


def test_every_unfinished_mark_is_gone() -> None:
    marks = ["TO" + "DO", "FIX" + "ME", "X" * 3]
    left = {
        f"{named(path)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        for mark in marks
        if f"# {mark}" in line
    }
    assert left == set()


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_locked_requirements_are_pinned_and_hashed(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()
    blocks = [block for block in text.replace("\\\n", " ").splitlines() if block and not block.lstrip().startswith("#")]
    assert len(blocks) > 20
    assert [block for block in blocks if "==" not in block or "--hash=sha256:" not in block] == []


def test_the_two_lock_files_agree() -> None:
    """The tools are added to what runs; they do not change it."""
    pins = [
        {line.split(" ")[0] for line in (ROOT / "requirements" / name).read_text().splitlines() if "==" in line[:60]}
        for name in ("run.txt", "dev.txt")
    ]
    assert {pin for pin in pins[0] if not pin.startswith("#")} <= pins[1]
