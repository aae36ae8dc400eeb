"""Pictures that people bring."""

from __future__ import annotations

import struct
import zlib

import pytest

from lajur.engine.refusal import Words
from lajur.registers.reference.pictures import MOST_BYTES, clean_picture

SIGN = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def make_png(width: int = 2, height: int = 2, extra: bytes = b"") -> bytes:
    pixels = zlib.compress(b"".join(b"\0" + b"\xff\0\0" * width for _ in range(height)))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return SIGN + chunk(b"IHDR", head) + extra + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def make_jpeg() -> bytes:
    def part(marker: int, body: bytes) -> bytes:
        return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body

    size = part(0xC0, b"\x08" + struct.pack(">HH", 7, 9) + b"\x01\x01\x11\x00")
    place = part(0xE1, b"Exif\0\0lintang 4,02 selatan")
    return b"\xff\xd8" + part(0xE0, b"JFIF\0") + place + size + part(0xDA, b"\x01\x01\0\0\x3f\0") + b"isi" + b"\xff\xd9"


def told(data: bytes) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        clean_picture(data)
    assert isinstance(caught.value.args[0], Words)
    return str(caught.value.args[0])


def test_a_png_keeps_its_picture_and_loses_its_remarks() -> None:
    hidden = make_png(extra=chunk(b"tEXt", b"Author\0Ani") + chunk(b"eXIf", b"lintang"))
    found = clean_picture(hidden)
    assert (found.type, found.width, found.height) == ("image/png", 2, 2)
    assert found.data == make_png()
    assert clean_picture(found.data + b"<script>").data == found.data


def test_a_jpeg_loses_the_place_it_was_taken_at() -> None:
    found = clean_picture(make_jpeg())
    assert (found.type, found.width, found.height) == ("image/jpeg", 9, 7)
    assert b"lintang" not in found.data
    assert found.data.endswith(b"isi\xff\xd9")


@pytest.mark.parametrize(
    "data",
    [make_png()[:-9], make_png()[:20], make_png().replace(b"IDAT", b"IDAX"), make_jpeg()[:-2], b"\xff\xd8\xff\xe0"],
)
def test_what_is_cut_off_or_broken_is_refused_in_words(data: bytes) -> None:
    assert "rusak atau terpotong" in told(data)


def test_other_kinds_large_files_and_large_sides_are_refused_in_words() -> None:
    assert "PNG atau JPEG" in told(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert "300 kB" in told(b"\x89PNG" + b"\0" * MOST_BYTES)
    assert "1200 piksel" in told(make_png(width=1201, height=1))
