from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "lajur.casework.notices"
    label = "notices"
