"""Addresses of the help."""

from __future__ import annotations

from django.urls import path

from lajur.casework.guide import views

urlpatterns = [
    path("bantuan/", views.start, name="guide.start"),
    path("bantuan/istilah/", views.glossary, name="guide.glossary"),
    path("bantuan/kartu/", views.cards, name="guide.cards"),
    path("bantuan/kartu/saya.pdf", views.my_cards_pdf, name="guide.my_cards_pdf"),
    path("bantuan/kartu/<slug:key>/<slug:lane>/", views.card, name="guide.card"),
    path("bantuan/kartu/<slug:key>/<slug:lane>/kartu.pdf", views.card_pdf, name="guide.card_pdf"),
]
