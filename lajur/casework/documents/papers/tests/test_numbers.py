"""No two papers of an agency have the same number, and a pattern that could give such is refused where it is set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lajur.casework.documents.papers.managing import set_pattern
from lajur.casework.documents.papers.models import NumberPattern, PaperKind
from lajur.casework.documents.papers.rules import LONGEST_NUMBER, longest_number, number_of
from lajur.casework.documents.papers.testing import make_paper, try_issue
from lajur.registers.organisation.testing import NOW, as_actor, done, refusal

if TYPE_CHECKING:
    from lajur.casework.documents.papers.testing import Desk

WHOLE = "{keamanan}{urut}/{unit}/{klasifikasi}/{bulan_romawi}/{tahun}"


def patterned(office: Desk, kind: str, pattern: str, series: str, **given: Any) -> Any:
    return set_pattern(
        agency=office.agency, kind=kind, pattern=pattern, series=series, by=as_actor(office.admin), now=NOW, **given
    )


def issued(office: Desk, kind: str, **given: Any) -> str:
    template = "umum.surat" if kind == "surat" else "umum.nota-dinas"
    return make_paper(office.agency, office.kepala, kind=kind, template=template, **given).number


def test_shipped_patterns_tell_kinds_of_the_same_count_apart(office: Desk) -> None:
    numbers = [issued(office, kind.value) for kind in PaperKind]
    assert numbers == [
        "B1/UM/III/2026", "B1/ND/UM/III/2026", "B1/ST/UM/III/2026", "1 Tahun 2026", "B1/BA/UM/III/2026",
        "B1/LAP/UM/III/2026",
    ]  # fmt: skip


def test_the_examples_of_both_agencies_can_be_written(office: Desk) -> None:
    told = {"unit_code": "02.02", "classification": "OT.02.01", "used": 276}
    done(patterned(office, "surat", WHOLE, "keluar", **told))
    done(patterned(office, "keputusan", "{urut} Tahun {tahun}", "keputusan", used=15))
    assert issued(office, "surat") == "B277/02.02/OT.02.01/III/2026"
    assert issued(office, "keputusan") == "16 Tahun 2026"


def test_kinds_that_are_written_alike_must_share_their_count(office: Desk) -> None:
    done(patterned(office, "surat", WHOLE, "surat", unit_code="02.02", classification="OT"))
    alone = patterned(office, "nota-dinas", WHOLE, "nota-dinas", unit_code="02.02", classification="UM")
    told = refusal(alone)
    assert (told.code, set(told.fields)) == ("nomor-kembar", {"pola"})
    assert "Surat dinas" in told.sentence
    assert not NumberPattern.objects.filter(kind="nota-dinas").exists()
    done(patterned(office, "nota-dinas", WHOLE, "surat", unit_code="02.02", classification="UM"))
    assert [issued(office, "surat"), issued(office, "nota-dinas")] == ["B1/02.02/OT/III/2026", "B2/02.02/UM/III/2026"]
    with_its_code = "{urut}/{jenis}/{tahun}"
    done(patterned(office, "nota-dinas", with_its_code, "nota"))
    done(patterned(office, "laporan", with_its_code, "laporan"))
    assert [issued(office, "nota-dinas"), issued(office, "laporan")] == ["1/ND/2026", "1/LAP/2026"]


def test_a_count_that_would_begin_among_numbers_of_this_year_is_refused(office: Desk) -> None:
    for _ in range(3):
        issued(office, "keputusan")
    again = refusal(patterned(office, "keputusan", "{urut} Tahun {tahun}", "sk"))
    assert (again.code, again.params["last"], set(again.fields)) == ("nomor-kembar", 3, {"terpakai"})
    done(patterned(office, "keputusan", "{urut} Tahun {tahun}", "sk", used=3))
    assert issued(office, "keputusan") == "4 Tahun 2026"


def test_a_number_that_another_paper_has_is_not_given_a_second_time(office: Desk) -> None:
    done(patterned(office, "surat", "{urut}/{klasifikasi}/{tahun}", "surat", classification="UM"))
    done(patterned(office, "laporan", "{urut}/{jenis}/{klasifikasi}/{tahun}", "laporan", classification="UM"))
    assert issued(office, "laporan") == "1/LAP/UM/2026"
    told = refusal(try_issue(office.agency, office.kepala, classification="LAP/UM"))
    assert (told.code, told.params["number"]) == ("nomor-sudah-dipakai", "1/LAP/UM/2026")
    assert issued(office, "surat") == "1/UM/2026", "the count went on where it was"


def test_a_pattern_whose_numbers_can_become_too_long_is_refused_in_a_sentence(office: Desk) -> None:
    long = "{urut}/{tahun}/{klasifikasi}/{klasifikasi}/{klasifikasi}/{unit}"
    told = refusal(patterned(office, "surat", long, "surat", unit_code="U" * 40))
    assert (told.code, set(told.fields)) == ("nomor-terlalu-panjang", {"pola"})
    assert "150" in told.sentence
    for code in ("unit_code", "classification"):
        assert refusal(patterned(office, "surat", WHOLE, "surat", **{code: "U" * 41})).code == "nomor-terlalu-panjang"
    done(patterned(office, "surat", long, "surat", unit_code="U" * 10))
    number = issued(office, "surat", classification="K" * 40)
    assert len(number) <= LONGEST_NUMBER


def test_numbers_of_patterns_from_before_that_are_too_long_are_refused_when_issued(office: Desk) -> None:
    NumberPattern.objects.create(
        agency=office.agency, kind="surat", series="surat", recorded_at=NOW, unit_code="U" * 40,
        pattern="{urut}/{tahun}/{unit}/{unit}/{unit}/{unit}",
    )  # fmt: skip
    assert refusal(try_issue(office.agency, office.kepala)).code == "nomor-terlalu-panjang"


@pytest.mark.parametrize("pattern", [WHOLE, "{urut:9}/{tahun}", "{bulan_romawi}{bulan}{urut}{tahun}{jenis}"])
def test_no_number_is_longer_than_its_pattern_says(pattern: str) -> None:
    filled = {"unit": "02.02", "jenis": "LAP", "klasifikasi": "K" * 40, "keamanan": "SR"}
    for month in range(1, 13):
        number = number_of(pattern, 9_999_999, NOW.date().replace(month=month, day=1), filled)
        assert len(number) <= longest_number(pattern, filled)
