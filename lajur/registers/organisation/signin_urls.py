"""Addresses of the second step, of one's sessions, of the agency's provider, and of what administrators set there."""

from __future__ import annotations

from django.urls import path

from lajur.registers.organisation.views import factors, oidc, second_step, sessions, signing_rules

A = "akun/langkah-kedua/"

urlpatterns = [
    path("masuk/langkah-kedua/", second_step.second_step, name="organisation.second_step"),
    path("masuk/sso/", oidc.sso_return, name="organisation.sso_return"),
    path("masuk/sso/<slug:slug>/", oidc.sso_begin, name="organisation.sso_begin"),
    path(A, factors.factors, name="organisation.factors"),
    path(A + "aplikasi/", factors.factor_app, name="organisation.factor_app"),
    path(A + "aplikasi/lepas/", factors.factor_app_off, name="organisation.factor_app_off"),
    path(A + "kunci/", factors.factor_key, name="organisation.factor_key"),
    path(A + "kunci/<uuid:key_id>/lepas/", factors.factor_key_off, name="organisation.factor_key_off"),
    path(A + "kode/", factors.factor_codes, name="organisation.factor_codes"),
    path("akun/perangkat/", sessions.sessions, name="organisation.sessions"),
    path("pengelolaan/cara-masuk/", signing_rules.signing_rules, name="organisation.signing_rules"),
    path(
        "pengelolaan/pegawai/<uuid:person_id>/langkah-kedua/",
        signing_rules.person_factors,
        name="organisation.person_factors",
    ),
    path(
        "pengelolaan/pegawai/<uuid:person_id>/sesi/akhiri/",
        sessions.person_sessions,
        name="organisation.person_sessions",
    ),
    path("pengelolaan/sesi/akhiri/", sessions.agency_sessions, name="organisation.agency_sessions"),
]
