"""Addresses of SOPs."""

from __future__ import annotations

from django.urls import path

from lajur.registers.procedures import administration, first_run_views, public, sheet_files, views
from lajur.registers.procedures.checks.urls import urlpatterns as of_checks
from lajur.registers.procedures.drafts.urls import urlpatterns as of_drafts
from lajur.registers.procedures.laws.urls import urlpatterns as of_laws
from lajur.registers.procedures.life.urls import urlpatterns as of_life

urlpatterns = [
    path("mulai/", first_run_views.first_run, name="procedures.first_run"),
    path("sop/", views.procedures, name="procedures.list"),
    path("pengelolaan/sop/", administration.shipped_sops, name="procedures.shipped"),
    path("pengelolaan/sop/berlakukan/", administration.put_in_force, name="procedures.put_in_force"),
    path("pengelolaan/pelaksana/", administration.lanes_of_all, name="procedures.lanes_of_all"),
    path("pengelolaan/pelaksana/<slug:key>/", administration.lanes, name="procedures.lanes"),
    path("pengelolaan/pelaksana/<slug:key>/isi/", administration.fill_lanes, name="procedures.fill_lanes"),
    path("pengelolaan/pelaksana/<slug:key>/kolom/<slug:lane>/", administration.lane, name="procedures.lane"),
    *of_life,
    *of_checks,
    *of_laws,
    *of_drafts,
    path("sop/<slug:key>/lembar.pdf", sheet_files.sheet, {"kind": "pdf"}, name="procedures.sheet_pdf"),
    path("sop/<slug:key>/lembar.docx", sheet_files.sheet, {"kind": "docx"}, name="procedures.sheet_docx"),
    path("sop/<slug:key>/lembar.xlsx", sheet_files.sheet, {"kind": "xlsx"}, name="procedures.sheet_xlsx"),
    path("sop/<slug:key>/alur.bpmn", sheet_files.bpmn, name="procedures.bpmn"),
    path("sop/<slug:key>/umum/", public.show, name="procedures.show"),
    path("publik/<slug:slug>/", public.sops, name="procedures.public_list"),
    path("publik/<slug:slug>/<slug:key>/", public.sop, name="procedures.public"),
    path("publik/<slug:slug>/<slug:key>/lembar.<slug:kind>", public.file, name="procedures.public_file"),
    path("sop/<slug:key>/", views.procedure, name="procedures.read"),
]
