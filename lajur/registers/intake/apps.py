from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "lajur.registers.intake"
    label = "intake"
