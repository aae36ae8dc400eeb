from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "lajur.capabilities.surveys"
    label = "surveys"

    def ready(self) -> None:
        from lajur.capabilities.surveys.archiving import tables
        from lajur.capabilities.surveys.documents import WORDINGS
        from lajur.capabilities.surveys.followups.duties import follow_ups
        from lajur.casework.cases.archived import TABLES
        from lajur.casework.cases.duties import SOURCES
        from lajur.casework.documents.papers.wordings import add_wording

        for wording in WORDINGS:
            add_wording(wording)
        SOURCES.append(follow_ups)
        TABLES.append(tables)
