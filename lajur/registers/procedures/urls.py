"""Addresses of SOPs."""

from __future__ import annotations

from django.urls import path

from lajur.registers.procedures import views

urlpatterns = [
    path("sop/", views.procedures, name="procedures.list"),
    path("sop/<slug:key>/", views.procedure, name="procedures.read"),
]
