"""What a plan must have before it goes on, and what the sheet's four decrees are about. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lajur.engine.refusal import Refusal, Words


@dataclass(frozen=True, slots=True)
class TeamKind:
    """A team that every plan has. `decree` is the document of the SOP that appoints it; `parent` the team it is in."""

    key: str
    name: str
    decree: str
    parent: str = ""


TEAMS = (
    TeamKind("pengelola-pbj", "Tim Pengelola PBJ", "sk-pengelola-pbj"),
    TeamKind("pengelola-lpse", "Tim Pengelola LPSE", "sk-pengelola-lpse"),
    TeamKind("teknis-lpse", "Tim Teknis LPSE", "sk-pengelola-lpse", "pengelola-lpse"),
    TeamKind("pembinaan-sdm", "Tim Pembinaan SDM", "sk-pembinaan-sdm"),
    TeamKind("konsultasi", "Tim Konsultasi, Bimtek, dan Pendampingan PBJ", "sk-konsultasi"),
)
"""Four decrees, five teams: the remark of the sheet's step 6 puts the technical team of LPSE under LPSE's decree."""

INLINE_SEATS = 20_000
"""Persons times packages up to which a proposal is made while its asker waits; above, a job makes it."""
INLINE_SECONDS, JOB_SECONDS = 6, 50


@dataclass(frozen=True, slots=True)
class Complete:
    """What a plan has: team → how many chairs and members, packages in all, and those without a lawful Pokja."""

    teams: Mapping[str, tuple[int, int]]
    packages: int
    wanting: Sequence[str]
    since: date
    until: date


def lacking(plan: Complete) -> Refusal | None:
    """Why the plan cannot be sent up yet. A package without a lawful Pokja can be passed with a reason."""
    names = {kind.key: kind.name for kind in TEAMS}
    empty = [names[key] for key in names if plan.teams.get(key, (0, 0))[1] == 0]
    if empty:
        return Refusal("tim-kosong", "Belum ada anggota pada: {teams}.", {"teams": ", ".join(empty)})
    headless = [names[key] for key in names if plan.teams[key][0] != 1]
    if headless:
        return Refusal("tim-tanpa-ketua", "Tentukan satu ketua untuk: {teams}.", {"teams": ", ".join(headless)})
    if plan.wanting:
        return Refusal(
            "paket-tanpa-pokja",
            "{n} dari {all} paket belum mempunyai Pokja yang memenuhi syarat, misalnya {first}.",
            {"n": len(plan.wanting), "all": plan.packages, "first": plan.wanting[0]},
            passable=True,
        )
    return None


def period_refused(since: date, until: date) -> Refusal | None:
    if until < since:
        told = Words("Tanggal berakhir tidak boleh sebelum tanggal mulai.")
        return Refusal("tanggal-terbalik", told.template, fields={"sampai": told})
    return None
