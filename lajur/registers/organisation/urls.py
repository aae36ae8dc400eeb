"""Addresses of signing in, the account and substitutes."""

from __future__ import annotations

from django.urls import path

from lajur.registers.organisation import administration_urls, entering_views, signin_urls, views
from lajur.registers.organisation.views.language import set_language

urlpatterns = [
    *administration_urls.urlpatterns,
    *signin_urls.urlpatterns,
    path("masuk/", views.sign_in, name="organisation.sign_in"),
    path("bahasa/", set_language, name="set_language"),
    path("keluar/", views.sign_out, name="organisation.sign_out"),
    path("akun/", views.account, name="organisation.account"),
    path("pengelolaan/masuk-sebagai/", entering_views.enter_as, name="organisation.enter_as"),
    path("pengelolaan/masuk-sebagai/akhiri/", entering_views.leave, name="organisation.leave"),
    path("pengganti/", views.substitutes, name="organisation.substitutes"),
    path("pengganti/atur/", views.arrange, name="organisation.arrange_substitute"),
    path("pengganti/<uuid:rule_id>/akhiri/", views.end, name="organisation.end_substitution"),
]
