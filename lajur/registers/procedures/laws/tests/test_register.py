"""The register of legal bases: shipped, overridden, taken back; and what rests on it."""

from __future__ import annotations

import pytest

from lajur.catalogue.reader import canonical
from lajur.catalogue.testing import make_document
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.testing import NOW, as_actor, clock, done
from lajur.registers.organisation.tests.administering import Place
from lajur.registers.organisation.tests.browsing import signed_in, words
from lajur.registers.procedures.actions import publish
from lajur.registers.procedures.laws.register import laws_of, record_law, register
from lajur.registers.procedures.models import LawEntry

pytestmark = pytest.mark.usefixtures("still_clock")

FORBIDDEN, MISSING, INVALID, MOVED = 403, 404, 422, 302
OLD, LOCAL = "PP Nomor 82 Tahun 2012 tentang Sistem", "Peraturan Wali Kota Pagar Alam Nomor 5 Tahun 2020 tentang Tata"
PAGE = "/pengelolaan/dasar-hukum/"


@pytest.fixture
def place(place: Place) -> Place:
    content = {**canonical(make_document()), "judul": "SOP nota", "dasar_hukum": [OLD, LOCAL]}
    done(publish(by=clock(place.agency), now=NOW, key="nota", content=content))
    return place


def test_laws_come_from_the_sheets_and_what_is_shipped_is_told_of_them(place: Place) -> None:
    first, second = register(place.agency)
    assert (first.cited, first.is_wanting) == (("PP", 82, 2012), True)
    assert (second.cited[1:], second.fate) == ((5, 2020), None)
    assert [sop.key for sop in first.sops] == ["nota"]
    page = words(signed_in(place.ani).get(PAGE))
    assert "1 peraturan yang dikutip SOP sudah diubah atau dicabut" in page
    assert "1 dasar hukum SOP ini sudah tidak seperti" in words(signed_in(place.ani).get("/sop/nota/"))


def test_what_the_agency_records_holds_over_what_is_shipped_and_keeps_its_history(place: Place) -> None:
    admin = signed_in(place.admin)
    path = f"{PAGE}peraturan-wali-kota-pagar-alam/5/2020/"
    page = words(admin.get(path))
    assert "SOP nota" in page
    given = {"dasar": LOCAL, "status": "dicabut", "oleh": "", "sejak": "2026-01-05", "sumber": "JDIH kota"}
    assert admin.post(path, given).status_code == INVALID, "who revoked it is said"
    given["oleh"] = "Peraturan Wali Kota Nomor 2 Tahun 2026"
    assert admin.post(path, {**given, "sumber": ""}).status_code == INVALID
    assert admin.post(path, given).status_code == MOVED
    told = laws_of(place.agency, [OLD, LOCAL])
    assert {(line, revoked) for line, _fate, revoked in told} == {(OLD, True), (LOCAL, True)}
    done(record_law(by=as_actor(place.admin), now=NOW, title=OLD, status="berlaku", source="Lembaran Negara"))
    assert [line for line, *_ in laws_of(place.agency, [OLD, LOCAL])] == [LOCAL]
    assert admin.post(path, {"tarik": "ya"}).status_code == MOVED
    assert laws_of(place.agency, [OLD, LOCAL]) == []
    assert LawEntry.objects.filter(number=5).count() == 2, "taking back is an entry, too"
    page = words(admin.get(path))
    assert "JDIH kota" in page
    assert "Catatan instansi ditarik" in page
    assert Entry.objects.filter(chain=place.agency.id, kind="dasar-hukum-dicatat").count() == 3


def test_a_law_that_no_sheet_cites_can_be_recorded_and_strange_words_are_refused(place: Place) -> None:
    admin = signed_in(place.admin)
    given = {"dasar": "Undang-Undang Nomor 6 Tahun 2023 tentang Cipta Kerja", "status": "berlaku", "sumber": "LN 2023"}
    assert admin.post(f"{PAGE}baru/", given).headers["Location"] == f"{PAGE}UU/6/2023/"
    assert admin.post(f"{PAGE}baru/", {**given, "dasar": "Hukum rimba"}).status_code == INVALID
    assert signed_in(place.ani).get(f"{PAGE}baru/").status_code == FORBIDDEN
    assert signed_in(place.ani).post(f"{PAGE}UU/6/2023/", given).status_code != MOVED
    assert signed_in(place.ani).get(f"{PAGE}UU/7/2023/").status_code == MISSING
    assert LawEntry.objects.count() == 1
