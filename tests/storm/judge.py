"""What the database says after a storm: `python -m tests.storm.judge`, in its `LAJUR_DATA`. Prints one JSON object.

``done``: case → key of each finished task → how many journal entries tell of it. ``faults``: sentences about a broken
chain, or about a case that is not as its journal tells it.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict

from lajur.entrypoints.cli import django_setup


def main() -> None:
    django_setup()

    from django_scopes import scope

    from lajur.casework.cases.models import Case, Task
    from lajur.casework.cases.replay import replay_case
    from lajur.engine.events import TaskCompleted
    from lajur.registers.authority.journal import verify_agency
    from lajur.registers.authority.models import Entry
    from lajur.registers.organisation.models import Agency

    agency = Agency.objects.get()
    done: defaultdict[str, Counter[str]] = defaultdict(Counter)
    with scope(agency=agency):
        faults = [str(fault) for fault in verify_agency(str(agency.id)).faults]
        for case in Case.objects.all():
            faults += [str(difference) for difference in replay_case(case)]
            for entry in Entry.objects.filter(chain=case.id, kind="selesaikan"):
                for event in json.loads(entry.body)["ev"]:
                    if event["e"] == TaskCompleted.code:
                        done[str(case.id)][event["task"]] += 1
        finished = Task.objects.filter(status="selesai").values_list("case_id", "key")
        told = {(case, task) for case, tasks in done.items() for task in tasks}
        kept = {(str(case), key) for case, key in finished}
    faults += [f"{case} {task}: only in the journal or only in the tasks" for case, task in sorted(told ^ kept)]
    sys.stdout.write(json.dumps({"done": done, "faults": faults}) + "\n")


if __name__ == "__main__":
    main()
