"""Addresses of health and outages."""

from __future__ import annotations

from django.urls import path

from lajur.casework.upkeep import views

urlpatterns = [
    path("sehat/", views.alive, name="upkeep.alive"),
    path("gangguan/", views.outages, name="upkeep.outages"),
    path("pengelolaan/kesehatan/", views.health, name="upkeep.health"),
    path("pengelolaan/gangguan/<uuid:outage_id>/", views.outage, name="upkeep.explain_outage"),
]
