from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "lajur.registers.reference"
    label = "reference"
