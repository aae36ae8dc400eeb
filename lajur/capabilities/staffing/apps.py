from django.apps import AppConfig


class StaffingConfig(AppConfig):
    name = "lajur.capabilities.staffing"
    label = "staffing"

    def ready(self) -> None:
        from lajur.capabilities.staffing.documents import WORDING
        from lajur.casework.documents.papers.wordings import add_wording

        add_wording(WORDING)
