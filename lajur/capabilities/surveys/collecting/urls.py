"""Addresses of collecting: the public ones begin with /survei/, the team's with /kepuasan/."""

from __future__ import annotations

from django.urls import path

from lajur.capabilities.surveys.collecting import public, views

urlpatterns = [
    path("kepuasan/<uuid:survey_id>/perpanjang/", views.longer, name="surveys.extend"),
    path("kepuasan/<uuid:survey_id>/poster/", views.poster, name="surveys.poster"),
    path("kepuasan/<uuid:survey_id>/qr.svg", views.qr, name="surveys.qr"),
    path("kepuasan/<uuid:survey_id>/undangan/", views.invitations, name="surveys.invite"),
    path("kepuasan/<uuid:survey_id>/kertas/", views.paper, name="surveys.enter_paper"),
    path("kepuasan/<uuid:survey_id>/ditahan/", views.held, name="surveys.held"),
    path("survei/<slug:token>/", public.answer, name="surveys.answer"),
    path("survei/<slug:token>/terima-kasih/", public.thanks, name="surveys.thanks"),
    path("survei/<slug:token>/u/<slug:secret>/", public.answer_invited, name="surveys.answer_invited"),
]
