"""The cards of people and positions in the section Pengelolaan."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lajur.ui.pages import AdminPage

CARDS = [
    AdminPage(
        "pegawai",
        _("Pegawai"),
        "/pengelolaan/pegawai/",
        "orang",
        _("Siapa dapat masuk: mendaftar, impor dari Excel, kata sandi, dan yang sudah keluar."),
    ),
    AdminPage(
        "jabatan",
        _("Jabatan"),
        "/pengelolaan/jabatan/",
        "sop",
        _("Siapa memegang jabatan apa, atasan, unit kerja, serta Plt. dan Plh. dengan suratnya."),
    ),
    AdminPage(
        "cara-masuk",
        _("Cara masuk"),
        "/pengelolaan/cara-masuk/",
        "kunci",
        _("Siapa wajib memakai langkah kedua, dan layanan masuk (SSO) milik instansi."),
    ),
    AdminPage(
        "instansi",
        _("Instansi"),
        "/pengelolaan/instansi/",
        "kelola",
        _("Jenis instansi, serta surel dan telepon bantuan bagi pegawai."),
    ),
]
