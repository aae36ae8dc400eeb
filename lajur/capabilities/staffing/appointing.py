"""Who may be appointed: what is known of the staff beside every step that binds a lane of procurement to persons, and
what is said when the officer has chosen.

Who lacks what the rules ask for is appointed only with a reason, which is a deviation; who has a conflict of interest,
or holds a part that one person may not hold besides, is not appointed at all. The rules are a dated table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from lajur.capabilities.staffing.models import Conflict, Level, Staff
from lajur.capabilities.staffing.personnel.queries import Line, lines, staff_list
from lajur.capabilities.staffing.suitability import Rule, rules_on
from lajur.engine.refusal import Refusal, Words
from lajur.registers.organisation.models import Agency, Person
from lajur.registers.packages.models import Package


@dataclass(frozen=True, slots=True)
class Candidate:
    """`hindrance` is empty for whoever fits the lane on the day."""

    line: Line
    hindrance: Words | None


def lack_of(line: Line, rule: Rule) -> Words | None:
    """What the rules ask for and the person has not."""
    if rule.certificates and not any(one.kind in rule.certificates for one in line.valid):
        return Words("tanpa sertifikat yang berlaku untuk peran ini")
    if rule.functional and line.staff.level == Level.NONE:
        return Words("bukan JF PPBJ")
    return None


def hindrance_of(line: Line, rule: Rule) -> Words | None:
    """Why the person does not fit the lane today, the weightiest reason first."""
    if (lack := lack_of(line, rule)) is not None:
        return lack
    if line.away is not None:
        return Words("tidak masuk hari ini")
    if not line.staff.is_available:
        return Words("sedang tidak dibagi tugas")
    return None


def candidates(
    agency: Agency, rule: Rule, day: date, about: str = "", packages: Sequence[Package] = ()
) -> list[Candidate]:
    """All active staff, those who fit first, and among them those with the fewest packages. `packages` are those that
    the case is for, `about` what it says of itself: for conflicts of interest."""
    found = lines(list(staff_list("", "")), agency.id, day)
    torn = conflicted([one.staff for one in found], about, packages)
    rows = [Candidate(one, torn.get(str(one.staff.person_id)) or hindrance_of(one, rule)) for one in found]
    return sorted(rows, key=lambda one: (one.hindrance is not None, one.line.packages, one.line.staff.person.name))


def conflicted(staff: Sequence[Staff], about: str, packages: Sequence[Package] = ()) -> dict[str, Words]:
    """Person → his conflict of interest, declared and not lifted, with one of the case's packages or its satker. Where
    no package of the register is known, with what the case says of itself: it names the package (by its RUP code or its
    name) or the satker."""
    ids, satkers = {one.id for one in packages}, {_plain(one.satker) for one in packages if one.satker}
    said = f" {_plain(about)} "
    rows = Conflict.objects.filter(staff__in=staff, lifted_on__isnull=True).select_related("package", "staff")
    found: dict[str, Words] = {}
    for one in rows:
        names = (one.package.code, one.package.name) if one.package else (one.satker,)
        by_word = not packages and any(name and _names(said, name) for name in names)
        if by_word or one.package_id in ids or _plain(one.satker) in satkers:
            found[str(one.staff.person_id)] = Words("benturan kepentingan: {reason}", reason=one.reason)
    return found


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _names(said: str, name: str) -> bool:
    """Whether the name stands in the text as words of their own."""
    at = said.find(wanted := _plain(name))
    while at >= 0:
        if not said[at - 1].isalnum() and not said[at + len(wanted)].isalnum():
            return True
        at = said.find(wanted, at + 1)
    return False


def weighed(
    agency: Agency, day: date, *, chosen: Mapping[str, Iterable[str]], held: Mapping[str, Iterable[str]], about: str,
    packages: Sequence[Package] = (),
) -> Refusal | None:  # fmt: skip
    """What stands against appointing these persons to these lanes. `held`: whom the case has appointed so far. Nothing
    is said in an agency that keeps no list of its staff."""
    rules = rules_on(agency, day)
    mine = {lane: tuple(persons) for lane, persons in chosen.items() if lane in rules.lanes}
    if not any(mine.values()) or not Staff.objects.exists():
        return None
    everybody = {person for persons in mine.values() for person in persons}
    names = {str(one.id): one.name for one in Person.within.filter(agency=agency, id__in=everybody)}
    staff = list(Staff.objects.filter(person_id__in=everybody).select_related("person"))
    for person, why in conflicted(staff, about, packages).items():
        return _refused(mine, person, "benturan-kepentingan", "{name} tidak dapat ditunjuk: {why}.", names, why)
    together: dict[str, set[str]] = {}
    for parts in (held, mine):  # who is appointed anew takes the place of who was
        together |= {lane: set(persons) for lane, persons in parts.items()}
    for pair in rules.apart:
        one, other = sorted(pair)
        for person in sorted(together.get(one, set()) & together.get(other, set()) & everybody):
            why = Words("satu orang tidak boleh merangkap peran ini dengan peran lain dalam pengadaan yang sama")
            return _refused(mine, person, "rangkap-peran", "{name} tidak dapat ditunjuk: {why}.", names, why)
    known = {str(line.staff.person_id): line for line in lines(staff, agency.id, day)}
    lacks: list[Words] = []
    for lane, persons in mine.items():
        for person in persons:
            line, rule = known.get(person), rules.lanes[lane]
            if line is None and not rule.asks:
                continue
            lack = lack_of(line, rule) if line else Words("tidak ada dalam daftar personil")
            if lack is not None:
                lacks.append(Words("{name} ({why})", name=names.get(person, "?"), why=lack))
    if not lacks:
        return None
    who = reduce(lambda one, other: Words("{one}; {other}", one=one, other=other), lacks)
    return Refusal("belum-memenuhi-syarat", "Belum memenuhi syarat peran ini: {who}.", {"who": who}, passable=True)


def _refused(
    mine: Mapping[str, Iterable[str]], person: str, code: str, text: str, names: Mapping[str, str], why: Words
) -> Refusal:
    facts = {"name": names.get(person, "?"), "why": why}
    lanes = [lane for lane, persons in mine.items() if person in persons]
    return Refusal(code, text, facts, fields={lane: Words(text, **facts) for lane in lanes})
