from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    name = "lajur.casework.documents.papers"
    label = "papers"

    def ready(self) -> None:
        from lajur.casework.documents.papers.wordings import GENERAL, add_wording
        from lajur.ui.pages import ADMIN_PAGES, AdminPage

        for wording in GENERAL:
            add_wording(wording)
        ADMIN_PAGES.append(
            AdminPage(
                "naskah",
                _("Templat dan nomor naskah"),
                "/pengelolaan/naskah/",
                "sunting",
                _("Kata-kata surat, keputusan, berita acara, dan laporan; pola nomornya."),
            )
        )
