from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from lajur.registers.procedures.drafts.plugs import Plug


class CasesConfig(AppConfig):
    name = "lajur.casework.cases"
    label = "cases"

    def ready(self) -> None:
        from lajur.casework.cases.crossing import standing_at
        from lajur.casework.cases.packaged import starts_for
        from lajur.casework.cases.standing import has_cases, open_by_lane, tasks_by_name
        from lajur.registers.organisation.work import HAS_CASES, OPEN_BY_LANE, TASKS_BY_NAME
        from lajur.registers.packages.work import WAYS
        from lajur.registers.procedures.drafts.plugs import SOURCES
        from lajur.registers.procedures.work import STANDING

        TASKS_BY_NAME.append(tasks_by_name)
        OPEN_BY_LANE.append(open_by_lane)
        HAS_CASES.append(has_cases)
        STANDING.append(standing_at)
        WAYS.append(starts_for)
        SOURCES.append(_plugs)


def _plugs() -> Iterable[Plug]:
    from lajur.casework.cases.plugging import choices

    return choices()
