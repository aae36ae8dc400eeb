"""The agency's register of legal bases: what is shipped with Lajur, and over it what the agency has recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lajur.catalogue.laws import Cited, Fate, cited, fates_of, shipped_fates
from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import spoken
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency
from lajur.registers.procedures.models import LawEntry, LawStatus, Procedure
from lajur.registers.procedures.queries import sop_of


@dataclass(frozen=True, slots=True)
class Law:
    """A law in the register. `own`: the agency's last word on it; `sops` of the agency in force rest on it."""

    cited: Cited
    title: str
    fate: Fate | None
    own: LawEntry | None
    sops: tuple[Procedure, ...]

    @property
    def is_wanting(self) -> bool:
        """Whether SOPs rest on what is no longer as it was."""
        return bool(self.sops and self.fate and self.fate.status != "berlaku")


def recorded(agency: Agency) -> dict[Cited, LawEntry]:
    """The agency's last word on each law it ever said something of."""
    rows = LawEntry.objects.filter(agency=agency).order_by("recorded_at", "id")
    return {(row.kind, row.number, row.year): row for row in rows}


def fates_for(agency: Agency) -> dict[Cited, Fate]:
    """What holds in the agency."""
    return _over(recorded(agency))


def _over(own: dict[Cited, LawEntry]) -> dict[Cited, Fate]:
    fates = dict(shipped_fates())
    for law, row in own.items():
        if row.status:
            fates[law] = Fate(row.status, row.by_law, row.since, row.source)  # type: ignore[arg-type]
    return fates


def laws_of(agency: Agency, lines: Iterable[str]) -> list[tuple[str, str, bool]]:
    """(legal basis, what became of it, whether it is revoked) of those that are no longer as they were."""
    found = fates_of(lines, fates_for(agency))
    return [(line, spoken(fate.words), fate.status == "dicabut") for line, fate in found]


def register(agency: Agency) -> list[Law]:
    """Every law that a SOP in force rests on or that the agency has recorded: first those that are no longer as they
    were and rested on, then by year, the latest first."""
    own = recorded(agency)
    fates = _over(own)
    titles: dict[Cited, str] = {}
    resting: dict[Cited, list[Procedure]] = {}
    rows = Procedure.objects.filter(agency=agency, in_force__isnull=False).order_by("title")
    for procedure in rows:
        for line in sop_of(str(procedure.in_force_id)).identity.legal_bases:
            if (law := cited(line)) is not None:
                titles.setdefault(law, line)
                if procedure not in resting.setdefault(law, []):
                    resting[law].append(procedure)
    for law, row in own.items():
        if row.status or law in resting:
            titles[law] = row.title or titles.get(law, "")
    found = [
        Law(law, title, fates.get(law), own.get(law), tuple(resting.get(law, ()))) for law, title in titles.items()
    ]
    return sorted(found, key=lambda law: (not law.is_wanting, -law.cited[2], law.cited[0], law.cited[1]))


def law_in(agency: Agency, law: Cited) -> tuple[Law | None, list[LawEntry]]:
    """A law of the register, and what the agency said of it, the latest first."""
    found = next((one for one in register(agency) if one.cited == law), None)
    kind, number, year = law
    rows = LawEntry.objects.filter(agency=agency, kind=kind, number=number, year=year).select_related("recorded_by")
    return found, list(rows.order_by("-recorded_at", "-id"))


@action(needs="procedures.laws")
def record_law(
    *, by: Actor, now: datetime, title: str, status: str, by_law: str = "", since: date | None = None, source: str = ""
) -> LawEntry | Refusal:
    """Say what became of the law that `title` cites; status "" takes back what the agency said. Nothing that was said
    before is lost."""
    if not (allowed := may(by, "procedures.laws")):
        return allowed
    law = cited(title)
    if law is None:
        unknown = Words("Tulis seperti pada lembar SOP, misalnya Peraturan Presiden Nomor 16 Tahun 2018 tentang …")
        return Refusal("bukan-dasar-hukum", unknown, fields={"dasar": unknown})
    if status and status not in LawStatus.values:
        return Refusal("status-tidak-dikenal", "Pilih statusnya.", fields={"status": "Pilih statusnya."})
    if status in ("diubah", "dicabut") and not by_law.strip():
        lacking = Words("Tuliskan peraturan yang mengubah atau mencabutnya.")
        return Refusal("tanpa-pencabut", lacking, fields={"oleh": lacking})
    if status and not source.strip():
        lacking = Words("Tuliskan sumbernya: lembaran negara, berita negara, atau laman resminya.")
        return Refusal("tanpa-sumber", lacking, fields={"sumber": lacking})
    kind, number, year = law
    row = LawEntry.objects.create(
        agency_id=by.agency, kind=kind, number=number, year=year, title=" ".join(title.split())[:500], status=status,
        by_law=by_law.strip()[:300] if status != "berlaku" else "", since=since, source=source.strip()[:300],
        recorded_at=now, recorded_by_id=by.person,
    )  # fmt: skip
    event = {"law": f"{kind}/{number}/{year}", "status": status, "by_law": row.by_law, "source": row.source}
    record(agency=by.agency, kind="dasar-hukum-dicatat", at=now, by=by.person, event=event)
    return row
