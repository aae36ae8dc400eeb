from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    name = "lajur.casework.archive"
    label = "archive"

    def ready(self) -> None:
        from lajur.ui.pages import ADMIN_PAGES, AdminPage

        ADMIN_PAGES.append(
            AdminPage(
                "arsip",
                _("Arsip instansi"),
                "/pengelolaan/arsip/",
                "unduh",
                _("Seluruh data instansi dalam satu berkas yang dapat dibawa dan diperiksa tanpa Lajur."),
            )
        )
