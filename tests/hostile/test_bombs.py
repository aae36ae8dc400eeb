"""Small files that want to become large ones (S7): refused in a sentence, in bounded time and memory."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from lajur.exchange.reading.apart import read_apart
from lajur.exchange.reading.tests.test_opening import WORD, word, workbook
from lajur.registers.reference.pictures import MOST_BYTES, MOST_PIXELS, clean_picture

MEMORY = 200_000_000
"""Bytes that reading a hostile file may take."""
SECONDS = 60
"""A guard against hanging; how long it took is told."""
CHILD = """
import json, sys, time
from lajur.exchange.reading import Unreadable, read_sops
def most():
    return int(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0]) * 1024
before = most()
data = open(sys.argv[1], "rb").read()
try:
    read_sops(data, sys.argv[2])
    code = "read"
except Unreadable as problem:
    code = problem.code
print(json.dumps([code, most() - before, time.process_time()]))
"""


def million_parts() -> bytes:
    """An archive whose list names a million parts of nothing: 50 MB."""
    name = b"word/document.xml"
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0) + name
    one = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0) + name
    listed = one * 900_000
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(listed), len(local), 0)
    return local + listed + end


def bomb(inside: bytes = b"") -> bytes:
    """200 MB in 194 kB."""
    return word(b"<w>" + b" " * 95_000_000, word__more=inside + b" " * 105_000_000)


def nested() -> bytes:
    data = b" " * 50_000_000
    for _ in range(4):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("word/document.xml", data)
        data = packed.getvalue() * 20
    return data


def outside() -> bytes:
    text = f'<!DOCTYPE x [<!ENTITY ljx SYSTEM "file:///etc/passwd">]><w:document xmlns:w="{WORD}">&ljx;</w:document>'
    return word(text.encode())


def deep() -> bytes:
    return word(b"<w>" * 300_000 + b"</w>" * 300_000)


@pytest.mark.parametrize(
    ("make", "name", "codes"),
    [
        (million_parts, "bagian.docx", {"bom-zip"}),
        (bomb, "bom.docx", {"bom-zip"}),
        (nested, "bersarang.docx", {"bom-zip", "rusak", "bukan-sop"}),
        (outside, "luar.docx", {"entitas-xml"}),
        (deep, "dalam.docx", {"rusak", "bukan-sop", "entitas-xml"}),
        (lambda: workbook("<row><c t='s'><v>99999999</v></c></row>"), "acuan.xlsx", {"bukan-sop", "rusak"}),
        (lambda: b"%PDF-1.7\n" + b"1 0 obj<</Type/Pages/Kids[1 0 R]/Count 9>>endobj\n" * 2000, "putar.pdf", {"rusak"}),
        (lambda: b"<table>" * 200_000, "tabel.html", {"bukan-sop", "rusak", "terlalu-banyak-sel"}),
    ],
    ids=["million-parts", "zip-bomb", "nested", "entity", "deep", "string", "pdf-loop", "html-depth"],
)
def test_a_small_file_that_wants_to_be_large_is_refused(
    make: Callable[[], bytes], name: str, codes: set[str], tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_bytes(make())
    words = [sys.executable, "-c", CHILD, str(file), name]
    told = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS, check=True)
    code, memory, spent = json.loads(told.stdout)
    sys.stdout.write(f"{name}: {code}, {memory / 1e6:.0f} MB, {spent:.1f} s\n")
    assert code in codes
    assert memory < MEMORY


def test_whatever_reading_does_it_ends_with_a_sentence() -> None:
    """The process of its own has its limits of memory and time even where the reader knows none."""
    assert read_apart(bomb(), "bom.docx", seconds=SECONDS)["sebab"].endswith(".")


def png(width: int, height: int, packed: bytes, *, more: bytes = b"") -> bytes:
    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + more + part(b"IDAT", packed) + part(b"IEND", b"")


def test_pictures_of_the_letterhead_unpack_to_what_they_show_and_nothing_else() -> None:
    plain = png(2, 2, zlib.compress(b"\0\1\2" * 2))
    assert clean_picture(plain).width == 2
    hidden = struct.pack(">I", 20) + b"tEXt" + b"<script>ljx</script>"
    hidden += struct.pack(">I", zlib.crc32(hidden[4:]))
    assert b"script" not in clean_picture(png(2, 2, zlib.compress(b"\0\1\2" * 2), more=hidden)).data
    for refused in (
        png(50_000, 50_000, zlib.compress(b"\0" * 100)),
        png(MOST_PIXELS, MOST_PIXELS, zlib.compress(b"\0" * 100_000_000)),
        png(2, 2, b"<script>ljx</script>"),
        plain[:-20],
        plain + b"\0" * MOST_BYTES,
        b"GIF89a" + b"\0" * 100,
        b"\xff\xd8\xff\xc0\x00\x0b\x08\xff\xff\xff\xff\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\xff\xd9",
    ):
        with pytest.raises(ValueError, match=r"\."):
            clean_picture(refused)
