from django.apps import AppConfig


class StaffingConfig(AppConfig):
    name = "lajur.capabilities.staffing"
    label = "staffing"
