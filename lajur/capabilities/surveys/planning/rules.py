"""How many must answer. Numbers come from the dated table `surveys.sampel`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Of public addresses: those that nobody mistakes for another when he copies them from a poster."""


def krejcie_morgan(population: int, *, chi_squared: str, share: str, error: str) -> int:
    """Sample size S = X²NP(1-P) / (d²(N-1) + X²P(1-P)) of Krejcie and Morgan (1970), rounded half up as their printed
    table is. The constants are decimal texts, so that nothing is lost before the rounding."""
    if population <= 0:
        return 0
    spread = Fraction(chi_squared) * Fraction(share) * (1 - Fraction(share))
    size = spread * population / (Fraction(error) ** 2 * (population - 1) + spread)
    return int(size + Fraction(1, 2))


def shared_out(total: int, sizes: Sequence[int]) -> list[int]:
    """`total` over groups of these sizes, in proportion: none gets more than it has, and each that has anybody gets at
    least one while there are enough. Shares add up to `total`, or to all there are."""
    everybody = sum(sizes)
    total = min(total, everybody)
    shares = [0] * len(sizes)
    for _ in range(total):
        shares[_neediest(shares, sizes, Fraction(total, everybody))] += 1
    return shares


def _neediest(shares: Sequence[int], sizes: Sequence[int], part: Fraction) -> int:
    able = [n for n, size in enumerate(sizes) if shares[n] < size]
    return max(able, key=lambda n: (shares[n] == 0, sizes[n] * part - shares[n], -n))


def asked_for(sample: int, minimum: int) -> int:
    """How many answers a plan aims at: the larger of the formula's and the SOP's."""
    return max(sample, minimum)
