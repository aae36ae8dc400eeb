from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "lajur.casework.upkeep"
    label = "upkeep"
