"""Signing any PDF with a certificate file, judged by two other readers of signatures: our check page and poppler."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lajur.casework.documents.checking.validating import NoPdf, signatures_in
from lajur.casework.documents.signing import pades
from lajur.casework.documents.signing.look import Stamp, stamp_pdf, stamp_png
from lajur.casework.documents.signing.pades import NotSigned, SignedPdf
from lajur.casework.documents.signing.placing import place_in, same_words
from lajur.casework.documents.signing.rules import CORNER, STAMP
from lajur.casework.documents.signing.testing import (
    PASSPHRASE,
    make_authority,
    make_file,
    make_pdf,
    soon,
)
from lajur.casework.documents.signing.trust import Trust, trust_in

STAMPED = Stamp(
    "KARTINI, S.H.", "Kepala", "21 Nov 2026 10.30 WIB", "Sertifikat Otoritas Uji", "https://x.id/periksa/A/"
)


def sign(pdf: bytes, file: bytes, field: str = "Satu", passphrase: str = PASSPHRASE, **more: Any) -> SignedPdf:
    place = place_in(pdf)
    return pades.sign(
        pdf, file=file, passphrase=passphrase, field=field, place=place, stamp=stamp_pdf(STAMPED, place),
        reason="Menandatangani", location="Pagar Alam", now=datetime.now(UTC), **more,
    )  # fmt: skip


@cache
def signed() -> SignedPdf:
    return sign(make_pdf("Keputusan", 2), make_file("Kartini"))


def states(pdf: bytes, trust: Trust | None = None, now: datetime | None = None) -> list[str]:
    trust = make_authority().trust if trust is None else trust
    return [one.state for one in signatures_in(pdf, trust, now or datetime.now(UTC))]


def test_a_signed_paper_holds_and_names_its_signer() -> None:
    [found] = signatures_in(signed().data, make_authority().trust, datetime.now(UTC))
    assert (found.state, found.name, found.issuer, found.covers_all) == ("sah", "Kartini", "Otoritas Uji", True)
    assert signed().level == "PAdES B-B"
    assert signed().data.startswith(make_pdf("Keputusan", 2)), "the paper itself is not written anew"


def test_poppler_says_the_same(tmp_path: Path) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("poppler-utils is not on this machine")
    paper = tmp_path / "naskah.pdf"
    paper.write_bytes(signed().data)
    told = subprocess.run(["pdfsig", str(paper)], capture_output=True, text=True, timeout=60, check=False).stdout
    assert "Signature is Valid" in told
    assert "ETSI.CAdES.detached" in told
    assert "Total document signed" in told
    assert "Common Name: Kartini" in told


@pytest.mark.parametrize("place", ["stream", "/Type", "%PDF-1."])
def test_one_changed_byte_is_seen(place: str) -> None:
    spoilt = bytearray(signed().data)
    spoilt[spoilt.find(place.encode()) + len(place) + 4] ^= 1
    with suppress(NoPdf):  # so broken that it is no PDF any more
        assert states(bytes(spoilt)) != ["sah"]


def test_a_page_changed_after_signing_is_seen() -> None:
    from io import BytesIO

    from pyhanko.pdf_utils.generic import ArrayObject, NumberObject, pdf_name
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(signed().data))
    reference = writer.prev.root["/Pages"]["/Kids"].raw_get(0)
    page = reference.get_object()
    page[pdf_name("/MediaBox")] = ArrayObject([NumberObject(one) for one in (0, 0, 100, 100)])
    writer.mark_update(reference)
    out = BytesIO()
    writer.write(out)
    assert states(out.getvalue()) == ["berubah"]


def test_a_second_signature_leaves_the_first_one_whole() -> None:
    both = sign(signed().data, make_file("Budi Santoso"), field="Dua").data
    assert states(both) == ["sah", "sah"]


def test_a_certificate_of_a_stranger_is_unknown() -> None:
    assert states(signed().data, Trust()) == ["tidak-dikenal"]
    assert states(signed().data, make_authority("Otoritas Lain").trust) == ["tidak-dikenal"]


def test_a_certificate_that_has_run_out_since_is_told() -> None:
    brief = sign(make_pdf(), make_file("Kartini", until=soon(1))).data
    assert states(brief) == ["sah"]
    assert states(brief, now=soon(3)) == ["kedaluwarsa"]


def test_a_revoked_certificate_is_told() -> None:
    authority = make_authority("Otoritas Pencabut")
    paper = sign(make_pdf(), make_file("Kartini", authority=authority, serial=4711)).data
    revoked = authority.revoking(4711, at=datetime.now(UTC) - timedelta(hours=1))
    assert states(paper, authority.trust) == ["sah"]
    assert states(paper, Trust((authority.pem,), (revoked,))) == ["dicabut"]


@pytest.mark.parametrize(
    ("file", "passphrase", "code"),
    [
        (make_file("Kartini"), "salah", "kata-sandi-salah"),
        (b"bukan berkas sertifikat", PASSPHRASE, "sertifikat-rusak"),
        (make_file("Kartini", until=soon(-1)), PASSPHRASE, "sertifikat-kedaluwarsa"),
        (make_file("Kartini", since=soon(1)), PASSPHRASE, "sertifikat-belum-berlaku"),
    ],
    ids=["passphrase", "file", "expired", "early"],
)
def test_what_cannot_sign_says_why(file: bytes, passphrase: str, code: str) -> None:
    with pytest.raises(NotSigned, match=code):
        sign(make_pdf(), file, passphrase=passphrase)


def test_the_stamp_goes_where_the_paper_is_white_and_into_the_corner_where_it_is_not() -> None:
    place = place_in(make_pdf("Keputusan", 2))
    assert (place.page, place.width, place.height) == (1, *STAMP)
    assert place.x > 297, "right half"
    full = place_in(make_pdf("Penuh", full=True))
    assert (full.width, full.height) == CORNER
    assert stamp_png(STAMPED, full).startswith(b"\x89PNG")
    with pytest.raises(ValueError, match="unreadable"):
        place_in(b"%PDF-1.7 rusak")


def test_a_time_stamp_makes_it_last_and_with_revocation_lists_nothing_is_missing_for_later() -> None:
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

    authority = make_authority("Otoritas Cap Waktu")
    clock = SimpleSigner.load_pkcs12_data(make_file("Jam", authority=authority, stamps=True), [], PASSPHRASE.encode())
    assert clock is not None
    stamper = DummyTimeStamper(
        tsa_cert=clock.signing_cert, tsa_key=clock.signing_key, certs_to_embed=clock.cert_registry
    )
    file = make_file("Kartini", authority=authority, until=soon(1))
    timed = sign(make_pdf(), file, stamper=stamper, trust=authority.trust)
    assert timed.level == "PAdES B-T"
    assert states(timed.data, authority.trust, soon(3)) == ["sah"], "the stamp proves the day of signing"
    lists = authority.revoking(at=datetime.now(UTC) - timedelta(hours=1))
    whole = sign(make_pdf(), file, stamper=stamper, trust=Trust((authority.pem,), (lists,)))
    assert whole.level == "PAdES B-LT"
    assert b"/DSS" in whole.data
    assert states(whole.data, authority.trust) == ["sah"]


def test_the_trust_folder_is_read_and_rubbish_in_it_is_passed_by(tmp_path: Path) -> None:
    (tmp_path / "akar.pem").write_bytes(make_authority().pem)
    (tmp_path / "rusak.cer").write_bytes(b"bukan sertifikat")
    (tmp_path / "daftar.crl").write_bytes(make_authority().revoking(at=datetime.now(UTC)))
    (tmp_path / "catatan.txt").write_bytes(b"x")
    trust = trust_in(tmp_path)
    assert (len(trust.certificates), len(trust.lists)) == (2, 1)
    assert states(signed().data, trust) == ["sah"]
    assert trust_in(tmp_path / "tidak-ada") == Trust()


def test_two_versions_say_the_same_words_and_others_do_not() -> None:
    assert same_words(make_pdf("Keputusan", 2), signed().data)
    assert not same_words(make_pdf("Keputusan", 2), make_pdf("Ketetapan", 2))
