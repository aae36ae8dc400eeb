"""Why a person is, or is not, in the Pokja of a package, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from lajur.capabilities.staffing.optimising.eligibility import Hindrance, eligible, hindrances
from lajur.capabilities.staffing.optimising.loads import SHARE, scale_of
from lajur.capabilities.staffing.optimising.problem import Member, Pokja, Problem, Work
from lajur.engine.refusal import Words

MONTHS = (
    Words("Januari"), Words("Februari"), Words("Maret"), Words("April"), Words("Mei"), Words("Juni"), Words("Juli"),
    Words("Agustus"), Words("September"), Words("Oktober"), Words("November"), Words("Desember"),
)  # fmt: skip


class Explainer:
    """Answers for one plan, whoever made it. `kinds`: what certificates are called; without a name, by their code."""

    def __init__(self, problem: Problem, pokja: Pokja, kinds: Mapping[str, str] | None = None) -> None:
        self.problem, self.pokja, self.kinds = problem, pokja, kinds or {}
        self.fitting = eligible(problem)
        taking_part = {key for keys in self.fitting.values() for key in keys}
        taking_part |= {key for members in pokja.values() for key in members if key in problem.member}
        self.scale = scale_of(problem, taking_part, pokja.keys() & problem.package.keys())
        known = {key: members & problem.member.keys() for key, members in pokja.items() if key in problem.package}
        self.loads = self.scale.loads(known)
        self.counts = Counter(key for members in pokja.values() for key in members)

    def why(self, package: str, member: str) -> list[Words]:
        """Sentences, the weightiest reason first."""
        work, person = self.problem.package[package], self.problem.member[member]
        return self._in(work, person) if member in self.pokja.get(package, ()) else self._out(work, person)

    def _in(self, work: Work, person: Member) -> list[Words]:
        said: list[Words] = []
        hindering = hindrances(person, work)
        if person.key in work.pinned:
            said.append(Words("{name} ditetapkan dengan tangan.", name=person.name))
        said += [self._hindrance(person, one) for one in hindering]
        fitting = self.fitting[work.key]
        if not hindering:
            said.append(
                Words(
                    "{name} memenuhi syarat: sertifikat dan jenjang cukup, tanpa benturan kepentingan, dan masuk kerja "
                    "selama paket berlangsung.",
                    name=person.name,
                )
            )
        if not hindering and len(fitting) == work.size:
            said.append(Words("Hanya {count} orang memenuhi syarat untuk paket ini; semuanya diperlukan.",
                              count=len(fitting)))  # fmt: skip
        others = [self.problem.member[key] for key in self.pokja[work.key] - {person.key} if key in self.problem.member]
        if work.lead and person.level >= work.lead and not any(other.level >= work.lead for other in others):
            said.append(Words("Dalam Pokja ini, hanya {name} berjenjang cukup untuk menjadi ketua.", name=person.name))
        if person.key in self.problem.in_force.get(work.key, ()):
            said.append(Words("{name} sudah menjadi anggotanya pada rencana yang berlaku.", name=person.name))
        said.append(
            Words(
                "Dengan {count} paket, beban {name} {load} persen dari bagian yang merata.",
                name=person.name, count=self.counts[person.key], load=percent(self.loads[person.key]),
            )
        )  # fmt: skip
        return said

    def _out(self, work: Work, person: Member) -> list[Words]:
        hindering = [self._hindrance(person, one) for one in hindrances(person, work)]
        if hindering:
            return hindering
        if person.most is not None and self.counts[person.key] >= person.most:
            return [Words("{name} sudah mendapat {count} paket, sebanyak batasnya.", name=person.name,
                          count=self.counts[person.key])]  # fmt: skip
        if work.key not in self.pokja:
            return [Words("Paket ini belum mempunyai Pokja.")]
        return [self._exchange(work, person)]

    def _exchange(self, work: Work, person: Member) -> Words:
        """What would come of putting the person in the place of the member for whom it would cost least."""
        weight, held = self.scale.of_package[work.key], self.problem.in_force.get(work.key, frozenset())
        members = [self.problem.member[key] for key in sorted(self.pokja[work.key]) if key in self.problem.member]
        chairs = [member for member in members if member.level >= work.lead]
        tried = []
        for other in members:
            if other.key in work.pinned or (chairs == [other] and person.level < work.lead):
                continue
            uneven = 2 * weight * (weight + self.loads[person.key] - self.loads[other.key])
            price = self.scale.change * ((other.key in held) - (person.key in held))
            tried.append((uneven + price, uneven, other))
        if not tried:
            return Words("{name} memenuhi syarat, tetapi anggota Pokja ini tidak dapat ditukar.", name=person.name)
        total, uneven, other = min(tried, key=lambda one: one[:2])
        said = {
            "name": person.name,
            "other": other.name,
            "load": percent(self.loads[person.key]),
            "after": percent(self.loads[person.key] + weight),
            "theirs": percent(self.loads[other.key]),
        }
        if total < 0:
            return Words("{name} memenuhi syarat; menukar {other} dengan {name} bahkan lebih merata ({load} persen "
                         "terhadap {theirs} persen dari bagian yang merata).", **said)  # fmt: skip
        if total == 0:
            return Words("{name} memenuhi syarat dan sama baiknya dengan {other}; salah seorang dipilih.", **said)
        if uneven <= 0:
            return Words("{name} memenuhi syarat, tetapi menukar {other} dengan {name} mengubah susunan yang berlaku "
                         "dan hampir tidak meratakan beban.", **said)  # fmt: skip
        return Words("{name} memenuhi syarat, tetapi beban menjadi kurang merata bila menggantikan {other}: dari "
                     "{load} menjadi {after} persen dari bagian yang merata, sedangkan {other} {theirs} persen.",
                     **said)  # fmt: skip

    def _hindrance(self, person: Member, one: Hindrance) -> Words:
        name = person.name
        if one.rule == "sertifikat":
            kind = self.kinds.get(one.certificate, one.certificate)
            if one.held is None:
                return Words("{name} tidak mempunyai sertifikat {kind}.", name=name, kind=kind)
            if one.held.span.until is not None:
                return Words("Sertifikat {kind} {name} hanya berlaku {since} sampai {until}, tidak selama paket "
                             "berlangsung.", name=name, kind=kind, since=day_words(one.held.span.since),
                             until=day_words(one.held.span.until))  # fmt: skip
            return Words("Sertifikat {kind} {name} baru berlaku {since}.", name=name, kind=kind,
                         since=day_words(one.held.span.since))  # fmt: skip
        if one.absence is not None:
            if one.absence.until is None:
                return Words("{name} tidak masuk sejak {since}.", name=name, since=day_words(one.absence.since))
            return Words("{name} tidak masuk {since} sampai {until}, dalam masa paket ini.", name=name,
                         since=day_words(one.absence.since), until=day_words(one.absence.until))  # fmt: skip
        if one.rule == "jenjang":
            return Words("Jenjang {name} belum cukup untuk paket ini.", name=name)
        if one.rule == "benturan":
            return Words("{name} mempunyai benturan kepentingan dengan paket ini.", name=name)
        return Words("{name} sedang tidak dibagi tugas.", name=name)


def percent(load: int) -> int:
    return round(100 * load / SHARE)


def day_words(day: date) -> Words:
    return Words("{day} {month} {year}", day=day.day, month=MONTHS[day.month - 1], year=day.year)
