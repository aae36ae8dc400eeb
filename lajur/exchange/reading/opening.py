"""Which format a file is, by its content, and what must hold before a format's reader sees it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from lajur.exchange.reading.blocks import Progress, Source
from lajur.exchange.reading.formats.markup import read_html
from lajur.exchange.reading.formats.plain import read_plain
from lajur.exchange.reading.refusing import (
    MAX_ENTRIES,
    MAX_FILE,
    MAX_LISTING,
    MAX_PART,
    MAX_RATIO,
    MAX_TEXT,
    MAX_UNPACKED,
    Unreadable,
    notice,
)

_NAMES = {"docx": "Word", "xlsx": "Excel", "pdf": "PDF", "html": "HTML", "teks": "teks"}
_SUFFIXES = {
    "docx": "docx", "docm": "docx", "dotx": "docx", "xlsx": "xlsx", "xlsm": "xlsx", "pdf": "pdf", "html": "html",
    "htm": "html", "txt": "teks", "md": "teks", "markdown": "teks", "tsv": "teks", "text": "teks",
}  # fmt: skip

_OUTSIDE = re.compile(rb'TargetMode\s*=\s*["\']External')
_FETCHED = re.compile(rb"attachedTemplate|oleObject|frame|image|externalLink")
"""Kinds of links that Word and Excel follow by themselves when they open a file; a link in the text is none of them."""
_LARGE_PART = 8 * 1024 * 1024
_LARGEST_LINKS = 4 * 1024 * 1024
"""Bytes: from where on a part's ratio counts, and up to where a list of links is looked through."""


def open_source(data: bytes, name: str, progress: Progress) -> Source:
    """The file as blocks. The content decides the format; a suffix that says otherwise is noticed."""
    if not data.strip():
        raise Unreadable("kosong")
    if len(data) > MAX_FILE:
        raise Unreadable("terlalu-besar", limit=MAX_FILE // 1024 // 1024)
    kind = _kind(data)
    notices: list[str] = []
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if _SUFFIXES.get(suffix, kind) != kind and not (kind in ("html", "teks") and _SUFFIXES[suffix] in ("html", "teks")):
        notices.append(notice("akhiran", kind=_NAMES[kind]))
    if kind in ("docx", "xlsx"):
        package = _package(data, notices, _NAMES[kind])
        with package:
            if kind == "docx":
                from lajur.exchange.reading.formats.word import read_word

                return Source(read_word(package, progress), notices)
            from lajur.exchange.reading.formats.workbook import read_workbook

            return Source(read_workbook(package, data, progress, notices), notices)
    if kind == "pdf":
        from lajur.exchange.reading.formats.pages import read_pages  # loads a library of 7 MB

        return read_pages(data, notices, progress)
    text = _text(data)
    if len(text) > MAX_TEXT:
        raise Unreadable("terlalu-besar", limit=MAX_TEXT // 1024 // 1024)
    return Source(read_html(text) if kind == "html" else read_plain(text), notices)


def _kind(data: bytes) -> str:
    if data[:4] == b"PK\x03\x04":
        if _listing(data) > MAX_LISTING:
            raise Unreadable("bom-zip")
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                names = set(package.namelist()[:MAX_ENTRIES])
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as problem:
            raise Unreadable("rusak", kind="Word atau Excel") from problem
        if "word/document.xml" in names:
            return "docx"
        if "xl/workbook.xml" in names:
            return "xlsx"
        raise Unreadable("format-asing")
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise Unreadable("terkunci" if locked else "format-lama")
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if data[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0", b"GIF8", b"Rar!", b"7z\xbc\xaf") or data[:2] == b"\xff\xd8":
        raise Unreadable("format-asing")
    head = data[:4096].lower()
    if re.match(rb"\s*(?:<!doctype html|<html|<head|<body|<\?xml[^>]*>\s*<(?:!doctype html|html))", head):
        return "html"
    if b"<table" in head and head.lstrip().startswith(b"<"):
        return "html"
    return "teks"


def _listing(data: bytes) -> int:
    """Bytes of the list of parts at the archive's end, as it says itself; whoever opens the archive reads all of them,
    and a hundred bytes there become a thousand in memory."""
    end = data.rfind(b"PK\x05\x06")
    size = int.from_bytes(data[end + 12 : end + 16], "little") if end >= 0 else 0
    wide = data.rfind(b"PK\x06\x06")
    return max(size, int.from_bytes(data[wide + 40 : wide + 48], "little")) if wide >= 0 else size


def _text(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    odd = sum(1 for char in text[:20_000] if ord(char) < 32 and char not in "\t\n\r\f\x0b")
    if odd > 20 or "\x00" in text[:20_000]:
        raise Unreadable("bukan-teks")
    return text


def _package(data: bytes, notices: list[str], kind: str) -> zipfile.ZipFile:
    """The opened package, after its declared sizes were looked at. Its parts are read by `formats.package.part`,
    which counts what it unpacks."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError) as problem:
        raise Unreadable("rusak", kind=kind) from problem
    entries = package.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Unreadable("bom-zip")
    for entry in entries:
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > MAX_PART or (entry.file_size > _LARGE_PART and ratio > MAX_RATIO):
            raise Unreadable("bom-zip")
        if entry.flag_bits & 1:
            raise Unreadable("terkunci")
    if any(entry.filename.endswith("vbaProject.bin") for entry in entries):
        notices.append(notice("makro"))
    for entry in entries:
        if entry.filename.endswith(".rels") and entry.file_size < _LARGEST_LINKS:
            try:
                text = package.read(entry)
            except (zipfile.BadZipFile, OSError, ValueError, EOFError, zlib.error) as problem:
                raise Unreadable("rusak", kind=kind) from problem
            if _OUTSIDE.search(text) and _FETCHED.search(text):
                notices.append(notice("tautan-luar"))
                break
    return package
