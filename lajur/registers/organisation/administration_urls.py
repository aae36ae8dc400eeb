"""Addresses of the section Pengelolaan that are about people and positions, and of passwords."""

from __future__ import annotations

from django.urls import path

from lajur.registers.organisation.views import agency, hub, importing, passwords, people, positions

P = "pengelolaan/"

urlpatterns = [
    path(P, hub.hub, name="organisation.hub"),
    path(P + "langkah/tutup/", hub.put_away_steps, name="organisation.put_away_steps"),
    path(P + "instansi/", agency.agency, name="organisation.agency"),
    path(P + "pegawai/", people.people_list, name="organisation.people"),
    path(P + "pegawai/tambah/", people.person_added, name="organisation.person_added"),
    path(P + "pegawai/impor/", importing.upload, name="organisation.import"),
    path(P + "pegawai/impor/templat.xlsx", importing.template, name="organisation.import_template"),
    path(P + "pegawai/impor/terapkan/", importing.apply, name="organisation.import_apply"),
    path(P + "pegawai/ekspor.<slug:kind>", importing.export, name="organisation.export"),
    path(P + "pegawai/<uuid:person_id>/", people.person, name="organisation.person"),
    path(P + "pegawai/<uuid:person_id>/ubah/", people.person_changed, name="organisation.person_changed"),
    path(P + "pegawai/<uuid:person_id>/nonaktifkan/", people.person_leaves, name="organisation.person_leaves"),
    path(P + "pegawai/<uuid:person_id>/aktifkan/", people.person_returns, name="organisation.person_returns"),
    path(P + "pegawai/<uuid:person_id>/tautan/", people.person_link, name="organisation.person_link"),
    path(P + "pegawai/<uuid:person_id>/jabatan/", positions.seat_person, name="organisation.seat_person"),
    path(P + "jabatan/", positions.position_list, name="organisation.positions"),
    path(P + "jabatan/tambah/", positions.position_added, name="organisation.position_added"),
    path(P + "jabatan/<uuid:position_id>/", positions.position, name="organisation.position"),
    path(P + "jabatan/<uuid:position_id>/ubah/", positions.position_changed, name="organisation.position_changed"),
    path(P + "jabatan/<uuid:position_id>/dudukkan/", positions.seat_here, name="organisation.seat_here"),
    path(P + "jabatan/masa/<uuid:holding_id>/", positions.end_holding, name="organisation.end_holding"),
    path(P + "unit/", positions.unit_list, name="organisation.units"),
    path(P + "unit/<uuid:unit_id>/", positions.unit_changed, name="organisation.unit_changed"),
    path("akun/kata-sandi/", passwords.own_password, name="organisation.own_password"),
    path("akun/kata-sandi/<uuid:person_id>/<str:token>/", passwords.password_link, name="organisation.password_link"),
]
