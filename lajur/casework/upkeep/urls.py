"""Addresses of health and outages."""

from __future__ import annotations

from django.urls import path

from lajur.casework.upkeep import views
from lajur.casework.upkeep.seals import views as seals

urlpatterns = [
    path("sehat/", views.alive, name="upkeep.alive"),
    path("metrik/", views.metrics, name="upkeep.metrics"),
    path("gangguan/", views.outages, name="upkeep.outages"),
    path("pengelolaan/kesehatan/", views.health, name="upkeep.health"),
    path("pengelolaan/gangguan/<uuid:outage_id>/", views.outage, name="upkeep.explain_outage"),
    path("pengelolaan/segel/", seals.seals, name="upkeep.seals"),
    path("pengelolaan/segel/alamat/", seals.seal_addresses, name="upkeep.seal_addresses"),
    path("pengelolaan/segel/<int:number>/", seals.seal_sheet, name="upkeep.seal_sheet"),
    path("pengelolaan/segel/<int:number>/lembar.pdf", seals.seal_pdf, name="upkeep.seal_pdf"),
    path("pengelolaan/segel/<int:number>/kode.svg", seals.seal_qr, name="upkeep.seal_qr"),
]
