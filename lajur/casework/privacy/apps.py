from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "lajur.casework.privacy"
    label = "privacy"

    def ready(self) -> None:
        from lajur.ui.pages import ADMIN_PAGES, AdminPage

        ADMIN_PAGES.append(
            AdminPage(
                "data-pribadi",
                _("Data pribadi"),
                "/pengelolaan/data-pribadi/",
                "orang",
                _("Salinan dan penghapusan data pribadi atas permintaan pemiliknya (UU 27/2022)."),
            )
        )
