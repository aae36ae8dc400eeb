"""Certificates and papers that tests make for themselves: an authority, officers' certificate files, small PDFs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from lajur.casework.documents.signing.trust import Trust

PASSPHRASE = "Sandi-Uji-Rahasia-7391"
FROM, UNTIL = datetime(2025, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Authority:
    name: x509.Name
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def trust(self) -> Trust:
        return Trust((self.pem,))

    def revoking(self, *serials: int, at: datetime, until: datetime = UNTIL) -> bytes:
        """Its list of revoked certificates (PEM)."""
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.name).last_update(at).next_update(until)
        for serial in serials:
            row = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build()
            builder = builder.add_revoked_certificate(row)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"), x509.NameAttribute(NameOID.COMMON_NAME, common)])


@cache
def make_authority(common: str = "Otoritas Uji") -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(common)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(FROM).not_valid_after(UNTIL)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    return Authority(name, key, made)


def make_file(
    name: str, *, authority: Authority | None = None, since: datetime = FROM, until: datetime = UNTIL,
    passphrase: str = PASSPHRASE, serial: int | None = None, stamps: bool = False,
) -> bytes:  # fmt: skip
    """An officer's certificate file (PKCS#12); `stamps`: that of a time-stamp authority."""
    authority = authority or make_authority()
    key = rsa.generate_private_key(65537, 2048) if stamps else ec.generate_private_key(ec.SECP256R1())
    purposes = [ExtendedKeyUsageOID.TIME_STAMPING] if stamps else [ExtendedKeyUsageOID.EMAIL_PROTECTION]
    made = (
        x509.CertificateBuilder().subject_name(_name(name)).issuer_name(authority.name).public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number()).not_valid_before(since).not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=stamps)
        .add_extension(_lists(), critical=False)
        .sign(authority.key, hashes.SHA256())
    )  # fmt: skip
    few = serialization.PrivateFormat.PKCS12.encryption_builder().kdf_rounds(2000)
    few = few.key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC).hmac_hash(hashes.SHA256())
    return pkcs12.serialize_key_and_certificates(
        name.encode(), key, made, [authority.certificate], few.build(passphrase.encode())
    )


def _lists() -> x509.CRLDistributionPoints:
    """Where revocations are told: without it nobody looks for any. Nothing is ever fetched from there."""
    place = x509.UniformResourceIdentifier("http://crl.invalid/uji.crl")
    return x509.CRLDistributionPoints([x509.DistributionPoint([place], None, None, None)])


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=authority, crl_sign=authority, encipher_only=False,
        decipher_only=False,
    )  # fmt: skip


@cache
def make_pdf(text: str = "Keputusan", pages: int = 1, full: bool = False) -> bytes:
    """A paper made by typst; `full` leaves no room on any page."""
    import typst

    body = "#pagebreak()\n".join(f"= {text} {number + 1}\n" + "#lorem(60)\n" for number in range(pages))
    if full:
        body = "#rect(width: 100%, height: 100%, fill: gray)"
    margin = "0pt" if full else "25mm"
    return bytes(typst.compile(f'#set page("a4", margin: {margin})\n{body}'.encode(), timestamp=0))


def soon(days: int) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)
