"""Wordings of agencies can only say things; and what they say becomes the structure they mean."""

from __future__ import annotations

from typing import Any

import pytest

from lajur.casework.documents.papers.rules import check_pattern, in_words, number_of
from lajur.casework.documents.papers.sandbox import WordingFault, opened, written
from lajur.casework.documents.papers.structure import structure

DATA: dict[str, Any] = {"nama": "Ani", "angka": 12, "daftar": list(range(60)), "orang": [{"nama": "Budi", "nip": ""}]}
NESTED = "".join("{% for i in daftar %}" for _ in range(5)) + "x" + "{% endfor %}" * 5
GROWN = "{% set x = 'aaaaaaaaaa' %}" + "{% set x = x ~ x %}" * 60
HOSTILE = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ nama.__class__ }}",
    "{{ nama['__class__'] }}",
    "{{ nama.format(1) }}",
    "{{ nama|attr('__class__') }}",
    "{{ self.__init__ }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum() }}",
    "{{ range(999999999) }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 'a' * 999999999 }}",
    "{{ daftar * 99999999 }}",
    "{{ '%999999999d' % 1 }}",
    "{{ 'x'.center(999999999) }}",
    "{{ nama|center(999999999) }}",
    "{% include '/etc/passwd' %}",
    "{% extends 'base.html' %}",
    "{% import 'os' as os %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% call m() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% set x %}isi{% endset %}",
    "{% for i in daftar recursive %}{{ loop(daftar) }}{% endfor %}",
    "{{ _steps.counted }}",
    "{{ _steps }}",
    NESTED,
    GROWN,
    "{{ " + "(" * 4000 + "1" + ")" * 4000 + " }}",
    "{% for i in daftar %}" * 25 + "{% endfor %}" * 25,
    "{{ 10 ** 400 }}",
    "{{ 1 / 0 }}",
    "x" * 70_000,
)


@pytest.mark.parametrize("wording", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_but_saying_things_is_possible(wording: str) -> None:
    with pytest.raises(WordingFault) as fault:
        written(wording, DATA)
    assert fault.value.said


TWICE = "{% set x = [x, x] %}" * 60
LONG = "{% set x = ['a'] %}" + "{% set x = x + x %}" * 13
TIRING = (
    "{% set x = ['a'] %}" + TWICE + "{{ x }}",
    "{% set x = ['a'] %}" + TWICE + "{% set y = x|upper %}",
    "{% set x = {'a': 1} %}" + "{% set x = {'a': x, 'b': x} %}" * 60 + "{{ x }}",
    LONG + "{% for i in x %}{% if x == x %}{% endif %}{% endfor %}",
    LONG + "{% for i in x %}{% if 'b' in x %}{% endif %}{% endfor %}",
    LONG + "{% for i in x %}{% set y = x|join %}{% endfor %}",
    LONG + "{% for i in x %}{% set y = x[1:] %}{% endfor %}",
)


@pytest.mark.parametrize("wording", TIRING, ids=range(len(TIRING)))
def test_short_wordings_that_would_look_at_things_for_ever_are_refused(wording: str) -> None:
    with pytest.raises(WordingFault) as found:
        written(wording, DATA)
    assert "terlalu banyak isi" in found.value.said.template


def test_a_table_as_large_as_a_paper_may_hold_is_worded() -> None:
    rows = [[f"sel {row} {column}" for column in range(8)] for row in range(3000)]
    wording = "{{ {'kepala': kepala, 'baris': baris}|tabel }}"
    assert written(wording, {"kepala": list("abcdefgh"), "baris": rows[:900]}).count("\n") == 901


@pytest.mark.parametrize(
    ("wording", "line", "said"),
    [
        ("a\nb\n{{ tidak_ada }}", 3, "“tidak_ada”"),
        ("{% for satu in orang %}\n{{ satu.gaji }}\n{% endfor %}", 2, "“gaji”"),
        ("{% if nama %}\nada", 2, "belum ditutup"),
        ("a\n{{ nama|rahasia }}", 2, "Penyaring"),
        ("\n\n{{ nama + 1 }}", 3, "bilangan"),
        ("\n{{ nama|tabel }}", 2, ".baris"),
        ("{{ nama|terbilang }}", 1, "tidak cocok"),
    ],
)
def test_a_fault_tells_its_line_in_the_officers_words(wording: str, line: int, said: str) -> None:
    with pytest.raises(WordingFault) as fault:
        written(wording, DATA)
    assert fault.value.line == line
    assert said in fault.value.said


def test_numbers_dates_and_words_are_written_as_papers_write_them() -> None:
    wording = "{{ 1250000|rupiah }} {{ 1250|terbilang }} {{ 3.5|angka }} {{ '2025-02-21'|tanggal }} {{ 2|diktum }}"
    assert opened(written(wording, {})) == "Rp1.250.000 seribu dua ratus lima puluh 3,5 21 Februari 2025 KEDUA"
    assert [in_words(n) for n in (0, 11, 19, 21, 100, 1000, 2_000_001)] == [
        "nol", "sebelas", "sembilan belas", "dua puluh satu", "seratus", "seribu", "dua juta satu",
    ]  # fmt: skip


def test_marks_become_structure() -> None:
    wording = """# Judul

Alinea **tebal** yang
berlanjut.

= Menimbang:
a. bahwa satu;
a. bahwa dua;

= KESATU: Isi putusan

Nama :: {{ nama }}
Umur :: 12

1. satu
  - di dalam
1. dua

{{ tabel|tabel }}

@pihak Pihak Pertama | Ani | 123
@lampiran mendatar Daftar
Isi lampiran
"""
    table = {"kepala": ["No", "Nama"], "baris": [["1", "A|B"]], "lebar": [1, 4], "sisi": ["c", "l"]}
    found = structure(written(wording, {**DATA, "tabel": table}))
    blocks = found["blocks"]
    assert [one["t"] for one in blocks] == ["judul", "p", "klausul", "klausul", "isian", "daftar", "tabel", "pihak"]
    assert blocks[1]["runs"] == [["Alinea ", 0], ["tebal", 1], [" yang berlanjut.", 0]]
    assert ["".join(part for part, _ in item["runs"]) for item in blocks[2]["inner"][0]["items"]] == [
        "bahwa satu;",
        "bahwa dua;",
    ]
    assert blocks[4]["rows"] == [["Nama", [["Ani", 0]]], ["Umur", [["12", 0]]]]
    assert [bool(item["inner"]) for item in blocks[5]["items"]] == [True, False]
    assert (blocks[6]["rows"], blocks[6]["sides"]) == ([[[["1", 0]], [["A|B", 0]]]], ["c", "l"])
    assert blocks[7]["rows"] == [["Pihak Pertama", "Ani", "123"]]
    assert [(one["title"], one["landscape"]) for one in found["annexes"]] == [("Daftar", True)]


def test_a_picture_comes_only_with_the_data() -> None:
    picture = {"svg": "<svg/>", "judul": "Nilai", "uraian": "Batang: NRR.", "lebar": 90}
    found = structure("@gambar satu\n\n@gambar dua\n", {"satu": picture, "dua": None})
    drawn = {"t": "gambar", "svg": "<svg/>", "alt": "Nilai", "note": "Batang: NRR.", "width": 90}
    assert found["blocks"] == [drawn]
    for unknown in ("@gambar tiga", "@gambar nama", "@gambar <svg/>"):
        with pytest.raises(WordingFault):
            structure(unknown, {"satu": picture, "nama": "Ani"})
    assert structure(written("{{ x }}", {"x": "@gambar satu"}), {"satu": picture})["blocks"][0]["t"] == "p"


def test_signs_that_nobody_can_print_are_left_out() -> None:
    assert opened(written("{{ x }}", {"x": "a\x00b\x07c\ue001d\ud800e"})) == "abcde"


@pytest.mark.parametrize(
    "text", ["| a " * 30 + "|", "baris\n" * 7000, "**a**" * 7000, "@lampiran x\n" * 70, f"{'| a ' * 20}|\n" * 1300]
)
def test_a_paper_that_would_take_too_long_is_refused(text: str) -> None:
    with pytest.raises(WordingFault):
        structure(text)


@pytest.mark.parametrize(
    "value",
    ["# Judul", "@lampiran x", "| a | b |", "= K: x", "1. satu", "a :: b", "**x**", "{{ nama }}", "satu\n\ndua"],
)
def test_data_are_text_whatever_they_say(value: str) -> None:
    found = structure(written("{{ x }}", {"x": value}))
    assert found["annexes"] == []
    assert [(one["t"], one["runs"]) for one in found["blocks"]] == [("p", [[value, 0]])]


def test_patterns_need_what_makes_numbers_unique() -> None:
    from datetime import date

    day, filled = date(2025, 2, 21), {"klasifikasi": "OT.02.01", "unit": "02.02", "keamanan": "B"}
    shape = "{keamanan}{urut}/{unit}/{klasifikasi}/{bulan_romawi}/{tahun}"
    assert number_of(shape, 277, day, filled) == "B277/02.02/OT.02.01/II/2025"
    assert number_of("{urut} Tahun {tahun}", 16, date(2024, 1, 17), {}) == "16 Tahun 2024"
    assert number_of("{urut:3}/{bulan}/{tahun}", 7, day, {}) == "007/02/2025"
    assert check_pattern(shape) is None
    for wrong in ("{tahun}/1", "{urut}", "{urut}/{tahun}/{x}", "{urut}/{tahun}}", "{urut}/{tahun.x}"):
        assert check_pattern(wrong) is not None
