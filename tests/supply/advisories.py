"""`python -m tests.supply.advisories < audit.json`: what pip-audit found, judged without mercy.

pip-audit ends with 0 when it could look nothing up. Here a package that was skipped is a failure like a known hole:
what nobody looked at is not known to be sound.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def judge(report: dict[str, Any], expected: int) -> list[str]:
    """Sentences of what is wrong in pip-audit's JSON; `expected` is how many packages the requirement file locks."""
    packages = report.get("dependencies", [])
    holes = [
        f"{package['name']} {package['version']}: {hole['id']}"
        f" (mended in {', '.join(hole.get('fix_versions', [])) or 'no version yet'})"
        for package in packages
        for hole in package.get("vulns", [])
    ]
    skipped = [f"{package['name']}: {package['skip_reason']}" for package in packages if "skip_reason" in package]
    missing = [f"{len(packages)} of {expected} packages are in the report"] if len(packages) < expected else []
    return [*holes, *skipped, *missing]


def main() -> int:
    lines = Path(sys.argv[1]).read_text().splitlines()
    locked = sum("==" in line and not line.startswith((" ", "#")) for line in lines)
    report = json.loads(sys.stdin.read() or "{}")
    wrong = judge(report, locked)
    sys.stdout.write(("\n".join(wrong) or f"{locked} packages looked up, no known hole") + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
