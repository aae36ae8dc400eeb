"""`python -m tests.supply.advisories requirements.txt < audit.json`: what pip-audit found, judged without mercy.

pip-audit ends with 0 when it could look nothing up. Here a package that was skipped is a failure like a known hole:
what nobody looked at is not known to be sound. A package locked in two versions for two Pythons counts once: the
report has the one that this Python takes.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

NAME = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==", re.MULTILINE)


def locked(requirements: str) -> set[str]:
    """Names of the packages that a requirement file locks, as pip-audit writes them."""
    return {tidy(found) for found in NAME.findall(requirements)}


def tidy(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def judge(report: dict[str, Any], expected: Iterable[str]) -> list[str]:
    """Sentences of what is wrong in pip-audit's JSON, the sum last; `expected`: names that must be in it."""
    packages = report.get("dependencies", [])
    holes = [
        f"{package['name']} {package['version']}: {hole['id']}"
        f" (mended in {', '.join(hole.get('fix_versions', [])) or 'no version yet'})"
        for package in packages
        for hole in package.get("vulns", [])
    ]
    skipped = [f"{package['name']}: {package['skip_reason']}" for package in packages if "skip_reason" in package]
    missing = [f"{name}: not in the report" for name in sorted(set(expected) - {tidy(one["name"]) for one in packages})]
    if not (holes or skipped or missing):
        return []
    looked = len(packages) - len(skipped)
    return [*holes, *skipped, *missing, f"{len(holes)} holes; {looked} looked up, {len(skipped) + len(missing)} not"]


def main() -> int:
    expected = locked(Path(sys.argv[1]).read_text())
    report = json.loads(sys.stdin.read() or "{}")
    wrong = judge(report, expected)
    sys.stdout.write(("\n".join(wrong) or f"{len(expected)} packages looked up, no known hole") + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
