"""Addresses of reviews, approvals and histories."""

from __future__ import annotations

from django.urls import path

from lajur.registers.procedures.life import pages

urlpatterns = [
    path("sop/draf/aturan/", pages.rule, name="procedures.rule"),
    path("sop/draf/<uuid:draft_id>/telaah/", pages.review, name="procedures.draft_review"),
    path("sop/draf/<uuid:draft_id>/sahkan/", pages.approve, name="procedures.approve"),
    path("sop/<slug:key>/edisi/", pages.editions, name="procedures.history"),
    path("sop/<slug:key>/edisi/tarik/", pages.withdraw, name="procedures.withdraw"),
]
