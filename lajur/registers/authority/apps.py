from django.apps import AppConfig


class AuthorityConfig(AppConfig):
    name = "lajur.registers.authority"
    label = "authority"

    def ready(self) -> None:
        from lajur.registers.authority.permissions import load_all

        load_all()
