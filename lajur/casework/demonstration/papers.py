"""How the invented agencies number their papers, and the first papers they issued."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from lajur.casework.documents.papers.actions import issue_paper
from lajur.casework.documents.papers.managing import set_pattern
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.actors import clock_actor
from lajur.registers.organisation.models import Agency, Person

T = TypeVar("T")


def write_papers(agency: Agency, told: dict[str, Any], now: datetime) -> None:
    """`told`: "pola", keywords of `set_pattern`; "contoh", keywords of `issue_paper` with persons by name."""
    agency.refresh_from_db()
    by = clock_actor(agency, now)
    for pattern in told["pola"]:
        _sure(set_pattern(agency=agency, by=by, now=now, **pattern))
    people = {person.name: person for person in Person.within.filter(agency=agency)}

    def known(names: Iterable[str]) -> list[Person | str]:
        return [people.get(name, name) for name in names]

    for given in told["contoh"]:
        persons: dict[str, Any] = {name: known(given[name]) for name in ("addressees", "copies") if name in given}
        rest: dict[str, Any] = {
            name: value for name, value in given.items() if name not in ("addressees", "copies", "signer")
        }
        _sure(issue_paper(agency=agency, by=by, now=now, signer=people[given["signer"]], **rest, **persons))


def _sure(outcome: T | Refusal) -> T:
    if isinstance(outcome, Refusal):
        raise RuntimeError(outcome.sentence)
    return outcome
