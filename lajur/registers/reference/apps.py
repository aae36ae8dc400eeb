from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferenceConfig(AppConfig):
    name = "lajur.registers.reference"
    label = "reference"

    def ready(self) -> None:
        from lajur.ui.pages import ADMIN_PAGES, AdminPage

        ADMIN_PAGES.append(
            AdminPage(
                "kalender",
                _("Kalender kerja"),
                "/pengelolaan/kalender/",
                "kalender",
                _("Libur, cuti bersama, Ramadan, hari kerja khusus, dan tenggat yang bergeser."),
            )
        )
        ADMIN_PAGES.append(
            AdminPage(
                "tabel",
                _("Tabel acuan"),
                "/pengelolaan/tabel/",
                "jurnal",
                _("Nilai menurut peraturan, dengan tanggal berlaku dan sumbernya."),
            )
        )
        ADMIN_PAGES.append(
            AdminPage(
                "kop-surat",
                _("Kop surat"),
                "/pengelolaan/kop-surat/",
                "dokumen",
                _("Nama, alamat, lambang, dan kota pada setiap cetakan."),
            )
        )
