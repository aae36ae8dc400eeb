"""Addresses of packages."""

from __future__ import annotations

from django.urls import path

from lajur.registers.packages import views

urlpatterns = [
    path("paket/", views.package_list, name="packages.list"),
    path("paket/tambah/", views.package_added, name="packages.added"),
    path("paket/impor/", views.import_upload, name="packages.import"),
    path("paket/impor/kolom/", views.import_columns, name="packages.import_columns"),
    path("paket/impor/periksa/", views.import_check, name="packages.import_check"),
    path("paket/impor/terapkan/", views.import_apply, name="packages.import_apply"),
    path("paket/impor/ditolak.xlsx", views.import_rejected, name="packages.import_rejected"),
    path("paket/impor/templat.xlsx", views.import_template, name="packages.import_template"),
    path("paket/<uuid:package_id>/", views.package, name="packages.package"),
    path("paket/<uuid:package_id>/ubah/", views.package_changed, name="packages.changed"),
]
