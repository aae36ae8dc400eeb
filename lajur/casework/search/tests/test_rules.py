"""What is typed becomes words; what is found is marked; nothing of it can break a page or a statement."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lajur.casework.search.queries import safe
from lajur.casework.search.rules import BEGIN, END, distance, marked, nearest, read_query, start_of


def test_words_are_read_out_of_whatever_was_typed():
    assert read_query("  Pengadaan   LAPTOP, 2026-00017 ").words == ("pengadaan", "laptop", "2026", "00017")
    assert read_query("a").words == ()
    assert read_query("a b kantor").words == ("kantor",)
    assert read_query("'\\\"; \0 🎉 %_ &|!:*<->").words == ()
    assert read_query("O'Brien\0x").words == ("brien",)
    assert read_query("ｌａｐｔｏｐ").words == ("laptop",)


def test_a_query_of_ten_thousand_signs_is_cut_and_says_so():
    wanted = read_query("kata " * 2000)
    assert (wanted.words, wanted.was_cut, len(wanted.text) <= 200) == (("kata",), True, True)
    assert len(read_query(" ".join(f"kata{n}" for n in range(30))).words) == 8


def test_numbers_go_by_their_beginning_and_without_leading_zeros():
    assert start_of("002") == "002:* | 2"
    assert start_of("20") == "20:*"
    assert start_of("000") == "000:*"
    assert start_of("di") == "di"
    assert start_of("kan") == "kan:*"


def test_what_is_said_before_a_number_is_not_looked_for():
    assert read_query("kasus no. 24").words == ("24",)
    assert read_query("Nomor 2026/24").words == ("2026", "24")
    assert read_query("nomor surat").words == ("nomor", "surat")


def test_slips_are_counted_and_swapped_neighbours_are_one():
    assert [distance("laptop", other, 2) for other in ("laptop", "labtop", "lpatop", "latop", "kertas")] == [
        0, 1, 1, 1, 3,
    ]  # fmt: skip
    assert nearest("labtop", ["laptop", "kantor", "labtop"]) == ("laptop",)
    assert nearest("ani", ["and"]) == ()
    assert nearest("2026", ["2025"]) == ()


def test_a_snippet_stands_around_the_first_hit():
    text = f"{'awal ' * 100}pengadaan laptop {'akhir ' * 100}"
    part = marked(text, ["laptop"])
    assert part.startswith("… ")
    assert part.endswith(" …")
    assert f"pengadaan {BEGIN}laptop{END} akhir" in part
    assert len(part) < 260


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_typed_or_found_gets_into_a_page_as_markup(typed: str, text: str):
    page = safe(marked(text + "<script>alert(1)</script>", read_query(typed).all_spellings))
    bare = page.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert page.count("<mark>") == page.count("</mark>")
