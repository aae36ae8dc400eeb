"""Addresses of monitoring and evaluation."""

from __future__ import annotations

from django.urls import path

from lajur.registers.procedures.checks import pages

urlpatterns = [
    path("pengelolaan/pemantauan/", pages.watch, name="procedures.watch"),
    path("pengelolaan/pemantauan/<int:year>-<int:half>.pdf", pages.table, name="procedures.watch_table"),
    path("sop/<slug:key>/pemantauan/", pages.checks, name="procedures.checks"),
    path("sop/<slug:key>/pemantauan/<uuid:check_id>.pdf", pages.paper, name="procedures.check_paper"),
]
