from django.apps import AppConfig


class GuideConfig(AppConfig):
    name = "lajur.casework.guide"
    label = "guide"
