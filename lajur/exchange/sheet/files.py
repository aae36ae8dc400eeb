"""The sheet as a file of any kind it can be had in. Each kind's library is loaded when it is first asked for."""

from __future__ import annotations

from lajur.engine.definition import Sop

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PAPERS = ("A4", "F4")


def sheet_file(sop: Sop, kind: str, *, paper: str = "A4", crest: bytes | None = None, address: str = "") -> bytes:
    """The sheet as `kind`, one of MEDIA_TYPES (KeyError for others and for unknown paper). `crest`: PNG or JPEG;
    `address`: of its public page, on the PDF as a QR code.

    Raises drawing.TooTight when the arrows find no way.
    """
    if kind == "pdf":
        from lajur.exchange.sheet.paper import sheet_pdf

        return sheet_pdf(sop, paper=paper, crest=crest, address=address)
    if kind == "docx":
        from lajur.exchange.sheet.docx import sheet_docx

        return sheet_docx(sop, paper=paper, crest=crest)
    if kind == "xlsx":
        from lajur.exchange.sheet.xlsx import sheet_xlsx

        return sheet_xlsx(sop, paper=paper, crest=crest)
    raise KeyError(kind)
