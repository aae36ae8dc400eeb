"""What the signatures in a PDF are worth. Knows no Django; heavy, in the product only run through `signing.apart`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from lajur.casework.documents.signing.chains import context
from lajur.casework.documents.signing.pades import holder_of
from lajur.casework.documents.signing.trust import Trust

MOST = 20
"""Signatures looked at in one file."""


class NoPdf(Exception):
    """The bytes are no PDF that can be read."""


@dataclass(frozen=True, slots=True)
class Found:
    """One signature. `state`: `sah`, `berubah` (bytes or pages differ from what was signed), `tidak-dikenal` (nobody we
    trust vouches for the certificate), `kedaluwarsa` (it was good when signed, says the file), `dicabut`, `rusak`.
    `field` is the name of its form field: ours tell which signature of ours it claims to be."""

    state: str
    name: str
    issuer: str
    serial: str
    signed_at: datetime | None
    valid_until: datetime | None
    has_stamp: bool
    covers_all: bool
    field: str = ""


def signatures_in(pdf: bytes, trust: Trust, now: datetime) -> list[Found]:
    """In the order in which they were made. Raises NoPdf."""
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        embedded = list(reader.embedded_regular_signatures)[:MOST]
    except Exception as error:  # a hostile file may break the reader anywhere
        raise NoPdf from error
    return [_judged(one, trust, now) for one in embedded]


def _judged(signature: EmbeddedPdfSignature, trust: Trust, now: datetime) -> Found:
    told: dict[str, Any] = {"name": "", "issuer": "", "serial": "", "signed_at": None, "valid_until": None}
    try:
        holder = holder_of(signature.signer_cert)
        told |= {"name": holder.name, "issuer": holder.issuer, "serial": holder.serial}
        told["valid_until"] = holder.valid_until
        told["signed_at"] = signature.self_reported_timestamp
        status = validate_pdf_signature(signature, context(trust, now))
    except Exception:  # as above: whatever breaks it is no signature that holds
        return Found("rusak", **told, has_stamp=False, covers_all=False, field=signature.field_name[:80])
    stamp = status.timestamp_validity
    stamped = stamp is not None and stamp.valid and stamp.intact
    covers = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if stamp is not None and stamped:
        told["signed_at"] = stamp.timestamp
    changed = (
        not status.intact
        or not status.valid
        or (not covers and status.modification_level in (None, ModificationLevel.OTHER))
    )
    if changed:
        state = "berubah"
    elif status.trusted:
        state = "sah"
    elif status.revoked:
        state = "dicabut"
    else:
        state = _untrusted(signature, trust, told, proven=stamped and stamp is not None and stamp.trusted, now=now)
    return Found(state, **told, has_stamp=stamped, covers_all=covers, field=signature.field_name[:80])


def _untrusted(
    signature: EmbeddedPdfSignature, trust: Trust, told: dict[str, Any], *, proven: bool, now: datetime
) -> str:
    """Was the certificate good on the day of signing? Only a trusted time stamp proves that day; the signer's own clock
    does not, and then we say that it has run out."""
    if told["signed_at"] is None or told["valid_until"] is None or told["valid_until"] >= now:
        return "tidak-dikenal"
    then = validate_pdf_signature(signature, context(trust, told["signed_at"]), skip_diff=True)
    if not then.trusted:
        return "tidak-dikenal"
    return "sah" if proven else "kedaluwarsa"
