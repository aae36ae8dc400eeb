from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    name = "lajur.casework.upkeep"
    label = "upkeep"

    def ready(self) -> None:
        from lajur.ui.pages import ADMIN_PAGES, AdminPage

        ADMIN_PAGES.append(
            AdminPage(
                "kesehatan",
                _("Kesehatan Lajur"),
                "/pengelolaan/kesehatan/",
                "selesai",
                _("Basis data, pekerjaan latar, surel, disk, cadangan, jam, dan jurnal."),
            )
        )
        ADMIN_PAGES.append(
            AdminPage(
                "segel",
                _("Segel jurnal"),
                "/pengelolaan/segel/",
                "kunci",
                _("Lembar harian yang membuktikan, di luar server, bahwa jurnal tidak diubah."),
            )
        )
        ADMIN_PAGES.append(
            AdminPage(
                "gangguan",
                _("Gangguan layanan"),
                "/gangguan/",
                "terlambat",
                _("Kapan Lajur tidak berjalan, penyebabnya, dan tenggat yang terkena."),
            )
        )
        ADMIN_PAGES.append(
            AdminPage(
                "masuk-sebagai",
                _("Masuk sebagai"),
                "/pengelolaan/masuk-sebagai/",
                "orang",
                _("Melihat Lajur seperti seorang pegawai untuk membantunya, tanpa mengubah apa pun."),
            )
        )
