"""Addresses of copies and erasure."""

from __future__ import annotations

from django.urls import path

from lajur.casework.privacy import views

urlpatterns = [
    path("akun/data-saya/", views.own, name="privacy.own"),
    path("pengelolaan/data-pribadi/", views.home, name="privacy.home"),
    path("pengelolaan/data-pribadi/salin/", views.export, name="privacy.export"),
    path("pengelolaan/data-pribadi/hapus/", views.erase, name="privacy.erase"),
    path("pengelolaan/data-pribadi/hapus-pelaksanaan/", views.erase_of_case, name="privacy.erase_case"),
]
