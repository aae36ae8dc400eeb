"""Small pictures that people bring: PNG and JPEG, taken apart and put together again without anything but the picture.

Remarks, places, colour profiles and whatever else hides between the parts is left out; what is no picture, is too large
or is cut off is refused in words. Pure.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from lajur.engine.refusal import Words

MOST_BYTES = 300_000
MOST_PIXELS = 1200
"""Of either side."""

MOST_DEPTH = 8
"""Bytes of one point: four channels of 16 bits."""

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
_JPEG_KEPT = {0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD, 0xE0, 0xEE}  # sizes, tables, and how colours are coded
_SIZES = {0xC0, 0xC1, 0xC2}


@dataclass(frozen=True, slots=True)
class Picture:
    """`type` is a MIME type; sides in pixels."""

    data: bytes
    type: str
    width: int
    height: int


def clean_picture(data: bytes) -> Picture:
    """The picture alone; ValueError(Words) says why not."""
    if len(data) > MOST_BYTES:
        raise ValueError(Words("Gambar paling besar {kb} kB; perkecil dahulu.", kb=MOST_BYTES // 1000))
    try:
        if data.startswith(_PNG):
            picture = _clean_png(data)
        elif data.startswith(b"\xff\xd8\xff"):
            picture = _clean_jpeg(data)
        else:
            raise ValueError(Words("Gambar harus berupa PNG atau JPEG."))
    except (struct.error, IndexError) as error:
        raise ValueError(Words("Gambar ini rusak atau terpotong; simpan ulang lalu coba lagi.")) from error
    if not 0 < picture.width <= MOST_PIXELS or not 0 < picture.height <= MOST_PIXELS:
        raise ValueError(Words("Sisi gambar paling panjang {pixels} piksel; perkecil dahulu.", pixels=MOST_PIXELS))
    return picture


def _broken() -> ValueError:
    return ValueError(Words("Gambar ini rusak atau terpotong; simpan ulang lalu coba lagi."))


def _clean_png(data: bytes) -> Picture:
    kept, points, at, width, height, ended = [_PNG], b"", len(_PNG), 0, 0, False
    while not ended:
        (length,) = struct.unpack_from(">I", data, at)
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        (told,) = struct.unpack_from(">I", data, at + 8 + length)
        if zlib.crc32(kind + body) != told or (len(kept) == 1) != (kind == b"IHDR"):
            raise _broken()
        if kind == b"IHDR":
            width, height = struct.unpack_from(">II", body)
        if kind == b"IDAT":
            points += body
        if kind in _PNG_KEPT:
            kept.append(data[at : at + 12 + length])
        at, ended = at + 12 + length, kind == b"IEND"
    if width * height <= MOST_PIXELS**2 and unpacks_to_more(points, (width * MOST_DEPTH + 1) * height * 2):
        raise _broken()
    return Picture(b"".join(kept), "image/png", width, height)


def unpacks_to_more(packed: bytes, most: int) -> bool:
    """Whether so many bytes are more than a picture of its size can have: then something else is packed in it."""
    unpacking = zlib.decompressobj()
    try:
        return len(unpacking.decompress(packed, most + 1)) > most
    except zlib.error as error:
        raise _broken() from error


def _clean_jpeg(data: bytes) -> Picture:
    kept, at, width, height = [b"\xff\xd8"], 2, 0, 0
    while True:
        if data[at] != 0xFF:
            raise _broken()
        marker = data[at + 1]
        (length,) = struct.unpack_from(">H", data, at + 2)
        if marker in _SIZES:
            height, width = struct.unpack_from(">HH", data, at + 5)
        if marker == 0xDA:  # the picture itself follows, to the end mark
            end = data.rindex(b"\xff\xd9") if b"\xff\xd9" in data[at:] else -1
            if end < at or not width:
                raise _broken()
            kept.append(data[at : end + 2])
            return Picture(b"".join(kept), "image/jpeg", width, height)
        if marker in _JPEG_KEPT:
            kept.append(data[at : at + 2 + length])
        at += 2 + length
