"""What became of legal bases, in whatever wording they are cited."""

from __future__ import annotations

import pytest

from lajur.catalogue import reader
from lajur.catalogue.laws import cited, fates_of


@pytest.mark.parametrize(
    ("line", "law"),
    [
        ("Peraturan Pemerintah Republik Indonesia Nomor 82 Tahun 2012 tentang X", ("PP", 82, 2012)),
        ("PP No. 82 Tahun 2012", ("PP", 82, 2012)),
        ("Peraturan Presiden (PERPRES) Nomor 12 Tahun 2021 Perubahan atas", ("Perpres", 12, 2021)),
        ("Peraturan Kepala LKPP Nomor 1 Tahun 2015 tentang e-tendering", ("Perka LKPP", 1, 2015)),
        ("Peraturan Lembaga Kebijakan Pengadaan Barang/Jasa Pemerintah Nomor 9 Tahun 2018", ("LKPP", 9, 2018)),
        ("Perlem LKPP No 9 Tahun 2018", ("LKPP", 9, 2018)),
        (
            "Undang-Undang Nomor 19 Tahun 2016 tentang Perubahan Atas Undang-Undang Nomor 11 Tahun 2008",
            ("UU", 19, 2016),
        ),
        ("Peraturan Menteri Dalam Negeri Nomor 9 Tahun 2018", ("peraturan-menteri-dalam-negeri", 9, 2018)),
        ("Permen PANRB No. 35 tentang Pedoman", None),
        ("", None),
    ],
)
def test_the_law_a_line_begins_with_is_recognised(line: str, law: tuple[str, int, int] | None) -> None:
    assert cited(line) == law


def test_revoked_laws_come_first_and_unknown_ones_are_not_judged() -> None:
    found = fates_of(["Perpres Nomor 12 Tahun 2021", "UU Nomor 25 Tahun 2009", "PP Nomor 82 Tahun 2012"])
    assert [(line, fate.status, fate.by) for line, fate in found] == [
        ("PP Nomor 82 Tahun 2012", "dicabut", "Peraturan Pemerintah Nomor 71 Tahun 2019"),
        ("Perpres Nomor 12 Tahun 2021", "diubah", "Peraturan Presiden Nomor 46 Tahun 2025"),
    ]
    assert found[0][1].words.template == "sudah dicabut oleh {law}"


def test_most_of_the_catalogue_rests_on_something_that_changed() -> None:
    told = [bool(fates_of(reader.load(sop_id).identity.legal_bases)) for sop_id in reader.catalogue_ids()]
    assert sum(told) >= 12
