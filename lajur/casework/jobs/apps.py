from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "lajur.casework.jobs"
    label = "jobs"

    def ready(self) -> None:
        from lajur.casework.jobs.registry import load_all

        load_all()
