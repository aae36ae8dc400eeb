"""Addresses of signing."""

from __future__ import annotations

from django.urls import path

from lajur.casework.documents.signing import views

urlpatterns = [
    path("tandatangan/", views.mine, name="signing.mine"),
    path("tandatangan/<uuid:record_id>/", views.paper, name="signing.paper"),
    path("tandatangan/<uuid:record_id>/naskah.pdf", views.newest, name="signing.newest"),
    path("tandatangan/<uuid:record_id>/tandai/", views.mark, name="signing.mark"),
]
