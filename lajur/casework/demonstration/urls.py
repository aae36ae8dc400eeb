"""Address of the one-click sign-in."""

from __future__ import annotations

from django.urls import path

from lajur.casework.demonstration import views

urlpatterns = [path("masuk/sebagai/<uuid:person_id>/", views.enter_as, name="demonstration.enter_as")]
