"""Which rule makes a package impossible, told in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lajur.capabilities.staffing.optimising.eligibility import hindrances
from lajur.capabilities.staffing.optimising.problem import Impossible, Problem, RuleCode, Work
from lajur.engine.refusal import Words

RULES: Mapping[RuleCode, Words] = {
    "tersedia": Words("personil yang sedang tidak dibagi tugas"),
    "sertifikat": Words("sertifikat yang diperlukan"),
    "jenjang": Words("jenjang yang diperlukan"),
    "benturan": Words("benturan kepentingan"),
    "cuti": Words("cuti dan penugasan lain"),
    "batas": Words("batas jumlah paket"),
    "ketua": Words("jenjang ketua"),
    "jumlah": Words("jumlah anggota"),
}
SHOWN = 6


def joined(parts: Sequence[Words]) -> Words:
    """Words after each other, with commas; each is translated for itself."""
    whole = parts[0]
    for part in parts[1:]:
        whole = Words("{first}, {rest}", first=whole, rest=part)
    return whole


def impossible_alone(problem: Problem, fitting: Mapping[str, Sequence[str]]) -> list[Impossible]:
    """Packages that could not get a Pokja even if they were the only one. `fitting`: who is eligible for each."""
    return [
        found for package in problem.packages if (found := _alone(problem, package, fitting[package.key])) is not None
    ]


def _alone(problem: Problem, package: Work, fitting: Sequence[str]) -> Impossible | None:
    chairs = [key for key in fitting if problem.member[key].level >= package.lead]
    if chairs and package.pinned <= set(fitting) and len(package.pinned) < package.size <= len(fitting):
        return None
    kept_out = {member.key: {h.rule for h in hindrances(member, package)} for member in problem.staff}
    for key in sorted(package.pinned):
        if kept_out.get(key, {"tersedia"}):
            rules = tuple(sorted(kept_out.get(key, {"tersedia"})))
            words = Words(
                "“{package}”: {name} ditetapkan dengan tangan, tetapi terhalang {rules}. Lepaskan penetapannya.",
                package=package.name,
                name=problem.member[key].name if key in problem.member else key,
                rules=joined([RULES[rule] for rule in rules]),
            )
            return Impossible((package.key,), words, rules if len(rules) == 1 else ())
    if len(package.pinned) > package.size:
        words = Words(
            "“{package}”: {count} orang ditetapkan dengan tangan, padahal Pokjanya {size} orang.",
            package=package.name, count=len(package.pinned), size=package.size,
        )  # fmt: skip
        return Impossible((package.key,), words, ("jumlah",))
    if len(fitting) < package.size:
        return _too_few(package, fitting, kept_out)
    if package.lead:
        seated = len(package.pinned) == package.size
        if not (package.pinned & set(chairs) if seated else chairs):
            words = Words(
                "“{package}”: {count} orang memenuhi syarat sebagai anggota, tetapi tidak seorang pun berjenjang cukup "
                "untuk menjadi ketua.",
                package=package.name, count=len(fitting),
            )  # fmt: skip
            return Impossible((package.key,), words, ("ketua",))
    return None


def _too_few(package: Work, fitting: Sequence[str], kept_out: Mapping[str, set[RuleCode]]) -> Impossible:
    """Each rule with how many it keeps out by itself; those whose lifting alone would be enough."""
    without = {rule: sum(rules <= {rule} for rules in kept_out.values()) for rule in RULES}
    helping = tuple(rule for rule, count in without.items() if count >= package.size)
    keeps = [
        Words("{rule} ({count} orang)", rule=RULES[rule], count=count)
        for rule in RULES
        if (count := sum(rule in rules for rules in kept_out.values()))
    ]
    said = {"package": package.name, "size": package.size, "count": len(fitting)}
    if not keeps:
        words = Words("“{package}” memerlukan {size} orang, padahal personilnya hanya {count}.", **said)
    elif helping:
        words = Words(
            "“{package}” memerlukan {size} orang; hanya {count} memenuhi semua aturan. Yang menghalangi: {keeps}. "
            "Cukup orang bila satu saja dilonggarkan: {helping}.",
            **said, keeps=joined(keeps), helping=joined([RULES[rule] for rule in helping]),
        )  # fmt: skip
    else:
        words = Words(
            "“{package}” memerlukan {size} orang; hanya {count} memenuhi semua aturan. Yang menghalangi: {keeps}. "
            "Melonggarkan satu aturan saja tidak cukup.",
            **said, keeps=joined(keeps),
        )  # fmt: skip
    return Impossible((package.key,), words, helping)


def clashing(problem: Problem, packages: Sequence[str], persons: Sequence[str]) -> Impossible:
    """Packages that together need more seats than the limits of the persons allow."""
    works = [problem.package[key] for key in packages]
    people = [problem.member[key] for key in persons]
    words = Words(
        "Bersama-sama {count} paket ini memerlukan {seats} tempat, tetapi batas jumlah paket per orang tidak menyisakan"
        " cukup: {packages}. Yang sudah sampai batasnya: {people}. Naikkan batas salah seorang, atau tambah personil.",
        count=len(works),
        seats=sum(work.size for work in works),
        packages=_some([work.name for work in works]),
        people=_some([f"{member.name} ({member.most})" for member in people]),
    )
    return Impossible(tuple(packages), words, ("batas",))


def left_over(problem: Problem, packages: Iterable[str]) -> Impossible:
    """Packages for which no seat was left, when time was too short to find out which rules clash."""
    keys = tuple(packages)
    words = Words(
        "Tidak ada cukup tempat bagi {packages}: semua yang memenuhi syarat sudah sampai batas jumlah paketnya.",
        packages=_some([problem.package[key].name for key in keys]),
    )
    return Impossible(keys, words, ("batas",))


def _some(names: Sequence[str]) -> Words:
    """The first few names, and how many more there are."""
    shown = ", ".join(names[:SHOWN])
    if len(names) > SHOWN:
        return Words("{names}, dan {count} lagi", names=shown, count=len(names) - SHOWN)
    return Words("{names}", names=shown)
