"""A seal sheet as PDF, and as a mail. Always in Indonesian: it is a document of the office."""

from __future__ import annotations

import io
import json
from email.message import EmailMessage
from email.utils import format_datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import override

from lajur.casework.upkeep.models import SealSheet
from lajur.casework.upkeep.seals.reading import Line, Sheet
from lajur.registers.organisation.models import Agency
from lajur.ui.formats import full_moment, long_date, number

TEMPLATE = Path(__file__).with_name("seal.typ")


def qr_of(line: Line) -> bytes:
    """The whole line as a QR code (SVG): read by any phone, pasted into the page that compares."""
    import segno

    target = io.BytesIO()
    segno.make(line.whole, error="m", micro=False).save(target, kind="svg", scale=4, border=2, xmldecl=False)
    return target.getvalue()


def pdf(agency: Agency, sheet: Sheet) -> bytes:
    """One A4 page. The same seal gives the same bytes."""
    import typst

    with override("id"):
        data = {
            "agency": agency.name,
            "day": long_date(sheet.line.day),
            "at": full_moment(sheet.sealed_at, agency.zone),
            "number": number(sheet.line.number),
            "chains": number(sheet.chains),
            "entries": number(sheet.entries),
            "groups": sheet.line.groups,
            "line": sheet.line.whole,
            "qr": qr_of(sheet.line).decode(),
            "previous": [[long_date(one.day), number(one.number), one.head] for one in sheet.previous],
        }
    compiled: Any = typst.compile  # its stub names a type parameter that cannot be inferred
    return bytes(
        compiled(
            TEMPLATE.read_bytes(),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            font_paths=_fonts(),
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    )


def _fonts() -> list[str]:
    spec = find_spec("font_source_sans_pro")
    assert spec is not None
    assert spec.submodule_search_locations
    return [str(Path(spec.submodule_search_locations[0]) / "files")]


def message(agency: Agency, row: SealSheet, sheet: Sheet, address: str, place: int) -> EmailMessage:
    """Plain, with the sheet attached. Sent again after a break it has the same Message-ID."""
    with override("id"):
        day = long_date(sheet.line.day)
    made = EmailMessage()
    made["Subject"] = f"Segel jurnal {agency.name}, {day}, nomor {sheet.line.number}"
    made["From"] = settings.MAIL_FROM
    made["To"] = address
    made["Date"] = format_datetime(row.made_at)
    made["Message-ID"] = f"<segel-{row.id}-{place}@{urlsplit(settings.PUBLIC_URL).hostname}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(
        f"{sheet.line.whole}\n\n"
        "Simpan surel ini. Barisnya membuktikan isi jurnal sampai segel itu: siapa pun yang kelak mengubah jurnal,\n"
        "juga pemilik basis data yang menghitung ulang semua sidiknya, tidak dapat lagi membuat sidik yang sama.\n\n"
        "Cara memeriksa: lajur journal verify --seals SUREL-INI.eml, atau halaman Pengelolaan › Segel jurnal.\n",
        cte="quoted-printable",
    )
    made.add_attachment(
        pdf(agency, sheet), maintype="application", subtype="pdf", filename=f"segel-{sheet.line.number}.pdf"
    )
    return made
