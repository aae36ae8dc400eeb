"""Addresses of searching."""

from __future__ import annotations

from django.urls import path

from lajur.casework.search import views

urlpatterns = [path("cari/", views.search_page, name="search.search")]
