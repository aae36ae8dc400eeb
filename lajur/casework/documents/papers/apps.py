from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "lajur.casework.documents.papers"
    label = "papers"

    def ready(self) -> None:
        from lajur.casework.documents.papers.wordings import GENERAL, add_wording

        for wording in GENERAL:
            add_wording(wording)
