"""Addresses of the register of legal bases."""

from __future__ import annotations

from django.urls import path

from lajur.registers.procedures.laws import pages

urlpatterns = [
    path("pengelolaan/dasar-hukum/", pages.laws, name="procedures.laws"),
    path("pengelolaan/dasar-hukum/baru/", pages.new_law, name="procedures.law_new"),
    path("pengelolaan/dasar-hukum/<str:kind>/<int:number>/<int:year>/", pages.law, name="procedures.law"),
]
