"""Certificates the office trusts and the revocation lists it has, as an administrator laid them into one folder.
Knows no Django."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MOST_FILES, MOST_BYTES = 100, 20_000_000


@dataclass(frozen=True, slots=True)
class Trust:
    """DER or PEM, as the files hold it: `certificates` of authorities, `lists` of what they revoked (CRL)."""

    certificates: tuple[bytes, ...] = ()
    lists: tuple[bytes, ...] = ()


def trust_in(folder: Path) -> Trust:
    """What lies there; nothing where there is no such folder. Endings: .pem .crt .cer are certificates, .crl lists."""
    if not folder.is_dir():
        return Trust()
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and path.stat().st_size <= MOST_BYTES]
    files = files[:MOST_FILES]
    return Trust(
        tuple(path.read_bytes() for path in files if path.suffix.lower() in (".pem", ".crt", ".cer")),
        tuple(path.read_bytes() for path in files if path.suffix.lower() == ".crl"),
    )
