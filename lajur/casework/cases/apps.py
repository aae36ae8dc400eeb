from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "lajur.casework.cases"
    label = "cases"
