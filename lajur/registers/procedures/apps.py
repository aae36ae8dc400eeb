from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "lajur.registers.procedures"
    label = "procedures"

    def ready(self) -> None:
        from lajur.registers.organisation.guide import STEPS
        from lajur.registers.procedures.cards import CARDS, STEP
        from lajur.ui.pages import ADMIN_PAGES

        ADMIN_PAGES.extend(CARDS)
        STEPS.insert(1, STEP)
