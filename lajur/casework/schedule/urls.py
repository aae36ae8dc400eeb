"""Addresses of the schedule."""

from __future__ import annotations

from django.urls import path

from lajur.casework.schedule import views

urlpatterns = [
    path("jadwal/", views.schedule, name="schedule.view"),
    path("jadwal/langganan/", views.subscription, name="schedule.make_feed"),
    path("jadwal/langganan/cabut/", views.revoke, name="schedule.revoke_feed"),
    path("jadwal/umpan/<slug:secret>.ics", views.feed, name="schedule.feed"),
]
