"""A plan as pages show it: loads as bars, packages with their Pokja, persons who may be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lajur.capabilities.staffing.models import Level, PackageAssignment, Staff
from lajur.capabilities.staffing.optimising.loads import SHARE
from lajur.capabilities.staffing.queries import Desk
from lajur.registers.authority.words import retold, spoken
from lajur.registers.packages.models import Package
from lajur.ui.charts import Bar, bars

Pokja = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Load:
    """A person's share: `percent` of the even one, `before` the same without what is being changed."""

    person: str
    name: str
    packages: int
    percent: int


def loads_of(desk: Desk, pokja: Pokja | None = None) -> list[Load]:
    """Of everybody who takes part, the most loaded first."""
    if not desk.staff:
        return []
    explainer = desk.explainer(pokja)
    members = desk.problem.member
    rows = [
        Load(key, members[key].name, explainer.counts[key], round(100 * load / SHARE))
        for key, load in explainer.loads.items()
        if key in members
    ]
    return sorted(rows, key=lambda row: (-row.percent, row.name))


def load_bars(rows: Sequence[Load]) -> SafeString:
    told = [
        Bar(_("%(name)s, %(n)d paket") % {"name": row.name, "n": row.packages}, row.percent, f"{row.percent} %")
        for row in rows
    ]
    about = _("Beban tiap orang dalam persen dari bagian yang merata; banyak paket dan nilainya berbobot sama.")
    return bars("beban", _("Beban"), about, told)


@dataclass(frozen=True, slots=True)
class PackageRow:
    package: Package
    chosen: Sequence[PackageAssignment]
    wrong: Sequence[str]

    @property
    def by_hand(self) -> bool:
        return any(one.is_pinned for one in self.chosen)


def package_rows(
    desk: Desk, wrong: Mapping[str, Sequence[str]], wanted: str = "", person: str = ""
) -> list[PackageRow]:
    """`wanted`: "kurang" for those with something wrong; `person`: those in whose Pokja he is."""
    found = []
    for package in desk.packages:
        key = str(package.id)
        row = PackageRow(package, desk.assigned.get(key, []), wrong.get(key, ()))
        if (wanted == "kurang" and not row.wrong) or (person and person not in desk.pokja.get(key, ())):
            continue
        found.append(row)
    return found


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person for a Pokja. `fits`: no rule is against him; `why`: what is, or how he would weigh."""

    row: Staff
    level: str
    is_chosen: bool
    fits: bool
    why: Sequence[str]
    packages: int
    percent: int


def candidates(desk: Desk, package: str, chosen: frozenset[str]) -> list[Candidate]:
    """Everybody, with the Pokja of `package` as `chosen`: first those in it, then who fits, the least loaded first."""
    pokja = {**desk.pokja, package: chosen} if chosen else {k: v for k, v in desk.pokja.items() if k != package}
    explainer = desk.explainer(pokja)
    fitting = set(explainer.fitting[package])
    found = []
    for row in desk.staff:
        key = str(row.person_id)
        why = [spoken(one) for one in explainer.why(package, key)]
        found.append(
            Candidate(
                row, str(Level(row.level).label), key in chosen, key in fitting, why, explainer.counts[key],
                round(100 * explainer.loads.get(key, 0) / SHARE),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (not one.is_chosen, not one.fits, one.percent, one.row.person.name))


def proposal_told(desk: Desk) -> dict[str, Any] | None:
    """What the optimiser said last, with the names of the packages it could not serve."""
    told = desk.version.proposal
    if not told:
        return None
    names = {str(row.id): row for row in desk.packages}
    impossible = [
        {"words": spoken(retold(one["words"])), "packages": [names[key] for key in one["packages"] if key in names][:5],
         "more": max(0, len(one["packages"]) - 5)}
        for one in told.get("impossible", [])
    ]  # fmt: skip
    return {**told, "impossible": impossible, "percent": round(100 * told.get("gap", 0), 1)}
