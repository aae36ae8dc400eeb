"""What stands around a paper's body, as tata naskah dinas has it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import override

from lajur.casework.documents.papers.layout import Head, paper_data


def laid_out(kind: str, number: str = "16 Tahun 2024", annexes: int = 0, **given: Any) -> dict[str, Any]:
    lines = ("a.n. Sekretaris Daerah", "Plt. Kepala Bagian")
    head = Head(kind, "Kota", number, date(2024, 1, 17), "Penetapan Pokja", "B", "Sekretaris Daerah", lines,
                "Hasan, S.E.", "1970", **given)  # fmt: skip
    return paper_data(head, {"blocks": [], "annexes": [{}] * annexes}, None)


def test_a_decree_is_in_capitals_over_its_annex_and_over_the_signature() -> None:
    made = laid_out("keputusan")
    assert made["head"]["title"] == ["KEPUTUSAN SEKRETARIS DAERAH", "NOMOR 16 TAHUN 2024", "TENTANG", "PENETAPAN POKJA"]
    assert made["annex"] == [["NOMOR", "16 TAHUN 2024"], ["TANGGAL", "17 JANUARI 2024"], ["TENTANG", "PENETAPAN POKJA"]]
    assert made["sign"]["lines"] == ["a.n. SEKRETARIS DAERAH", "Plt. KEPALA BAGIAN"]
    assert made["sign"]["name"] == "Hasan, S.E."


def test_a_letter_keeps_its_offices_as_written_and_says_its_attachments_in_words() -> None:
    made = laid_out("surat", "B277/02.02/OT.02.01/II/2025", annexes=2)
    assert made["head"]["facts"] == [
        ["Nomor", "B277/02.02/OT.02.01/II/2025"], ["Sifat", "Biasa"], ["Lampiran", "2 (dua) berkas"],
        ["Hal", "Penetapan Pokja"],
    ]  # fmt: skip
    assert made["sign"]["lines"] == ["a.n. Sekretaris Daerah", "Plt. Kepala Bagian"]
    assert laid_out("surat")["head"]["facts"][2] == ["Lampiran", "–"]


def test_an_officer_who_reads_english_signs_an_indonesian_letter() -> None:
    with override("en"):
        assert laid_out("surat")["head"]["facts"][1] == ["Sifat", "Biasa"]


def test_a_memo_numbers_its_addressees_where_there_are_several() -> None:
    assert laid_out("nota-dinas", addressees=("Kepala Dinas",))["head"]["facts"][0] == ["Yth.", "Kepala Dinas"]
    several = laid_out("nota-dinas", addressees=("Kepala Dinas", "Inspektur"))
    assert several["head"]["facts"][0] == ["Yth.", "1. Kepala Dinas\n2. Inspektur"]
