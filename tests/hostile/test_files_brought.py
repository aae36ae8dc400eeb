"""Files that people bring (S7): whatever they are called and whatever they are, no browser runs them in our name."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lajur.casework.cases.testing import Office
from lajur.casework.cases.tests.browsing import path
from lajur.casework.documents.models import Record
from lajur.casework.documents.queries import file_path
from lajur.registers.organisation.tests.browsing import signed_in

SCRIPT = b"<script ljx>ljx(1)</script>"
PDF_JS = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>endobj\ntrailer<</Root 1 0 R>>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="ljx(2)">' + SCRIPT + b"</svg>"
BROUGHT: list[
    tuple[str, bytes, str, str]
] = [  # name, bytes, type that the sender claims, how it may be shown ("": not)
    ("gambar.gif", b"GIF89a/*" + SCRIPT + b"*/=1;", "text/html", "image/gif"),
    ("gambar.svg", SVG, "image/svg+xml", ""),
    ("halaman.html", SCRIPT, "text/html", ""),
    ("halaman.xhtml", b"<?xml version='1.0'?>" + SVG, "application/xhtml+xml", ""),
    ("foto.png", b"<html>" + SCRIPT, "image/png", ""),
    ("foto.png", b"\x89PNG\r\n\x1a\n" + SCRIPT, "text/html", "image/png"),
    ("surat.pdf", SCRIPT + PDF_JS, "application/pdf", ""),
    ("surat.pdf", PDF_JS, "application/pdf", "application/pdf"),
    ("tabel.csv", SCRIPT, "text/html", "text/plain"),
    ("gaya.css", b"*{background:url(//ljx.example)}", "text/css", ""),
    ("resep.docm", b"PK\x03\x04" + SCRIPT, "text/html", ""),
    ("ganda.pdf.html", SCRIPT, "application/pdf", ""),
    ("uji.txt", b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-LJX", "text/plain", "text/plain"),
    ("benih.webp", b"RIFF\0\0\0\0WEBP" + SCRIPT, "text/html", "image/webp"),
    ("naskah.js", b"ljx(3)", "text/javascript", ""),
]
NAMES = {
    "../../etc/passwd": "passwd",
    "..\\..\\windows\\win.ini": "win.ini",
    "surat\0.pdf": "surat.pdf",
    "rencana\u202efdp.txt": "rencanafdp.txt",
    "a\r\nSet-Cookie: ljx=1.txt": '"a',  # the line break ends the part's header
    '"><img ljx src=x onerror=ljx(4)>.txt': '"><img ljx src=x onerror=ljx(4)>.txt',
    "CON.txt": "CON.txt",
    "...": "berkas",
    "x" * 251 + ".txt": "x" * 251 + ".txt",
}
REFUSED = ("program.exe", "skrip.BAT", "naskah.vbs", "layar.scr. ", "ganda.pdf.exe")


def send(office: Office, name: str, data: bytes, claimed: str) -> Any:
    """By the plain form, as Ani's browser would; the name goes as a hostile one would write it."""
    file = SimpleUploadedFile("x", data, claimed)
    file._name = name  # Django's own setter would tidy it before it is sent
    given = {"berkas-konsep": file, "teks-permintaan": "Permintaan"}
    return signed_in(office.ani).post(path(office.start(), "buat.1"), given)


@pytest.mark.parametrize(("name", "data", "claimed", "shown"), BROUGHT, ids=[f"{b[0]}-{b[3]}" for b in BROUGHT])
def test_no_file_runs_in_our_name(office: Office, name: str, data: bytes, claimed: str, shown: str) -> None:
    assert send(office, name, data, claimed).status_code == 302
    record, reader = Record.objects.get(kind="konsep"), signed_in(office.ani)
    assert file_path(office.agency.id, record.sha256).read_bytes() == data
    assert record.name not in str(file_path(office.agency.id, record.sha256))
    taken = reader.get(f"/dokumen/{record.id}/unduh/")
    assert taken.status_code == 200
    assert taken.headers["Content-Disposition"].startswith("attachment")
    seen = reader.get(f"/dokumen/{record.id}/lihat/")
    assert (seen.headers["Content-Type"].partition(";")[0] if seen.status_code == 200 else "") == shown
    for answer in (taken, seen) if shown else (taken,):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        policy = answer.headers["Content-Security-Policy"]
        assert "sandbox" in policy or shown == "application/pdf"
        assert "script-src" not in policy
        assert "default-src 'none'" in policy


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_only_a_name(office: Office, name: str) -> None:
    assert send(office, name, b"isi", "text/plain").status_code == 302
    record = Record.objects.get(kind="konsep")
    assert unquote(record.name) == NAMES[name]
    answer = signed_in(office.ani).get(f"/dokumen/{record.id}/unduh/")
    assert "Set-Cookie" not in answer.headers.get("Content-Disposition", "").split("filename")[0]
    assert "\n" not in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_a_program_is_refused_in_a_sentence(office: Office, name: str) -> None:
    answer = send(office, name, b"isi", "text/plain")
    assert answer.status_code == 422
    assert not Record.objects.filter(kind="konsep").exists()
