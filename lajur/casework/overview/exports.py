"""Tables as files that Excel opens by a click: CSV as an Indonesian Excel expects it, a workbook of all tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lajur.casework.overview.tables import Column, Table

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so would be run as a formula."""
UNITS = {"menit": gettext_noop("%(label)s (menit kerja)"), "persen": "%(label)s (%%)"}
"""A column's heading with its unit, for its figures are plain numbers in a file."""
FORMATS = {"angka": "#,##0", "pecahan": "#,##0.00#", "menit": "#,##0.0", "persen": "0.0%"}


def heading(column: Column) -> str:
    return _(UNITS[column.kind]) % {"label": column.label} if column.kind in UNITS else column.label


def as_csv(table: Table) -> bytes:
    """UTF-8 with its mark, `;` between cells, a decimal comma; numbers are numbers, texts are harmless."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(heading(column)) for column in table.columns])
    for row in table.rows:
        writer.writerow([_cell(value, column) for value, column in zip(row, table.columns, strict=True)])
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any, column: Column) -> str:
    if value is None:
        return ""
    if column.kind == "teks":
        return harmless(str(value))
    if column.kind == "pecahan":
        return str(value).replace(".", ",")
    number = round(value * 100, 1) if column.kind == "persen" else round(value, 1)
    return str(number).removesuffix(".0").replace(".", ",")


def harmless(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def as_xlsx(tables: Sequence[Table], *, about: Sequence[tuple[str, str]], cover_name: str = "") -> bytes:
    """One sheet for each table, after one that says what the figures are about; (label, text) lines."""
    import xlsxwriter  # type: ignore[import-untyped]

    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        numbers = {kind: book.add_format({"num_format": code}) for kind, code in FORMATS.items()}
        cover = book.add_worksheet(cover_name or _("Ikhtisar"))
        cover.set_column(0, 0, 24)
        cover.set_column(1, 1, 80)
        for line, (label, text) in enumerate(about):
            cover.write_string(line, 0, label, bold)
            cover.write_string(line, 1, text)
        for table in tables:
            sheet = book.add_worksheet(sheet_name(table.title, [known.name for known in book.worksheets()]))
            sheet.freeze_panes(1, 1)
            for place, column in enumerate(table.columns):
                sheet.set_column(place, place, 34 if column.kind == "teks" else 16)
                sheet.write_string(0, place, column.label if column.kind == "persen" else heading(column), bold)
            for line, row in enumerate(table.rows, start=1):
                for place, (value, column) in enumerate(zip(row, table.columns, strict=True)):
                    if value is None:
                        continue
                    if column.kind == "teks":
                        sheet.write_string(line, place, str(value))
                    else:
                        sheet.write_number(line, place, value, numbers[column.kind])
    return out.getvalue()


def sheet_name(title: str, taken: Sequence[str]) -> str:
    """At most 31 letters, none of those Excel forbids, each once."""
    bare = "".join(" " if letter in "[]:*?/\\'" else letter for letter in title)[:28].strip()
    name, number = bare, 2
    while name.lower() in {known.lower() for known in taken}:
        name, number = f"{bare} {number}", number + 1
    return name
