"""Addresses of drafts; they stand before those of SOPs, whose keys are never `draf`."""

from __future__ import annotations

from django.urls import path

from lajur.registers.procedures.drafts import editor, pages, readings, trying

urlpatterns = [
    path("sop/draf/", pages.drafts, name="procedures.drafts"),
    path("sop/draf/baru/", pages.new, name="procedures.draft_new"),
    path("sop/draf/baca/", readings.send, name="procedures.readings"),
    path("sop/draf/baca/<uuid:reading_id>/", readings.reading, name="procedures.reading"),
    path("sop/draf/baca/<uuid:reading_id>/hapus/", readings.forget, name="procedures.reading_forgotten"),
    path("sop/draf/<uuid:draft_id>/", editor.draft, name="procedures.draft"),
    path("sop/draf/<uuid:draft_id>/baris/", editor.save_row, name="procedures.draft_row"),
    path("sop/draf/<uuid:draft_id>/bagian/", editor.save_part, name="procedures.draft_part"),
    path("sop/draf/<uuid:draft_id>/urungkan/", editor.step, name="procedures.draft_step"),
    path("sop/draf/<uuid:draft_id>/keraguan/", editor.settle, name="procedures.draft_settle"),
    path("sop/draf/<uuid:draft_id>/dari-luar/", editor.from_outside, name="procedures.draft_outside"),
    path("sop/draf/<uuid:draft_id>/bandingkan/", pages.comparison, name="procedures.draft_compare"),
    path("sop/draf/<uuid:draft_id>/coba/", trying.trial, name="procedures.draft_trial"),
    path("sop/draf/<uuid:draft_id>/sop.yaml", pages.file, name="procedures.draft_file"),
    path("sop/draf/<uuid:draft_id>/berlakukan/", pages.put_in_force, name="procedures.draft_publish"),
    path("sop/draf/<uuid:draft_id>/hapus/", pages.discard, name="procedures.draft_discard"),
]
