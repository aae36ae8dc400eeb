"""Addresses of follow-ups."""

from __future__ import annotations

from django.urls import path

from lajur.capabilities.surveys.followups import views

urlpatterns = [
    path("kepuasan/<uuid:survey_id>/bandingkan/", views.compare, name="surveys.compare"),
    path("kepuasan/<uuid:survey_id>/analisis/", views.write_analysis, name="surveys.write_analysis"),
    path("kepuasan/<uuid:survey_id>/umumkan/", views.publish, name="surveys.publish"),
    path("kepuasan/<uuid:survey_id>/tarik/", views.withdraw, name="surveys.withdraw"),
    path("kepuasan/<uuid:survey_id>/tindak-lanjut/", views.follow_ups, name="surveys.follow_ups"),
    path("kepuasan/<uuid:survey_id>/tindak-lanjut/baru/", views.add_follow_up, name="surveys.add_follow_up"),
    path("kepuasan/<uuid:survey_id>/tindak-lanjut/<int:number>/", views.follow_up, name="surveys.finish_follow_up"),
    path(
        "kepuasan/<uuid:survey_id>/tindak-lanjut/<int:number>/ubah/",
        views.change_follow_up,
        name="surveys.change_follow_up",
    ),
]
