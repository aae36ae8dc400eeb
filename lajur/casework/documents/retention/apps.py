from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RetentionConfig(AppConfig):
    name = "lajur.casework.documents.retention"
    label = "retention"

    def ready(self) -> None:
        from lajur.ui.pages import ADMIN_PAGES, AdminPage

        ADMIN_PAGES.append(
            AdminPage(
                "retensi",
                _("Retensi arsip"),
                "/retensi/",
                "jurnal",
                _("Klasifikasi, tempat simpan, masa simpan, dan arsip yang jatuh tempo."),
            )
        )
