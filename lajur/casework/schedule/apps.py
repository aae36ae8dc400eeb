from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "lajur.casework.schedule"
    label = "schedule"
