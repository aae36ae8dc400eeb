from __future__ import annotations

from django.urls import path

from lajur.casework.documents.papers import managing_views, views, writing_views

urlpatterns = [
    path("naskah/", views.register, name="papers.register"),
    path("naskah/baru/", writing_views.write, name="papers.write"),
    path("naskah/daftar.<str:kind>", views.exported, name="papers.exported"),
    path("naskah/<uuid:paper_id>/", views.paper, name="papers.paper"),
    path("naskah/<uuid:paper_id>/pdf/", views.pdf, name="papers.pdf"),
    path("naskah/<uuid:paper_id>/docx/", views.docx, name="papers.docx"),
    path("naskah/<uuid:paper_id>/batalkan/", views.void, name="papers.void"),
    path("pengelolaan/naskah/", managing_views.hub, name="papers.hub"),
    path("pengelolaan/naskah/nomor/<slug:kind>/", managing_views.pattern, name="papers.pattern"),
    path("pengelolaan/naskah/templat/<str:key>/", managing_views.wording, name="papers.wording"),
    path("pengelolaan/naskah/templat/<str:key>/pdf/", managing_views.sample, name="papers.sample"),
]
