"""The demonstration as a whole: the agencies, and some months of lived-in cases up to now."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from secrets import token_urlsafe

from django.contrib.auth.hashers import make_password
from django_scopes import scope

from lajur.casework.cases.plugging import furnish
from lajur.casework.cases.simulation import Habits, Office, Tally
from lajur.casework.demonstration.office import Description, build_agency, descriptions
from lajur.registers.authority.journal import seal
from lajur.registers.organisation.models import Agency, Person

MONTHS = 4
RECENT = 2
"""So many cases of every SOP begin in the last days."""

SEED = 2026


def build(*, now: datetime, cases_per_sop: int = 6, seed: int = SEED) -> list[Agency]:
    """Make both agencies and let their officers work from `MONTHS` months ago until `now`; some cases stay open."""
    begin = now - timedelta(days=30 * MONTHS)
    agencies = []
    for about in descriptions():
        agency = build_agency(about, now=begin)
        live_in(agency, about, begin, now, cases_per_sop, seed)
        agencies.append(agency)
    return agencies


def build_samples(now: datetime) -> str:
    """Make the agencies beside a real one, and return the password made up for their people: the one that everybody
    knows is for the demonstration alone."""
    begin = now - timedelta(days=30 * MONTHS)
    password = token_urlsafe(12)
    for about in descriptions():
        if Agency.objects.filter(slug=about.slug).exists():
            continue
        agency = build_agency(about, now=begin)
        Person.objects.filter(agency=agency).update(password=make_password(password))
        live_in(agency, about, begin, now, 2, SEED)
    return password


def live_in(agency: Agency, about: Description, begin: datetime, now: datetime, cases: int, seed: int) -> Tally:
    """Spread cases of every procedure over the time, and some over its last days: those are still under way."""
    random = Random(f"{seed}:{agency.slug}")  # noqa: S311
    with scope(agency=agency):
        office = Office(agency, random.randrange(2**32), Habits(late=0.1))
        furnish(agency, begin, Random(f"{seed}:{agency.slug}:plugs"))  # noqa: S311
        span = (now - begin).total_seconds()
        for procedure, wordings in about.subjects.items():
            for n in range(1, cases + 1):
                recent = n > cases - RECENT
                at = (
                    now - timedelta(days=random.uniform(0.5, 8))
                    if recent
                    else begin + timedelta(seconds=span * (n - random.random() * 0.6) / cases)
                )
                office.plan_start(at, procedure, random.choice(wordings).removesuffix("N") + str(n))
        tally = office.run(until=now)
        seal(agency=str(agency.id), now=now)
    return tally
