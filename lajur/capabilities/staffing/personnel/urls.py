"""Addresses of the register of staff."""

from __future__ import annotations

from django.urls import path

from lajur.capabilities.staffing.personnel import views

urlpatterns = [
    path("personil/", views.staff_list, name="staffing.list_staff"),
    path("personil/tambah/", views.staff_added, name="staffing.staff_added"),
    path("personil/impor/", views.import_upload, name="staffing.import"),
    path("personil/impor/kolom/", views.import_columns, name="staffing.import_columns"),
    path("personil/impor/periksa/", views.import_check, name="staffing.import_check"),
    path("personil/impor/terapkan/", views.import_apply, name="staffing.import_apply"),
    path("personil/impor/ditolak.xlsx", views.import_rejected, name="staffing.import_rejected"),
    path("personil/impor/templat.xlsx", views.import_template, name="staffing.import_template"),
    path("personil/<uuid:staff_id>/", views.staff, name="staffing.view_staff"),
    path("personil/<uuid:staff_id>/ubah/", views.staff_changed, name="staffing.staff_changed"),
    path("personil/<uuid:staff_id>/sertifikat/", views.certified, name="staffing.certified"),
    path("personil/<uuid:staff_id>/cuti/", views.leave_granted, name="staffing.leave_granted"),
    path("personil/<uuid:staff_id>/benturan/", views.conflict_declared, name="staffing.declare_conflict"),
    path(
        "personil/sertifikat/<uuid:certificate_id>/cabut/",
        views.certificate_revoked,
        name="staffing.certificate_revoked",
    ),
    path("personil/cuti/<uuid:leave_id>/batal/", views.leave_cancelled, name="staffing.leave_cancelled"),
    path("personil/benturan/<uuid:conflict_id>/akhiri/", views.conflict_lifted, name="staffing.conflict_lifted"),
]
