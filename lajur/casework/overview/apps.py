from django.apps import AppConfig


class OverviewConfig(AppConfig):
    name = "lajur.casework.overview"
    label = "overview"
