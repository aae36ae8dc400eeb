from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PackagesConfig(AppConfig):
    name = "lajur.registers.packages"
    label = "packages"

    def ready(self) -> None:
        from lajur.ui.pages import ADMIN_PAGES, AdminPage

        about = _("Paket dari RUP: kode, pagu, metode, dan jadwal pemilihannya; impor dari XLSX atau CSV.")
        ADMIN_PAGES.append(AdminPage("paket", _("Paket pengadaan"), "/paket/", "dokumen", about))
