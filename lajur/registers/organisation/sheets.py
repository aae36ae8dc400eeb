"""Tables in files, as offices send them: XLSX and CSV in, XLSX and CSV out. Knows nothing of people."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lajur.engine.refusal import Refusal

MAX_BYTES = 8_000_000
MAX_ROWS = 20_000
MAX_UNPACKED = 200_000_000
"""Bytes an XLSX may unfold to: twenty thousand full rows take about a tenth of it."""
MAX_MEMBERS = 500
FORMULA_STARTS = ("=", "+", "-", "@")

TOO_MANY = Refusal(
    "terlalu-banyak-baris", "Paling banyak {limit} baris; bagi menjadi beberapa berkas.", {"limit": MAX_ROWS}
)
BROKEN = Refusal(
    "berkas-tidak-terbaca", "Berkas ini tidak terbaca sebagai XLSX atau CSV; simpan ulang, lalu coba lagi."
)

Cell = Any
Table = list[list[Cell]]


def read_table(data: bytes) -> Table | Refusal:
    """Rows of the first sheet, the row of headings first. Cells are text, numbers or dates as the file has them."""
    if len(data) > MAX_BYTES:
        return Refusal("berkas-terlalu-besar", "Berkas lebih besar dari {limit} MB.", {"limit": MAX_BYTES // 1_000_000})
    table = _read_xlsx(data) if data[:2] == b"PK" else _read_csv(data)
    if isinstance(table, Refusal):
        return table
    return TOO_MANY if len(table) > MAX_ROWS + 1 else table


def _read_xlsx(data: bytes) -> Table | Refusal:
    from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

    if (refusal := _unfolds_too_far(data)) is not None:
        return refusal
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=MAX_ROWS + 2)
    except (CalamineError, WorksheetNotFound, ValueError, OSError):
        return BROKEN


def _unfolds_too_far(data: bytes) -> Refusal | None:
    """Unpack by the piece and count, because the sizes that a file tells of itself may be lies."""
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as folder:
            members = folder.infolist()
            if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > left:
                return BROKEN
            for member in members:
                with folder.open(member) as packed:
                    while piece := packed.read(1 << 20):
                        left -= len(piece)
                        if left < 0:
                            return BROKEN
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return BROKEN
    return None


def _read_csv(data: bytes) -> Table | Refusal:
    text = _decoded(data)
    if text is None or "\0" in text:
        return BROKEN
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text = first.strip()[-1], rest
    else:
        delimiter = max(";,\t", key=first.count)
    rows: Table = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append([_unguarded(cell) for cell in row])
            if len(rows) > MAX_ROWS + 1:
                return TOO_MANY
    except csv.Error:
        return BROKEN
    return rows


def _decoded(data: bytes) -> str | None:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]  # Excel's “CSV” on machines in this country is the latter
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA_STARTS else cell


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """With semicolons and a mark of UTF-8, as Excel here opens it; nothing in it can be taken for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_guarded(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _guarded(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return str(cell).replace(".", ",")
    text = cell.isoformat() if isinstance(cell, date) else str(cell)
    return f"'{text}" if text[:1] in FORMULA_STARTS else text


def write_xlsx(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, notes: Sequence[tuple[str, str]] = ()
) -> bytes:
    """Text stays text; numbers, days and moments (without a zone) are such. `notes` stand on a second sheet."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        count, money = book.add_format({"num_format": "0"}), book.add_format({"num_format": "#,##0.00"})
        sheet = book.add_worksheet(title)
        sheet.set_column(0, len(headings) - 1, 22, text)  # so that a NIP typed here stays whole
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, headings, bold)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, column, cell, moment)
                elif isinstance(cell, int | Decimal) and not isinstance(cell, bool):
                    sheet.write_number(number, column, cell, money if isinstance(cell, Decimal) else count)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, column, datetime(cell.year, cell.month, cell.day), day)
                elif cell != "":
                    sheet.write_string(number, column, str(cell), text)
        if notes:
            told = book.add_worksheet(_("Petunjuk"))
            told.set_column(0, 0, 20)
            told.set_column(1, 1, 90)
            for number, (name, about) in enumerate(notes):
                told.write_string(number, 0, name, bold)
                told.write_string(number, 1, about)
    return out.getvalue()
