"""Pictures are well-formed, carry their figures as text, and hold nothing the policy would block."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from lajur.ui.charts import Bar, Columns, Range, Scale, banded, bars, columns, line, radar, ranges

SVG = "{http://www.w3.org/2000/svg}"


def drawn(picture: str) -> ElementTree.Element:
    tree = ElementTree.fromstring(picture)
    assert tree.get("role") == "img"
    names = (tree.get("aria-labelledby") or "").split()
    assert [part.get("id") for part in (tree.find(f"{SVG}title"), tree.find(f"{SVG}desc")) if part is not None] == names
    assert all("style" not in part.attrib for part in tree.iter())
    return tree


def texts(tree: ElementTree.Element) -> list[str]:
    return [part.text or "" for part in tree.iter(f"{SVG}text")]


def widths(tree: ElementTree.Element, css: str) -> list[float]:
    return [float(part.get("width", "").rstrip("%")) for part in tree.iter(f"{SVG}rect") if part.get("class") == css]


def test_bars_are_as_long_as_their_figures() -> None:
    tree = drawn(bars("a", "Beban", "Tugas", [Bar("Ani", 4, "4 tugas", part=1), Bar("Budi & <Co>", 2, "2 tugas")]))
    assert texts(tree) == ["Ani", "4 tugas", "Budi & <Co>", "2 tugas"]
    long, short = widths(tree, "bar")
    assert long == 2 * short
    assert widths(tree, "bar-part") == [long / 4]


def test_one_figure_and_nothing_but_zeros_are_drawn_too() -> None:
    assert widths(drawn(bars("a", "Beban", "Tugas", [Bar("Ani", 0, "0")])), "bar") == [0]
    assert bars("a", "Beban", "Tugas", []) == ""
    assert ranges("a", "Waktu", "", [], standard="mutu baku") == ""
    assert columns("a", "Laju", "", [], left="dimulai", right="selesai") == ""


def test_a_long_label_takes_two_lines_and_is_cut_at_last() -> None:
    first, second, figure = texts(drawn(bars("a", "t", "d", [Bar("Menyusun rencana " * 12, 1, "1")])))
    assert max(len(first), len(second)) <= 42
    assert second.endswith("…")
    assert figure == "1"


def test_a_range_at_its_standard_lies_on_the_line_of_the_standard() -> None:
    tree = drawn(
        ranges("a", "Waktu", "", [Range("1. Buat", 50, 80, 100, 120, 140, "median 1 jam")], standard="mutu baku")
    )
    lines = {part.get("class"): part for part in tree.iter(f"{SVG}line")}
    assert lines["median"].get("x1") == lines["standard"].get("x1")
    assert float(lines["spread"].get("x2", "").rstrip("%")) <= 100
    assert {"1. Buat", "median 1 jam", "mutu baku"} <= set(texts(tree))


@pytest.mark.parametrize(("high", "arrow"), [(300, False), (301, True)])
def test_what_lies_beyond_the_picture_ends_in_an_arrow(high: float, arrow: bool) -> None:
    tree = drawn(ranges("a", "Waktu", "", [Range("x", 1, 2, 3, 4, high, "t")], standard="s"))
    assert ("›" in texts(tree)) is arrow
    reach = next(part for part in tree.iter(f"{SVG}line") if part.get("class") == "spread")
    assert float(reach.get("x2", "").rstrip("%")) <= 100


def test_columns_stand_side_by_side_with_their_figures() -> None:
    tree = drawn(
        columns("a", "Laju", "", [Columns("1–7", 3, 6), Columns("8–14", 0, 1)], left="dimulai", right="selesai")
    )
    assert {"dimulai", "selesai", "1–7", "8–14", "3", "6", "0", "1"} == set(texts(tree))
    tall = [part for part in tree.iter(f"{SVG}rect") if part.get("height", "").isdigit() and part.get("width") != "12"]
    assert [part.get("height") for part in tall] == ["60", "120", "0", "20"]


def test_bars_on_a_scale_begin_at_its_low_end_and_its_limits_are_named() -> None:
    scale = Scale(25, 100, [(65, "C"), (76.61, "B")])
    tree = drawn(banded("a", "Unsur", "Nilai", [Bar("U1", 62.5, "62,5"), Bar("U2", 100, "100", part=95)], scale=scale))
    assert texts(tree) == ["U1", "62,5", "U2", "100", "C", "B"]
    half, whole = widths(tree, "bar")
    assert whole == 2 * half
    lines = [part.get("class") for part in tree.iter(f"{SVG}line")]
    assert lines.count("limit") == 4
    assert lines.count("doubt") == 1


def test_a_radar_has_a_corner_for_every_row_and_names_all() -> None:
    rows = [Bar(f"U{n}", 1 + n / 3, f"{n}") for n in range(1, 10)]
    tree = drawn(radar("a", "Unsur", "Nilai", rows, scale=Scale(1, 4, [(2.6, "C")]), before=[2] * 9))
    shapes = {part.get("class"): part.get("points", "").split() for part in tree.iter(f"{SVG}polygon")}
    assert {name: len(points) for name, points in shapes.items()} == {"ring": 9, "web": 9, "web-before": 9}
    x, y = (float(number) for number in shapes["web"][8].split(","))  # the ninth is highest: on the outermost ring
    assert abs((x**2 + (y - 142) ** 2) ** 0.5 - 104) < 0.05
    assert "U9" in texts(tree)
    assert radar("a", "Unsur", "Nilai", rows[:2], scale=Scale(1, 4)) == ""


def test_a_line_rises_with_its_figures() -> None:
    rows = [Bar("2024", 60, "60"), Bar("2025", 90, "90")]
    tree = drawn(line("a", "Tren", "IKM", rows, scale=Scale(25, 100, [(65, "C")])))
    heights = [float(part.get("cy", "")) for part in tree.iter(f"{SVG}circle")]
    assert heights[0] > heights[1]
    assert texts(tree) == ["C", "60", "2024", "90", "2025"]


def test_of_many_points_every_other_one_is_named_and_the_last_always() -> None:
    rows = [Bar(f"masa {n}", 60 + n, f"{60 + n}") for n in range(8)]
    tree = drawn(line("a", "Tren", "IKM", rows, scale=Scale(25, 100)))
    assert texts(tree) == ["61", "masa 1", "63", "masa 3", "65", "masa 5", "67", "masa 7"]
    assert len(list(tree.iter(f"{SVG}circle"))) == 8
