from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "lajur.casework.jobs"
    label = "jobs"
