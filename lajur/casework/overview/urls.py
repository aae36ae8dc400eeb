"""Addresses of the overview."""

from __future__ import annotations

from django.urls import path

from lajur.casework.overview import views

urlpatterns = [
    path("ikhtisar/", views.overview, name="overview.read"),
    path("ikhtisar/ikhtisar.xlsx", views.workbook, name="overview.workbook"),
    path("ikhtisar/pelaksanaan.xes", views.event_log, name="overview.event_log"),
    path("ikhtisar/sop/<slug:key>/", views.on_sheet, name="overview.on_sheet"),
    path("ikhtisar/<slug:key>.csv", views.table_file, name="overview.table"),
]
