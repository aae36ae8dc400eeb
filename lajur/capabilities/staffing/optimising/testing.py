"""Invented offices for tests and benchmarks, the same for the same seed."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from lajur.capabilities.staffing.optimising.problem import Held, Member, Problem, Seats, Span, Weights, Work

YEAR = date(2026, 1, 1)
SEATS = Seats(3, odd=True)


def make_member(key: str = "a", **fields: object) -> Member:
    """Somebody who may be in every Pokja."""
    given = {"name": key.upper(), "level": 2, "certificates": (Held("pokja", Span(date(2020, 1, 1))),)} | fields
    return Member(key, **given)  # type: ignore[arg-type]


def make_work(key: str = "p1", **fields: object) -> Work:
    given = {
        "name": f"Paket {key}",
        "value": 1_000_000_000,
        "span": Span(date(2026, 3, 2), date(2026, 4, 30)),
        "size": 3,
        "certificates": frozenset({"pokja"}),
    } | fields
    return Work(key, **given)  # type: ignore[arg-type]


def make_office(
    staff: int, packages: int, *, seed: int = 1, in_force: bool = False, weights: Weights | None = None
) -> Problem:
    """As procurement units are: values over four orders of magnitude, few of the highest level, leave in spring and
    summer, some certificates that run out, a conflict here and there, a Pokja of five for what is large."""
    random = Random(seed)
    satkers = [f"Satker {number}" for number in range(max(4, staff // 4))]
    members = tuple(_member(random, number, satkers, packages) for number in range(staff))
    works = tuple(_work(random, number, satkers) for number in range(packages))
    held = {}
    if in_force:
        for work in works:
            if random.random() < 0.4:
                held[work.key] = frozenset(random.sample([member.key for member in members], work.size))
    return Problem(members, works, weights or Weights(), held, SEATS)


def _member(random: Random, number: int, satkers: list[str], packages: int) -> Member:
    level = random.choices([1, 2, 3], [5, 4, 2])[0]
    since = YEAR - timedelta(days=random.randrange(200, 1200))
    until = None if random.random() < 0.7 else YEAR + timedelta(days=random.randrange(60, 500))
    kinds = ["pbj-level-1", *(["pokja"] if random.random() < 0.85 else [])]
    away = []
    for _ in range(random.randrange(3)):
        first = YEAR + timedelta(days=random.randrange(360))
        away.append(Span(first, first + timedelta(days=random.randrange(1, 12))))
    return Member(
        f"m{number:03d}",
        f"Pegawai {number + 1}",
        level,
        tuple(Held(kind, Span(since, until if kind == "pokja" else None)) for kind in kinds),
        tuple(away),
        frozenset(f"p{random.randrange(packages):04d}" for _ in range(random.randrange(3))),
        frozenset(random.sample(satkers, random.choice([0, 0, 0, 1]))),
        random.choice([0, 0, 0, 1, 2]),
        random.choice([0, 0, 1_000_000_000]),
    )


def _work(random: Random, number: int, satkers: list[str]) -> Work:
    value = round(200_000_000 * 10 ** random.triangular(0, 2.7, 0.4), -5)
    first = YEAR + timedelta(days=random.randrange(330))
    is_large = value > 15_000_000_000
    return Work(
        f"p{number:04d}",
        f"Paket {number + 1}",
        int(value),
        Span(first, first + timedelta(days=random.randrange(25, 60))),
        5 if is_large else 3,
        frozenset({"pbj-level-1", "pokja"}),
        1,
        3 if is_large else 2,
        random.choice(satkers),
    )
