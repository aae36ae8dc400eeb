"""What answers amount to: NRR, IKM, quality, its uncertainty, what is weakest, what changed. Pure and exact.

PermenPANRB 14/2017: the NRR of an element is the mean of its values 1–4; every element weighs the same (1/x of the x
elements asked, computed exactly and never as 0,11); IKM = sum of the weighted NRR × 25, so 25–100. Sums are kept as
fractions and rounded once, half up, where a figure is shown or judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from typing import Any

VALUES = (1, 2, 3, 4)
Tally = tuple[int, int, int, int]
"""How many gave 1, 2, 3 and 4."""
NOBODY: Tally = (0, 0, 0, 0)

Z95 = Fraction("1.959964")
"""Of the normal distribution, for an interval that holds the true value 95 times of 100."""
ENOUGH = 30
"""Answers below which the normal distribution is only a hint."""
SMALL = 5
"""Answers below which figures of a group could give somebody away."""
PLACES = Decimal("0.01")
NRR_PLACES = Decimal("0.001")
_EXACT = Context(prec=50)


@dataclass(frozen=True, slots=True)
class Band:
    """A quality: `letter` A–D from `lowest` on (IKM, two decimals)."""

    letter: str
    name: str
    lowest: Decimal


def bands_of(value: Sequence[Mapping[str, Any]]) -> tuple[Band, ...]:
    """The value of the table `surveys.mutu`, best first."""
    found = [Band(row["mutu"], row["sebutan"], Decimal(row["dari"])) for row in value]
    return tuple(sorted(found, key=lambda band: -band.lowest))


def band_of(index: Fraction | Decimal, bands: Sequence[Band]) -> Band:
    """The band of an index 25–100. The printed bounds leave gaps (88,30 and 88,31), so it is rounded to two decimals
    first. ValueError below the lowest."""
    shown = rounded(index)
    for band in bands:
        if shown >= band.lowest:
            return band
    raise ValueError(f"no quality for {shown}")


def highest_of(band: Band, bands: Sequence[Band]) -> Decimal:
    """The last index of a band as it is printed: 88.30 below A's 88.31."""
    above = [other.lowest for other in bands if other.lowest > band.lowest]
    return min(above) - PLACES if above else Decimal("100.00")


def rounded(value: Fraction | Decimal, places: Decimal = PLACES) -> Decimal:
    """Half up, as officers round."""
    with localcontext(_EXACT):
        exact = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value
        return exact.quantize(places, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Counted:
    """Answers counted, so that any two sets can be added: how many respondents, `tallies` of each element, and the sum
    and the sum of squares of every respondent's own mean."""

    respondents: int
    tallies: tuple[Tally, ...]
    means: Fraction = Fraction(0)
    squares: Fraction = Fraction(0)

    def __add__(self, other: Counted) -> Counted:
        return Counted(
            self.respondents + other.respondents,
            tuple(_added(one, two) for one, two in zip(self.tallies, other.tallies, strict=True)),
            self.means + other.means,
            self.squares + other.squares,
        )


def _added(one: Tally, two: Tally) -> Tally:
    return (one[0] + two[0], one[1] + two[1], one[2] + two[2], one[3] + two[3])


def nothing(elements: int) -> Counted:
    return Counted(0, (NOBODY,) * elements)


def same_total(*, respondents: int, total: int, answered: int, tallies: Iterable[Tally]) -> Counted:
    """Respondents who answered as many elements (`answered`) with the same `total` of values."""
    mean = Fraction(total, answered) if answered else Fraction(0)
    return Counted(respondents, tuple(tallies), mean * respondents, mean * mean * respondents)


def counted(answers: Iterable[Sequence[int | None]], elements: int) -> Counted:
    """Answers one by one; None where an element was left blank."""
    found = nothing(elements)
    for answer in answers:
        given = [value for value in answer if value is not None]
        if given:
            tallies = tuple(_one(value) for value in answer)
            found += same_total(respondents=1, total=sum(given), answered=len(given), tallies=tallies)
    return found


def _one(value: int | None) -> Tally:
    return NOBODY if value is None else (int(value == 1), int(value == 2), int(value == 3), int(value == 4))


@dataclass(frozen=True, slots=True)
class Element:
    """`key` as in the questionnaire ("u1"); `nrr` None when nobody answered it; `weighted` is its part of the sum."""

    key: str
    tally: Tally
    nrr: Fraction | None
    weighted: Fraction
    band: Band | None

    @property
    def answers(self) -> int:
        return sum(self.tally)

    @property
    def index(self) -> Fraction | None:
        return None if self.nrr is None else self.nrr * 25


@dataclass(frozen=True, slots=True)
class Figure:
    """What a set of respondents says. `ikm` and what follows from it are None when nobody answered."""

    respondents: int
    elements: tuple[Element, ...]
    nrr: Fraction | None
    ikm: Fraction | None
    band: Band | None
    error: Fraction | None
    """Standard error of the IKM; None below two respondents."""

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """Where the IKM of all users lies 95 times of 100, within 25–100."""
        if self.ikm is None or self.error is None:
            return None
        low, high = self.ikm - Z95 * self.error, self.ikm + Z95 * self.error
        return rounded(max(low, Fraction(25))), rounded(min(high, Fraction(100)))

    @property
    def is_hint(self) -> bool:
        return self.respondents < ENOUGH


def figure_of(found: Counted, keys: Sequence[str], bands: Sequence[Band], population: int | None = None) -> Figure:
    """The figure of counted answers. `population`: how many users there are, for the correction of a finite one."""
    means = [_mean(tally) for tally in found.tallies]
    asked = [mean for mean in means if mean is not None]
    weight = Fraction(1, len(asked)) if asked else Fraction(0)
    elements = tuple(
        Element(key, tally, mean, (mean or Fraction(0)) * weight, band_of(mean * 25, bands) if mean else None)
        for key, tally, mean in zip(keys, found.tallies, means, strict=True)
    )
    if not asked:
        return Figure(found.respondents, elements, None, None, None, None)
    nrr = sum(asked, Fraction(0)) * weight
    return Figure(
        found.respondents, elements, nrr, nrr * 25, band_of(nrr * 25, bands), standard_error(found, population)
    )


def _mean(tally: Tally) -> Fraction | None:
    count = sum(tally)
    return Fraction(sum(value * number for value, number in zip(VALUES, tally, strict=True)), count) if count else None


def standard_error(found: Counted, population: int | None = None) -> Fraction | None:
    """Of the IKM: 25 · s/√n of the respondents' own means, times √((N−n)/(N−1)) where the population N is known.
    Exact when every respondent answered every element; where paper left blanks, a respondent's mean stands for them."""
    n = found.respondents
    if n < 2:
        return None
    variance = (found.squares - found.means * found.means / n) / (n - 1)
    spread = variance / n
    if population is not None and population > 1:
        spread *= Fraction(max(population - n, 0), population - 1)
    return 25 * _root(spread)


def _root(value: Fraction) -> Fraction:
    with localcontext(_EXACT):
        return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


def lowest(figure: Figure, number: int = 3) -> list[Element]:
    """The weakest elements, weakest first; of equals the one asked first."""
    answered = [element for element in figure.elements if element.nrr is not None]
    return sorted(answered, key=lambda element: element.nrr or Fraction(0))[:number]


def hidden(sizes: Mapping[str, int], small: int = SMALL) -> frozenset[str]:
    """Groups whose figures must not be published. A group below `small` is hidden; and because the total is public,
    the next smallest is hidden with it until those hidden are at least `small` together and more than one."""
    some = {key: size for key, size in sizes.items() if size > 0}
    order = sorted(some, key=lambda key: some[key])
    kept = [key for key in order if some[key] < small]
    for key in order[len(kept) :]:
        if not kept or (len(kept) > 1 and sum(some[one] for one in kept) >= small):
            break
        kept.append(key)
    return frozenset(kept)


@dataclass(frozen=True, slots=True)
class Change:
    """An element, or the whole (`key` ""), in two periods; `difference` is that of the figures as they are printed."""

    key: str
    before: Decimal | None
    after: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.before is None or self.after is None else self.after - self.before


def changes(before: Figure, after: Figure) -> list[Change]:
    """The NRR of every element asked in either period, in the order of the later one."""
    old = {element.key: _nrr(element) for element in before.elements}
    new = {element.key: _nrr(element) for element in after.elements}
    return [Change(key, old.get(key), new.get(key)) for key in [*new, *(key for key in old if key not in new)]]


def _nrr(element: Element) -> Decimal | None:
    return None if element.nrr is None else rounded(element.nrr, NRR_PLACES)


def change_of_index(before: Figure, after: Figure) -> Change:
    ikm = [None if figure.ikm is None else rounded(figure.ikm) for figure in (before, after)]
    return Change("", ikm[0], ikm[1])


def is_certain(before: Figure, after: Figure) -> bool | None:
    """Whether the change of the IKM is larger than chance explains (95 of 100); None where that cannot be told."""
    if before.ikm is None or after.ikm is None or before.error is None or after.error is None:
        return None
    return abs(after.ikm - before.ikm) > Z95 * _root(before.error**2 + after.error**2)
