"""Whether a plan breaks a rule, found out without any of the code that makes plans: by going through every day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from lajur.capabilities.staffing.optimising.problem import Fault, Member, Pokja, Problem, Work
from lajur.engine.refusal import Words

ONE_DAY = timedelta(days=1)


def faults_in(problem: Problem, pokja: Pokja, *, must_have_all: bool = True) -> list[Fault]:
    """Every rule that `pokja` breaks; `must_have_all`: also packages without a Pokja are a fault."""
    return list(_faults(problem, pokja, must_have_all))


def _faults(problem: Problem, pokja: Pokja, must_have_all: bool) -> Iterator[Fault]:
    people = {member.key: member for member in problem.staff}
    for package in problem.packages:
        chosen = pokja.get(package.key)
        if chosen is None:
            if must_have_all:
                yield Fault(package.key, "jumlah", Words("Paket ini belum mempunyai Pokja."))
            continue
        if not problem.seats.allow(len(chosen)):
            yield Fault(package.key, "jumlah", problem.seats.words)
        elif len(chosen) != package.size:
            yield Fault(
                package.key,
                "jumlah",
                Words("Pokja ini {count} orang, padahal ditentukan {size}.", count=len(chosen), size=package.size),
            )
        known = [people[key] for key in sorted(chosen) if key in people]
        if len(known) < len(chosen):
            yield Fault(package.key, "tersedia", Words("Ada anggota Pokja yang tidak tercatat sebagai personil."))
        if package.lead and not any(member.level >= package.lead for member in known):
            yield Fault(package.key, "ketua", Words("Tidak seorang pun mempunyai jenjang yang diperlukan bagi ketua."))
        for member in known:
            yield from _of_member(member, package)
    given = Counter(key for package in problem.packages for key in pokja.get(package.key, ()))
    for member in problem.staff:
        if member.most is not None and given[member.key] > member.most:
            words = Words("{name} mendapat {count} paket; batasnya {most}.", name=member.name, count=given[member.key],
                          most=member.most)  # fmt: skip
            yield Fault("", "batas", words, member.key)


def _of_member(member: Member, package: Work) -> Iterator[Fault]:
    if not member.is_available:
        yield Fault(package.key, "tersedia", Words("{name} tidak sedang dibagi tugas.", name=member.name), member.key)
    if member.level < package.level:
        yield Fault(package.key, "jenjang", Words("Jenjang {name} belum cukup.", name=member.name), member.key)
    if package.key in member.conflicts or (package.satker != "" and package.satker in member.satkers):
        yield Fault(
            package.key, "benturan", Words("{name} mempunyai benturan kepentingan.", name=member.name), member.key
        )
    lacking, away = None, None
    for day in _days(package):
        valid = {c.kind for c in member.certificates if c.span.since <= day <= (c.span.until or date.max)}
        lacking = lacking or (day if not package.certificates <= valid else None)
        if away is None and any(a.since <= day <= (a.until or date.max) for a in member.absences):
            away = day
    if lacking:
        words = Words("Sertifikat {name} tidak berlaku pada {day}.", name=member.name, day=lacking.isoformat())
        yield Fault(package.key, "sertifikat", words, member.key)
    if away:
        words = Words("{name} tidak masuk pada {day}.", name=member.name, day=away.isoformat())
        yield Fault(package.key, "cuti", words, member.key)


def _days(package: Work) -> Iterator[date]:
    day = package.span.since
    while package.span.until is None or day <= package.span.until:
        yield day
        day += ONE_DAY
