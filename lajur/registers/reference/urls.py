"""Addresses of dated tables and of the letterhead."""

from __future__ import annotations

from django.urls import path

from lajur.registers.reference import views

urlpatterns = [
    path("pengelolaan/tabel/", views.table_list, name="reference.tables"),
    path("pengelolaan/tabel/<str:name>/", views.table, name="reference.table"),
    path("pengelolaan/tabel/<str:name>/baru/", views.add_version, name="reference.add_version"),
    path("pengelolaan/kop-surat/", views.letterhead, name="reference.letterhead"),
    path("kop-surat/<uuid:key>/lambang/", views.crest, name="reference.crest"),
]
