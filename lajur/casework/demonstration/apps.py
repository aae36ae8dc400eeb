from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemonstrationConfig(AppConfig):
    name = "lajur.casework.demonstration"
    label = "demonstration"

    def ready(self) -> None:
        from lajur.casework.demonstration.build import build_samples
        from lajur.casework.demonstration.views import account_list
        from lajur.registers.organisation.views import SIGN_IN_PARTS
        from lajur.registers.procedures.first_run import SAMPLES
        from lajur.ui.pages import ADMIN_PAGES, AdminPage

        SIGN_IN_PARTS.append(account_list)
        SAMPLES.append(build_samples)
        ADMIN_PAGES.append(
            AdminPage(
                "latihan",
                _("Ruang latihan"),
                "/latihan/",
                "sunting",
                _("Salinan instansi dengan orang rekaan, jam yang dipercepat, tanpa surel."),
            )
        )
