from django.apps import AppConfig


class CheckingConfig(AppConfig):
    name = "lajur.casework.documents.checking"
    label = "checking"
