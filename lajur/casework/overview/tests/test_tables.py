"""Tables of the overview: what of them the page shows, and what only their file has."""

from __future__ import annotations

from lajur.casework.overview.exports import as_csv
from lajur.casework.overview.tables import ON_PAGE, Column, Table


def table(rows: int) -> Table:
    return Table(
        "waktu", "Waktu", [Column("Langkah"), Column("Kali", "angka")], [(f"Langkah {n}", n) for n in range(rows)]
    )


def test_a_long_table_is_cut_on_the_page_and_whole_in_its_file() -> None:
    long = table(ON_PAGE + 7)
    assert long.left_out == 7
    assert f"Langkah {ON_PAGE - 1}<" in long.html
    assert f"Langkah {ON_PAGE}<" not in long.html
    assert f"Langkah {ON_PAGE + 6}".encode() in bytes(as_csv(long))


def test_a_short_table_is_shown_whole() -> None:
    assert table(ON_PAGE).left_out == 0
    assert table(3).html.count("<tr>") == 4
