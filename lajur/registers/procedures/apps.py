from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "lajur.registers.procedures"
    label = "procedures"
