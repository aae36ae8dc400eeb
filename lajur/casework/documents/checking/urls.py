"""Addresses of the public check."""

from __future__ import annotations

from django.urls import path

from lajur.casework.documents.checking import views

urlpatterns = [
    path("periksa/", views.ask, name="checking.ask"),
    path("periksa/berkas/", views.file, name="checking.file"),
    path("periksa/<str:check_code>/", views.paper, name="checking.paper"),
]
