"""Addresses of results; those under /publik/ are everybody's."""

from __future__ import annotations

from django.urls import path

from lajur.capabilities.surveys.results import public, views

urlpatterns = [
    path("kepuasan/<uuid:survey_id>/hasil/", views.results, name="surveys.results"),
    path("kepuasan/<uuid:survey_id>/hasil.xlsx", views.workbook, name="surveys.workbook"),
    path("kepuasan/<uuid:survey_id>/hasil.csv", views.table_file, name="surveys.table"),
    path("publik/<slug:slug>/kepuasan/hasil/", public.surveys, name="surveys.public_list"),
    path("publik/<slug:slug>/kepuasan/<slug:token>/", public.survey, name="surveys.public"),
    path("publik/<slug:slug>/kepuasan/<slug:token>/<slug:key>.csv", public.file, name="surveys.public_file"),
]
