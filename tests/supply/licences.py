"""Which licences may run in Lajur, and what packages say of theirs.

AGPL and GPL are not among them. LGPL is, for libraries that are loaded and not changed (psycopg).
"""

from __future__ import annotations

import re
from importlib import metadata

ALLOWED = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "LGPL-3.0-only", "MIT", "MIT-0", "MPL-2.0",
        "OFL-1.1", "PSF-2.0", "Unlicense", "Zlib",
    }
)  # fmt: skip
SAID_OTHERWISE = {
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "SIL Open Font License 1.1 (OFL-1.1)": "OFL-1.1",
    "SIL OFL 1.1": "OFL-1.1",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
}
"""Words for the same licence in older packages; each as its own files say it."""
_TERM = re.compile(r"[A-Za-z0-9.+-]+")


def told(name: str) -> str:
    """A package's licence as one SPDX expression, or ``""`` where it tells none that we know."""
    about = metadata.metadata(name)
    expression = about.get("License-Expression") or ""
    if expression:
        return expression
    classifiers = [
        line.split(" :: ")[-1] for line in about.get_all("Classifier") or [] if line.startswith("License ::")
    ]
    words = [about.get("License") or "", *classifiers]
    for word in words:
        known = SAID_OTHERWISE.get(word.strip(), word.strip())
        if known and terms(known) and terms(known) <= ALLOWED:
            return known
    return ""


def terms(expression: str) -> set[str]:
    return set(_TERM.findall(expression)) - {"AND", "OR", "WITH"}


def allowed(expression: str) -> bool:
    """Whether every part joined by AND may run, one of those joined by OR suffices."""
    parts = re.split(r"\s+AND\s+(?![^(]*\))", expression)
    return bool(expression) and all(any(term in ALLOWED for term in terms(part)) for part in parts)
