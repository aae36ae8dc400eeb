"""NPWP and NIB: how they are written, kept, checked, shown and given to people outside."""

from __future__ import annotations

import pytest

from lajur.registers.organisation.business import (
    check_nib,
    check_npwp,
    numbers_in,
    shown_npwp,
    tidy_npwp,
    tidy_number,
)
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.tests.administering import Place
from lajur.registers.organisation.tests.browsing import signed_in, words

CARD, KEPT = "01.234.567.4-901.000", "0012345674901000"
WOMAN, MAN = "1607015203850001", "1607011203850001"


def test_every_way_of_writing_a_number_is_kept_as_one_and_shown_as_on_its_card() -> None:
    for written in (CARD, KEPT, KEPT[1:], "01 234 567 4 901 000", "0012.3456.7490.1000"):
        assert tidy_npwp(written) == KEPT
        assert check_npwp(tidy_npwp(written)) is None
    assert shown_npwp(KEPT) == CARD
    assert shown_npwp(MAN) == "1607 0112 0385 0001"
    assert shown_npwp("") == ""
    assert tidy_number("8120.0012.3456.7") == "8120001234567"
    assert check_nib("8120001234567") is None


@pytest.mark.parametrize(
    ("npwp", "why"),
    [
        ("0012345678901000", "pemeriksa"),
        ("123", "15 atau 16 angka"),
        ("00123456749010OO", "15 atau 16 angka"),
        (KEPT + "000001", "NITKU"),
        ("1607013203850001", "bukan tanggal"),
        ("1607014003850001", "bukan tanggal"),
        ("1607011213850001", "bukan tanggal"),
    ],
)
def test_a_wrong_npwp_is_refused_in_words_at_its_field(npwp: str, why: str) -> None:
    refused = check_npwp(npwp)
    assert refused is not None
    assert why in str(refused.fields["npwp"])


def test_the_nik_of_a_woman_and_of_a_man_and_nothing_at_all_are_fine() -> None:
    assert [check_npwp(npwp) for npwp in (WOMAN, MAN, "")] == [None, None, None]
    assert check_nib("") is None
    assert check_nib("81200012345678") is not None


def test_numbers_are_heard_out_of_what_somebody_types() -> None:
    assert numbers_in(f"NPWP {CARD}") == (KEPT,)
    assert numbers_in("01 234 567 4 901 000") == (KEPT,)
    assert numbers_in(f"NIB: 8120001234567 {KEPT}") == ("8120001234567", KEPT)
    assert numbers_in("NIP 197804122003121001, SPT/12/2026, 12345678901234") == ()


@pytest.mark.usefixtures("still_clock", "own_folder")
def test_an_administrator_gives_a_supplier_his_numbers_and_finds_him_by_them(place: Place) -> None:
    client = signed_in(place.admin)
    given = {"nama": "Rina Dewi", "nama_pengguna": "rina", "luar": "on", "usaha": "CV Maju", "npwp": CARD,
             "nib": "8120 0012 3456 7"}  # fmt: skip
    for wrong, field in (({"npwp": "01.234.567.8-901.000"}, "pemeriksa"), ({"nib": "12"}, "13 angka"),
                         ({"luar": ""}, "Hanya dicatat untuk pihak luar")):  # fmt: skip
        answer = client.post("/pengelolaan/pegawai/tambah/", given | wrong)
        assert answer.status_code == 422
        assert field in words(answer)
    client.post("/pengelolaan/pegawai/tambah/", given)
    rina = Person.objects.get(username="rina")
    assert (rina.business, rina.npwp, rina.nib) == ("CV Maju", KEPT, "8120001234567")
    page = f"/pengelolaan/pegawai/{rina.id}/"
    assert CARD in words(client.get(page))
    for term in (CARD, KEPT, "01 234 567 4 901 000", "8120001234567", "567.4-901", "maju", "CV rina"):
        assert "Rina Dewi" in words(client.get("/pengelolaan/pegawai/", {"cari": term})), term
    assert "Rina Dewi" not in words(client.get("/pengelolaan/pegawai/", {"cari": "8120001234568"}))
    assert f'value="{CARD}"' in words(client.get(f"{page}ubah/"))
    client.post(f"{page}ubah/", {"nama": "Rina Dewi", "luar": "on", "usaha": "CV Maju Lagi", "npwp": CARD})
    rina.refresh_from_db()
    assert (rina.business, rina.npwp, rina.nib) == ("CV Maju Lagi", KEPT, "")
    account = words(signed_in(rina).get("/akun/"))
    assert CARD in account
    assert "CV Maju Lagi" in account
