"""Signing a PDF with a certificate file: PAdES. Knows no Django; heavy, so import it where it is used: in the product
only in `apart`.

Levels: B-B always. With the address of a time-stamp authority B-T; with it and revocation lists for the whole chain in
the trust folder B-LT, because then everything a later check needs is in the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.errors import ValidationError

from lajur.casework.documents.signing.chains import context
from lajur.casework.documents.signing.rules import Place
from lajur.casework.documents.signing.trust import Trust

SECONDS_FOR_STAMP = 15
"""How long the time-stamp authority may take."""


class NotSigned(Exception):
    """Why no signature was made: one of `pdf-rusak pdf-terkunci kata-sandi-salah sertifikat-rusak
    sertifikat-belum-berlaku sertifikat-kedaluwarsa bukan-untuk-tanda-tangan kunci-lemah cap-waktu-gagal`."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a certificate says signs, and who says so."""

    name: str
    issuer: str
    serial: str
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class SignedPdf:
    data: bytes
    level: str
    holder: Holder


def sign(
    pdf: bytes, *, file: bytes, passphrase: str, field: str, place: Place, stamp: bytes, reason: str, location: str,
    now: datetime, trust: Trust | None = None, stamper: TimeStamper | None = None,
) -> SignedPdf:  # fmt: skip
    """`pdf` with one more signature in a field of its own, shown by the one-page PDF `stamp`. Raises NotSigned."""
    trust = trust or Trust()
    signer, certificate = _signer(file, passphrase, now)
    whole = stamper is not None and bool(trust.lists)
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
        if writer.prev.encrypted:
            raise NotSigned("pdf-terkunci")
        data = _signed(
            writer, signer, field, place, stamp, {"reason": reason or None, "location": location or None},
            stamper, trust if whole else None,
        )  # fmt: skip
    except ValidationError:  # lists that do not prove the whole chain: then without them
        return sign(
            pdf, file=file, passphrase=passphrase, field=field, place=place, stamp=stamp, reason=reason,
            location=location, now=now, trust=Trust(trust.certificates), stamper=stamper,
        )  # fmt: skip
    except PdfError as error:
        raise NotSigned("pdf-rusak") from error
    except SigningError as error:
        raise NotSigned("pdf-rusak") from error
    except OSError as error:  # requests' errors are among them
        raise NotSigned("cap-waktu-gagal") from error
    level = "B-LT" if whole else "B-T" if stamper is not None else "B-B"
    return SignedPdf(data, f"PAdES {level}", holder_of(certificate))


def _signed(
    writer: IncrementalPdfFileWriter, signer: SimpleSigner, field: str, place: Place, stamp: bytes,
    told: dict[str, Any], stamper: TimeStamper | None, trust: Trust | None,
) -> bytes:  # fmt: skip
    metadata = PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, **told,
        embed_validation_info=trust is not None,
        validation_context=context(trust, hard=True) if trust is not None else None,
    )  # fmt: skip
    made = PdfSigner(
        metadata,
        signer,
        timestamper=stamper,
        stamp_style=StaticStampStyle(background=_Page(stamp), border_width=0, background_opacity=1.0),
        new_field_spec=SigFieldSpec(field, on_page=place.page, box=place.box),
    ).sign_pdf(writer)
    return bytes(made.getbuffer())


def stamper_at(url: str) -> TimeStamper:
    return HTTPTimeStamper(url, timeout=SECONDS_FOR_STAMP)


def _signer(file: bytes, passphrase: str, now: datetime) -> tuple[SimpleSigner, x509.Certificate]:
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(file, passphrase.encode())
    except ValueError as error:
        wrong = "password" in str(error).lower() or "mac" in str(error).lower()
        raise NotSigned("kata-sandi-salah" if wrong else "sertifikat-rusak") from error
    if key is None or certificate is None:
        raise NotSigned("sertifikat-rusak")
    if now < certificate.not_valid_before_utc:
        raise NotSigned("sertifikat-belum-berlaku")
    if now > certificate.not_valid_after_utc:
        raise NotSigned("sertifikat-kedaluwarsa")
    if not isinstance(key, ec.EllipticCurvePrivateKey) and not (
        isinstance(key, rsa.RSAPrivateKey) and key.key_size >= 2048
    ):
        raise NotSigned("kunci-lemah")
    signer = SimpleSigner.load_pkcs12_data(file, other_certs=[], passphrase=passphrase.encode())
    if signer is None or signer.signing_cert is None:
        raise NotSigned("sertifikat-rusak")
    usage = signer.signing_cert.key_usage_value
    if usage is not None and not {"digital_signature", "non_repudiation"} & set(usage.native):
        raise NotSigned("bukan-untuk-tanda-tangan")
    return signer, signer.signing_cert


def holder_of(certificate: x509.Certificate) -> Holder:
    """Who stands in it; names are shown, so no line breaks and not without end."""
    return Holder(
        name=_part(certificate.subject),
        issuer=_part(certificate.issuer),
        serial=f"{certificate.serial_number:x}",
        valid_until=certificate.not_valid_after,
    )


def _part(name: x509.Name) -> str:
    found = name.native
    text = found.get("common_name") or found.get("organization_name") or name.human_friendly
    text = text if isinstance(text, str) else ", ".join(text)
    return " ".join(text.split())[:200]


class _Page(ImportedPdfPage):
    """A page out of bytes in place of a file."""

    def __init__(self, data: bytes) -> None:
        super().__init__("", 0)
        self._data = data

    def render(self) -> bytes:
        writer = self._ensure_writer
        drawn = writer.import_page_as_xobject(PdfFileReader(BytesIO(self._data)), page_ix=0)
        self.resources.xobject["/Stempel"] = drawn
        left, low, right, high = (float(one) for one in drawn.get_object()["/BBox"])
        self.box = BoxConstraints(width=abs(right - left), height=abs(high - low))
        return b"/Stempel Do"
