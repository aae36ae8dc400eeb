from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffingConfig(AppConfig):
    name = "lajur.capabilities.staffing"
    label = "staffing"

    def ready(self) -> None:
        from lajur.capabilities.staffing.archiving import tables
        from lajur.capabilities.staffing.documents import WORDING
        from lajur.casework.cases.archived import TABLES
        from lajur.casework.documents.papers.wordings import add_wording

        add_wording(WORDING)
        TABLES.append(tables)

        from lajur.ui.pages import ADMIN_PAGES, AdminPage

        about = _("Jenjang, sertifikat, cuti, dan benturan kepentingan pegawai yang dibagi tugas.")
        ADMIN_PAGES.append(AdminPage("personil", _("Personil"), "/personil/", "orang", about))
