from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "lajur.casework.demonstration"
    label = "demonstration"

    def ready(self) -> None:
        from lajur.casework.demonstration.views import account_list
        from lajur.registers.organisation.views import SIGN_IN_PARTS

        SIGN_IN_PARTS.append(account_list)
