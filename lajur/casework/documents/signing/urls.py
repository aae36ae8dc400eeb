"""Addresses of signing."""

from __future__ import annotations

from django.urls import path

from lajur.casework.documents.signing import views

urlpatterns = [
    path("tandatangan/", views.mine, name="signing.mine"),
    path("tandatangan/<uuid:pdf_id>/", views.paper, name="signing.paper"),
    path("tandatangan/<uuid:pdf_id>/naskah.pdf", views.newest, name="signing.newest"),
    path("tandatangan/<uuid:pdf_id>/tandai/", views.mark, name="signing.mark"),
    path("tandatangan/<uuid:pdf_id>/susulan/", views.bring, name="signing.bring"),
]
