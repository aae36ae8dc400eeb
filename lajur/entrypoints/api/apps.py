from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "lajur.entrypoints.api"
    label = "api"
