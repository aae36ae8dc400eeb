from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "lajur.casework.documents"
    label = "documents"
