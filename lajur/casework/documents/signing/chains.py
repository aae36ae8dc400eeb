"""The office's trust as pyHanko understands it. Heavy: import it where it is used."""

from __future__ import annotations

from datetime import datetime

from asn1crypto import crl, pem, x509
from pyhanko_certvalidator import ValidationContext

from lajur.casework.documents.signing.trust import Trust


def certificates_of(trust: Trust) -> list[x509.Certificate]:
    """Every certificate in the files; a file that is none is passed by."""
    found: list[x509.Certificate] = []
    for data in trust.certificates:
        try:
            ders = [der for _kind, _headers, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
            for der in ders:
                certificate = x509.Certificate.load(der, strict=True)
                _ = certificate.subject.native
                found.append(certificate)
        except (ValueError, TypeError):
            continue
    return found


def lists_of(trust: Trust) -> list[crl.CertificateList]:
    found: list[crl.CertificateList] = []
    for data in trust.lists:
        try:
            der = pem.unarmor(data)[2] if pem.detect(data) else data
            one = crl.CertificateList.load(der, strict=True)
            _ = one.issuer.native
            found.append(one)
        except (ValueError, TypeError):
            continue
    return found


def context(trust: Trust, moment: datetime | None = None, *, hard: bool = False) -> ValidationContext:
    """Whom we trust at `moment` (now). Nothing is fetched: a page open to everybody must not be led to call anybody.

    `hard`: what cannot be proven not revoked is not trusted."""
    known = certificates_of(trust)
    return ValidationContext(
        trust_roots=[one for one in known if one.self_issued],
        other_certs=[one for one in known if not one.self_issued],
        crls=lists_of(trust),
        moment=moment,
        allow_fetching=False,
        revocation_mode="hard-fail" if hard else "soft-fail",
        retroactive_revinfo=True,
    )
