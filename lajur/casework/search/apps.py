from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "lajur.casework.search"
    label = "search"
