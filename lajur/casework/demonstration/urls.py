"""Addresses of the one-click sign-in and of the training room."""

from __future__ import annotations

from django.urls import path

from lajur.casework.demonstration import training_views, views

urlpatterns = [
    path("masuk/sebagai/<uuid:person_id>/", views.enter_as, name="demonstration.enter_as"),
    path("latihan/", training_views.training, name="demonstration.training"),
    path("latihan/masuk/<uuid:person_id>/", training_views.enter_room, name="demonstration.enter_room"),
    path("latihan/keluar/", training_views.leave_room, name="demonstration.leave_room"),
    path("latihan/setel-ulang/", training_views.reset, name="demonstration.reset_training"),
    path("latihan/tutup/", training_views.close, name="demonstration.close_training"),
]
