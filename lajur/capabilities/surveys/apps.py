from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "lajur.capabilities.surveys"
    label = "surveys"
