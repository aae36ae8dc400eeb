"""Addresses of the agency's archive."""

from __future__ import annotations

from django.urls import path

from lajur.casework.archive import views

urlpatterns = [
    path("pengelolaan/arsip/", views.archives, name="archive.take"),
    path("pengelolaan/arsip/<uuid:archive_id>/unduh/", views.download, name="archive.download"),
]
