from django.apps import AppConfig


class PackagesConfig(AppConfig):
    name = "lajur.registers.packages"
    label = "packages"
