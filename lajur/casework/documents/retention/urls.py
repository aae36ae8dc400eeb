"""Addresses of the archive's keeping."""

from __future__ import annotations

from django.urls import path

from lajur.casework.documents.retention import views

urlpatterns = [
    path("retensi/", views.index, name="retention.index"),
    path("retensi/unduh/<str:state>.<str:kind>", views.download, name="retention.download"),
    path("retensi/usul/", views.disposals, name="retention.disposals"),
    path("retensi/usul/<uuid:disposal_id>/", views.disposal, name="retention.disposal"),
    path("retensi/usul/<uuid:disposal_id>/musnahkan/", views.destroy, name="retention.destroy"),
    path("retensi/usul/<uuid:disposal_id>/daftar.xlsx", views.disposal_file, name="retention.disposal_file"),
    path("retensi/<uuid:filing_id>/", views.filing, name="retention.filing"),
    path("retensi/<uuid:filing_id>/atur/", views.change, name="retention.change"),
    path("retensi/<uuid:filing_id>/tahan/", views.hold, name="retention.hold"),
]
