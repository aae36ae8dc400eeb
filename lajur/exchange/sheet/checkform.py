"""The forms by which the carrying out of SOPs is monitored and evaluated, after PermenPANRB 35/2012; A4 across,
PDF/UA-1. The same content gives the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from lajur.exchange.sheet.setting import pdf_of

TEMPLATE = Path(__file__).with_name("checkform.typ")


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A SOP that was looked at: when, by which methods, what was found, what is to be done, by whom."""

    sop: str
    number: str
    day: str
    goes_well: bool
    methods: tuple[str, ...]
    findings: str
    measures: str
    by: str


def monitoring_pdf(agency: str, period: str, rows: Sequence[CheckRow]) -> bytes:
    """One table: No, Prosedur, Penilaian penerapan, Catatan hasil, Tindakan, Paraf penilai."""
    return pdf_of(
        TEMPLATE, {"kind": "pemantauan", "agency": agency, "period": period, "rows": [asdict(row) for row in rows]}
    )


def evaluation_pdf(agency: str, row: CheckRow, answers: Sequence[tuple[str, bool]]) -> bytes:
    """One SOP with the questions of its yearly evaluation."""
    asked = [[question, answer] for question, answer in answers]
    return pdf_of(
        TEMPLATE, {"kind": "evaluasi", "agency": agency, "period": row.day, "rows": [asdict(row)], "asked": asked}
    )
