"""Addresses of notices."""

from __future__ import annotations

from django.urls import path

from lajur.casework.notices import views

urlpatterns = [
    path("pemberitahuan/", views.notices, name="notices.list"),
    path("pemberitahuan/dibaca/", views.read, name="notices.read"),
    path("pemberitahuan/<uuid:notice_id>/", views.follow, name="notices.follow"),
    path("akun/pemberitahuan/", views.choose, name="notices.choose"),
]
