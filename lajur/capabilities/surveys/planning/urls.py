"""Addresses of planning."""

from __future__ import annotations

from django.urls import path

from lajur.capabilities.surveys.planning import views

urlpatterns = [
    path("kepuasan/", views.surveys, name="surveys.list"),
    path("kepuasan/baru/<uuid:case_id>/", views.begin, name="surveys.begin"),
    path("kepuasan/<uuid:survey_id>/", views.survey, name="surveys.view"),
    path("kepuasan/<uuid:survey_id>/rencana/", views.plan, name="surveys.plan"),
    path("kepuasan/<uuid:survey_id>/pertanyaan/", views.questions, name="surveys.questions"),
    path("kepuasan/<uuid:survey_id>/pertanyaan/baru/", views.new_question, name="surveys.new_question"),
    path("kepuasan/<uuid:survey_id>/pertanyaan/<int:number>/", views.question, name="surveys.question"),
    path("kepuasan/<uuid:survey_id>/pertanyaan/<int:number>/buang/", views.dropped, name="surveys.drop_question"),
]
