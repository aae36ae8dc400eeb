from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "lajur.registers.organisation"
    label = "organisation"

    def ready(self) -> None:
        from lajur.registers.organisation.cards import CARDS
        from lajur.ui.pages import ADMIN_PAGES

        ADMIN_PAGES[:0] = CARDS
