"""What a file on its way may be called, weigh and be. Pure."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

CHUNK = 512_000
"""Most bytes of one part of an upload: at 400 kbit/s a break costs ten seconds at the worst."""
LONGEST_NAME = 255
REFUSED = frozenset(
    (
        *(".apk", ".app", ".bat", ".chm", ".cmd", ".com", ".cpl", ".dll", ".exe", ".hta", ".jar", ".jse", ".lnk"),
        *(".msc", ".msi", ".msp", ".pif", ".ps1", ".reg", ".scr", ".sh", ".vb", ".vbe", ".vbs", ".wsf", ".wsh"),
    )
)
"""Programs and scripts: no document of an office, and the usual dress of malware."""
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def shown_name(given: str) -> str:
    """The name as kept and shown: the last part of a path, any letters, without control signs and without those that
    turn the reading direction (“exe.fdp” must not read as “pdf.exe”). Nothing left: “berkas”."""
    last = given.encode("utf-8", "replace").decode().replace("\\", "/").rstrip("/").rpartition("/")[2]
    kept = "".join(sign for sign in last if unicodedata.category(sign) != "Cc" and sign not in _TURNING).strip()
    return kept if kept.strip(". ") else "berkas"


def suffix(name: str) -> str:
    """The ending that decides what a machine would do with the file; Windows drops dots and spaces after it."""
    return PurePosixPath(name.rstrip(". ")).suffix.lower()


def is_refused(name: str) -> bool:
    return suffix(name) in REFUSED


_SIGNS: tuple[tuple[str, str, bytes], ...] = (
    (".pdf", "application/pdf", b"%PDF-"),
    (".png", "image/png", b"\x89PNG\r\n\x1a\n"),
    (".jpg", "image/jpeg", b"\xff\xd8\xff"),
    (".jpeg", "image/jpeg", b"\xff\xd8\xff"),
    (".gif", "image/gif", b"GIF8"),
    (".webp", "image/webp", b"RIFF"),
)


def shown_as(name: str, head: bytes) -> str | None:
    """Media type under which a browser may show a file beside our pages; None: only to be downloaded. Ending and
    first bytes must agree, and nothing that a browser runs (HTML, SVG, XML) is among them."""
    ending = suffix(name)
    for known, media_type, sign in _SIGNS:
        if ending == known and head.startswith(sign) and (ending != ".webp" or head[8:12] == b"WEBP"):
            return media_type
    if ending in (".txt", ".csv", ".log", ".md") and b"\0" not in head:
        return "text/plain; charset=utf-8"
    return None
