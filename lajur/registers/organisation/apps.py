from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "lajur.registers.organisation"
    label = "organisation"
