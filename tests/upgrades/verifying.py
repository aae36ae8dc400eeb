"""`python -m tests.upgrades.verifying`, in the environment of an installation with an old database: brings it up to
today and tells as JSON what it found there."""

from __future__ import annotations

import json
import sys
import time

from lajur.entrypoints.cli import django_setup


def main() -> None:
    django_setup()

    from django_scopes import scope, scopes_disabled

    from lajur.casework.cases.models import Case
    from lajur.casework.cases.replay import replay_case
    from lajur.entrypoints.cli.preparation import migrate
    from lajur.registers.authority.journal import verify_agency
    from lajur.registers.organisation.models import Agency
    from lajur.registers.procedures.queries import sop_of

    begun = time.monotonic()
    migrate()
    told = {"migrated_s": round(time.monotonic() - begun, 1), "agencies": 0, "cases": 0, "entries": 0, "faults": []}
    with scopes_disabled():
        agencies = list(Agency.objects.all())
    for agency in agencies:
        with scope(agency=agency):
            verdict = verify_agency(str(agency.id))
            told["agencies"] += 1
            told["entries"] += verdict.entries
            told["faults"] += [str(fault) for fault in verdict.faults]
            for case in Case.objects.order_by("id"):
                told["cases"] += 1
                assert sop_of(case.edition_id).steps
                told["faults"] += [f"{case.number}: {fault}" for fault in replay_case(case)]
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
