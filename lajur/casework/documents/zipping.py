"""ZIP archives as a stream: nothing is held but one block, and the same content always gives the same bytes."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

BLOCK = 1 << 18
LARGE = 1 << 30
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the archive: its content, where it lies, or what makes it block by block while it is written, of a
    size nobody knows before. `at` in local time becomes its date."""

    path: str
    at: datetime
    content: bytes = b""
    source: Path | None = None
    made: Callable[[], Iterable[bytes]] | None = None

    def blocks(self) -> Iterator[bytes]:
        if self.made is not None:
            yield from self.made()
            return
        if self.source is None:
            yield self.content
            return
        with self.source.open("rb") as file:
            while block := file.read(BLOCK):
                yield block

    @property
    def may_be_large(self) -> bool:
        return self.made is not None or self.size > LARGE

    @property
    def size(self) -> int:
        return self.source.stat().st_size if self.source else len(self.content)


class _Pipe:
    """What zipfile writes into and the stream is read from; it cannot seek, so sizes follow the data."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        data, self.parts = b"".join(self.parts), []
        return data


def stream(members: Iterable[Member]) -> Iterator[bytes]:
    """The archive in blocks. Stored, not packed: documents are packed already, and packing differs between machines."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        for member in members:
            at = member.at
            info = zipfile.ZipInfo(member.path, (max(at.year, 1980), at.month, at.day, at.hour, at.minute, at.second))
            info.create_system, info.external_attr = 3, 0o100644 << 16
            with archive.open(info, "w", force_zip64=member.may_be_large) as target:
                for block in member.blocks():
                    target.write(block)
                    yield pipe.take()
    yield pipe.take()


def safe_name(name: str, longest: int = 120) -> str:
    """A name that every system takes: no path, no signs of a shell, not too long; its ending is kept."""
    plain = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", name)).strip(". ") or "berkas"
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        stem, ending = plain, ""
    room = longest - len(ending.encode()) - 1
    while len(stem.encode()) > room:
        stem = stem[:-1]
    return f"{stem}.{ending}" if ending else stem
