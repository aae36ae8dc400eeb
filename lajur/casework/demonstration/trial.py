"""A trial run of SOPs from the catalogue: an agency of its own with made-up officers, the real actions and database."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from django_scopes import scope

from lajur.casework.cases.models import Case, CaseStatus
from lajur.casework.cases.simulation import Office, Tally
from lajur.casework.demonstration.office import Description, build_agency, descriptions
from lajur.catalogue.reader import catalogue_ids
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.models import Agency

BEGIN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def simulate(wanted: str, *, cases: int, seed: int) -> dict[str, Any] | Refusal:
    """Run `cases` cases of a SOP (or of all) from their start to wherever they end.

    Returns {"seed", "sops": [{"sop", "cases", "finished", "steps", "deviations", "ways"}], "throughput":
    {"steps", "seconds", "rate"}, "refusals"}; "ways" counts how often each exit was taken, "deviations" each kind.
    """
    known = catalogue_ids()
    if wanted != "all" and wanted not in known:
        return Refusal(
            "sop-tidak-ada", "Tidak ada SOP “{sop}” di katalog; lihat “lajur catalogue list”.", {"sop": wanted}
        )
    chosen = known if wanted == "all" else [wanted]
    offices = {about.slug: about for about in descriptions()}
    report: dict[str, Any] = {"seed": seed, "sops": [], "refusals": Counter()}
    steps, seconds = 0, 0.0
    for sop_id in chosen:
        slug, _, key = sop_id.partition("/")
        agency = trial_agency(offices[slug], seed)
        began = time.perf_counter()
        tally, rows = _run(agency, key, cases, seed)
        seconds += time.perf_counter() - began
        steps += tally.steps
        report["refusals"].update(tally.refusals)
        report["sops"].append(
            {
                "sop": sop_id,
                "cases": tally.cases,
                "finished": rows[CaseStatus.FINISHED.value],
                "steps": tally.steps,
                "deviations": dict(sorted(tally.deviations.items())),
                "ways": dict(sorted(tally.ways.items())),
            }
        )
    report["refusals"] = dict(report["refusals"])
    report["throughput"] = {"steps": steps, "seconds": round(seconds, 3), "rate": round(steps / max(seconds, 1e-9), 1)}
    return report


def trial_agency(about: Description, seed: int) -> Agency:
    """An agency for one seed's trial, so that trials touch nobody's cases and repeat alike."""
    number = Agency.objects.filter(slug__startswith=f"uji-{about.slug}-{seed}-").count() + 1
    return build_agency(about, now=BEGIN, slug=f"uji-{about.slug}-{seed}-{number}")


def _run(agency: Agency, key: str, cases: int, seed: int) -> tuple[Tally, Counter[str]]:
    with scope(agency=agency):
        office = Office(agency, seed)
        for n in range(cases):
            office.plan_start(BEGIN + timedelta(hours=5 * n), key, f"Uji coba {n + 1}")
        tally = office.run()
        rows = Counter(Case.objects.filter(parent__isnull=True).values_list("status", flat=True))
    return tally, rows
