"""How long what is kept, and what is due. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

DESTROY, KEEP, JUDGE = "musnah", "permanen", "dinilai-kembali"
WAITING, ACTIVE, INACTIVE, DUE, HELD = "menunggu", "aktif", "inaktif", "jatuh-tempo", "ditahan"
GONE = "dimusnahkan"
BY_PAPER = {"keputusan": "keputusan", "laporan": "laporan", "berita-acara": "laporan"}
OF_PAPERS, OF_CASES = "surat", "pelaksanaan"
AT_DATE, AT_END = "tanggal-naskah", "pelaksanaan-selesai"


@dataclass(frozen=True, slots=True)
class Class:
    """Golongan: kept `active` and then `inactive` years from the day of `trigger`; then `fate`."""

    code: str
    title: str
    active: int
    inactive: int
    trigger: str
    fate: str


def classes(value: Iterable[Mapping[str, Any]]) -> dict[str, Class]:
    """The table's value by code."""
    return {
        row["kode"]: Class(row["kode"], row["judul"], row["aktif"], row["inaktif"], row["pemicu"], row["nasib"])
        for row in value
    }


def class_for(known: Mapping[str, Class], paper_kind: str) -> str:
    """The class a document begins in: by the paper's kind, or as a document of a case. Its archivist may change it."""
    code = BY_PAPER.get(paper_kind, OF_PAPERS) if paper_kind else OF_CASES
    return code if code in known else next(iter(known), "")


def begins(chosen: Class, *, dated: date, ended: date | None) -> date | None:
    """From which day the years count, as far as that is known by itself; None until somebody tells."""
    return {AT_DATE: dated, AT_END: ended}.get(chosen.trigger)


def years_on(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def dates_of(chosen: Class, since: date | None) -> tuple[date | None, date | None]:
    """Last day of active and of inactive keeping."""
    if since is None:
        return None, None
    active = years_on(since, chosen.active)
    return active, years_on(active, chosen.inactive)


def state_of(
    *, active_until: date | None, inactive_until: date | None, is_held: bool, today: date, is_gone: bool = False
) -> str:
    if is_gone:
        return GONE
    if is_held:
        return HELD
    if active_until is None or inactive_until is None:
        return WAITING
    return ACTIVE if today <= active_until else INACTIVE if today <= inactive_until else DUE
