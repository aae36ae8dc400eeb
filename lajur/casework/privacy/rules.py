"""Grounds of erasure, and what of a row is nobody's to read. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

BASES = {
    "permintaan": "Permintaan pemilik data (Pasal 8 dan Pasal 43 UU 27/2022)",
    "tidak-diperlukan": "Tidak lagi diperlukan untuk tujuannya (Pasal 43 UU 27/2022)",
    "persetujuan-ditarik": "Persetujuan ditarik kembali (Pasal 43 UU 27/2022)",
    "melawan-hukum": "Diperoleh atau diproses dengan melawan hukum (Pasal 43 UU 27/2022)",
}
"""Code, as the journal keeps it → its ground in law."""

SECRET = ("password", "secret", "hash", "digest", "credential", "session_", "token")
"""Parts of the names of fields that would let whoever reads the copy act as the person."""
OWN_ROWS = (
    "organisation.session", "organisation.codeapp", "organisation.recoverycode", "organisation.securitykey",
    "cases.draft", "cases.savedfilter", "notices.notice", "notices.mail", "notices.mailchoice", "schedule.feed",
    "api.keptanswer",
)  # fmt: skip
"""Tables whose rows serve their person alone and go with him, in this order."""


def is_secret(field: str) -> bool:
    return any(part in field for part in SECRET)


def without(answers: Mapping[str, Any], personal: Iterable[str]) -> dict[str, Any]:
    """A task's answers once the personal ones are gone."""
    gone = set(personal)
    return {key: value for key, value in answers.items() if key not in gone}
