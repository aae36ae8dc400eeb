from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "lajur.casework.cases"
    label = "cases"

    def ready(self) -> None:
        from lajur.casework.cases.standing import has_cases, open_by_lane, standing_at, tasks_by_name
        from lajur.registers.organisation.work import HAS_CASES, OPEN_BY_LANE, TASKS_BY_NAME
        from lajur.registers.procedures.work import STANDING

        TASKS_BY_NAME.append(tasks_by_name)
        OPEN_BY_LANE.append(open_by_lane)
        HAS_CASES.append(has_cases)
        STANDING.append(standing_at)
