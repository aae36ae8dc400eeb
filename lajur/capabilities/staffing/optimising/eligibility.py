"""Which rules keep a person out of a package's Pokja. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lajur.capabilities.staffing.optimising.problem import Held, Member, Problem, RuleCode, Span, Work

if TYPE_CHECKING:
    from collections.abc import Iterable

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hindrance:
    """`certificate` that is missing or, as `held`, not valid over all days; the `absence` that falls into them."""

    rule: RuleCode
    certificate: str = ""
    held: Held | None = None
    absence: Span | None = None


def hindrances(member: Member, package: Work) -> list[Hindrance]:
    """Every rule that keeps this person out of this package, looked at alone; none when he may be in its Pokja."""
    found: list[Hindrance] = []
    if not member.is_available:
        found.append(Hindrance("tersedia"))
    for kind in sorted(package.certificates):
        held = [certificate for certificate in member.certificates if certificate.kind == kind]
        if not covered(package.span, (certificate.span for certificate in held)):
            last = max(held, key=lambda certificate: certificate.span.since, default=None)
            found.append(Hindrance("sertifikat", kind, last))
    if member.level < package.level:
        found.append(Hindrance("jenjang"))
    if package.key in member.conflicts or (package.satker and package.satker in member.satkers):
        found.append(Hindrance("benturan"))
    away = [span for span in member.absences if span.overlaps(package.span)]
    if away:
        found.append(Hindrance("cuti", absence=min(away, key=lambda span: span.since)))
    return found


def covered(whole: Span, parts: Iterable[Span]) -> bool:
    """Whether `parts` together cover every day of `whole`: a certificate may be followed by its renewal."""
    return any(part.covers(whole) for part in merged(parts))


def merged(parts: Iterable[Span]) -> list[Span]:
    """The same days in as few spans as possible."""
    found: list[Span] = []
    for part in sorted(parts, key=lambda span: span.since):
        last = found[-1] if found else None
        if last is None or (last.until is not None and part.since > last.until + ONE_DAY):
            found.append(part)
        elif last.until is not None and (part.until is None or part.until > last.until):
            found[-1] = Span(last.since, part.until)
    return found


def eligible(problem: Problem) -> dict[str, tuple[str, ...]]:
    """Package → the persons whom no rule keeps out of it: those without `hindrances`, found for all at once."""
    import numpy as np

    since = np.array([package.span.since.toordinal() for package in problem.packages])
    until = np.array([_last(package.span) for package in problem.packages])
    level = np.array([package.level for package in problem.packages])
    places = {package.key: column for column, package in enumerate(problem.packages)}
    kinds = sorted({kind for package in problem.packages for kind in package.certificates})
    needed = {kind: np.array([kind in package.certificates for package in problem.packages]) for kind in kinds}
    of_satker: dict[str, list[int]] = {}
    for column, package in enumerate(problem.packages):
        of_satker.setdefault(package.satker, []).append(column)
    found: list[list[str]] = [[] for _ in problem.packages]
    for member in problem.staff:
        if not member.is_available or not len(since):
            continue
        may = level <= member.level
        for kind in kinds:
            valid = np.zeros(len(since), dtype=bool)
            for span in merged(held.span for held in member.certificates if held.kind == kind):
                valid |= (span.since.toordinal() <= since) & (until <= _last(span))
            may &= valid | ~needed[kind]
        for span in member.absences:
            may &= (until < span.since.toordinal()) | (since > _last(span))
        may[[places[key] for key in member.conflicts if key in places]] = False
        for satker in member.satkers - {""}:
            may[of_satker.get(satker, [])] = False
        for column in np.flatnonzero(may).tolist():
            found[column].append(member.key)
    return {package.key: tuple(found[column]) for column, package in enumerate(problem.packages)}


def _last(span: Span) -> int:
    return (span.until or date.max).toordinal()
