from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "lajur.casework.documents.signing"
    label = "signing"
