"""A PDF that waits for a signature, how it is kept, and a list that proposes to destroy it: for the matrix."""

from __future__ import annotations

from typing import Any

from lajur.casework.documents.actions import keep_file
from lajur.casework.documents.models import Record
from lajur.casework.documents.retention.models import Disposal, Filing
from lajur.registers.organisation.models import Agency, Person
from lajur.registers.organisation.testing import NOW


def archive_values(agency: Agency, owner: Person, secret: str) -> dict[str, Any]:
    """Blanks of addresses of signing, checking and retention. The check's code is one that nobody issued: whoever holds
    a real one may read, whatever his agency."""
    file = keep_file(agency.id, f"{secret}.pdf", "application/pdf", [b"%PDF-1.7 belum"])
    record = Record.objects.create(
        agency=agency, number=0, kind="surat", name=file.name, media_type=file.media_type, size=file.size,
        sha256=file.sha256, by=owner, at=NOW,
    )  # fmt: skip
    disposal = Disposal.objects.create(agency=agency, note=secret, proposed_by=owner, proposed_at=NOW)
    filing = Filing.objects.create(
        agency=agency, record=record, classification="surat", place=secret, fate="musnah", disposal=disposal,
        filed_at=NOW,
    )  # fmt: skip
    return {
        "pdf_id": record.id, "check_code": "salah", "filing_id": filing.id, "disposal_id": disposal.id,
        "state": "menunggu",
    }  # fmt: skip
