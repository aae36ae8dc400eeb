"""Who may be appointed: beside every step that binds a lane of procurement to persons, what is known of the staff.

The officer appoints, by the step's own form; nothing is forbidden here, because who signs the decree answers for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lajur.capabilities.staffing.models import CertificateKind, Level
from lajur.capabilities.staffing.personnel.queries import Line, lines, staff_list
from lajur.engine.refusal import Words
from lajur.registers.organisation.models import Agency

FITTING: dict[str, tuple[str, ...]] = {
    "pokja": (CertificateKind.POKJA,),
    "ppk": (CertificateKind.PPK_A, CertificateKind.PPK_B, CertificateKind.PPK_C),
    "pejabat-pengadaan": (CertificateKind.PP,),
    "jabfung-ppbj": (),
}
"""Lane → certificates of which one is needed (Perpres 16/2018 as amended, articles 11 to 13 and 74); where none stands,
the lane needs a JF PPBJ of any level."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """`hindrance` is empty for whoever fits the lane on the day."""

    line: Line
    hindrance: Words | None


def hindrance_of(line: Line, lane: str) -> Words | None:
    """Why the person does not fit the lane today, the weightiest reason first."""
    wanted = FITTING[lane]
    if wanted and not any(one.kind in wanted for one in line.valid):
        return Words("tanpa sertifikat yang berlaku untuk peran ini")
    if not wanted and line.staff.level == Level.NONE:
        return Words("bukan JF PPBJ")
    if line.away is not None:
        return Words("tidak masuk hari ini")
    if not line.staff.is_available:
        return Words("sedang tidak dibagi tugas")
    return None


def candidates(agency: Agency, lane: str, day: date) -> list[Candidate]:
    """All active staff, those who fit first, and among them those with the fewest packages."""
    found = [Candidate(line, hindrance_of(line, lane)) for line in lines(list(staff_list("", "")), agency, day)]
    return sorted(found, key=lambda one: (one.hindrance is not None, one.line.packages, one.line.staff.person.name))


def known_lanes(appoints: Sequence[str]) -> list[str]:
    return [lane for lane in appoints if lane in FITTING]
