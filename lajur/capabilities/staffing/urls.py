"""Addresses of who does what."""

from __future__ import annotations

from django.urls import path

from lajur.capabilities.staffing import views
from lajur.capabilities.staffing.personnel.urls import urlpatterns as personnel

urlpatterns = [
    path("penugasan/", views.in_force, name="staffing.view"),
    path("penugasan/baru/<uuid:case_id>/", views.start, name="staffing.start"),
    path("penugasan/rencana/<uuid:plan_id>/", views.plan, name="staffing.plan"),
    path("penugasan/rencana/<uuid:plan_id>/tim/<slug:team>/", views.team, name="staffing.team"),
    path("penugasan/rencana/<uuid:plan_id>/paket/<uuid:package_id>/", views.package, name="staffing.package"),
    path("penugasan/rencana/<uuid:plan_id>/usulkan/", views.propose, name="staffing.propose"),
    *personnel,
]
