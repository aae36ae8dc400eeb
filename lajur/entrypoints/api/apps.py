from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "lajur.entrypoints.api"
    label = "api"

    def ready(self) -> None:
        from lajur.ui.pages import ADMIN_PAGES, AdminPage

        ADMIN_PAGES.append(
            AdminPage(
                "webhook",
                _("Webhook"),
                "/pengelolaan/webhook/",
                "serah",
                _("Sistem lain yang dikabari tentang pelaksanaan, tugas, dan penyimpangan."),
            )
        )
