"""The sheet as Word and Excel files: their cells, their shapes, and what LibreOffice makes of them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from struct import pack
from zipfile import ZipFile
from zlib import compress, crc32

import pypdfium2 as pdfium
import pytest
from docx import Document
from lxml import etree
from python_calamine import CalamineWorkbook

from lajur.catalogue import reader
from lajur.engine.definition import Sop
from lajur.exchange.sheet.files import MEDIA_TYPES, sheet_file
from lajur.exchange.sheet.flow import flow_of
from lajur.exchange.sheet.tests.geometry import read_pages
from lajur.exchange.sheet.tests.test_sheet import HARD

SHIPPED = reader.catalogue_ids()
OFFICE = shutil.which("soffice")


def make_crest() -> bytes:
    """A black PNG of one pixel."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return pack(">I", len(content)) + kind + content + pack(">I", crc32(kind + content))

    head = pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", compress(b"\0\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


@cache
def file_of(which: str | int, kind: str) -> bytes:
    return sheet_file(sop_of(which), kind)


def sop_of(which: str | int) -> Sop:
    return reader.load(which) if isinstance(which, str) else HARD[which]


def part_of(file: bytes, name: str) -> etree._Element:
    with ZipFile(BytesIO(file)) as packed:
        return etree.fromstring(packed.read(name))


def drawing_of(file: bytes, kind: str) -> etree._Element:
    if kind == "docx":
        return part_of(file, "word/document.xml")
    with ZipFile(BytesIO(file)) as packed:
        names = [name for name in packed.namelist() if name.startswith("xl/drawings/drawing")]
        return next(root for root in (etree.fromstring(packed.read(name)) for name in names) if len(root))


WHICH = [*SHIPPED, 0, 7]


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize("which", WHICH, ids=str)
def test_every_symbol_and_every_arrow_is_a_shape(which: str | int, kind: str) -> None:
    root = drawing_of(file_of(which, kind), kind)
    names = [str(element.get("name")) for element in root.iter() if element.get("name")]
    flow = flow_of(sop_of(which))
    symbols = Counter(name for name in names if name.startswith("Simbol ") and not re.search("keluar-|masuk-", name))
    assert symbols == Counter(f"Simbol {node.key.lstrip('/')}" for node in flow.nodes)
    arrows = [name for name in names if re.fullmatch(r"Panah \d+", name)]
    pairs = [name for name in names if name.startswith("Simbol masuk-")]
    assert len(arrows) == len(flow.edges) + len(pairs)
    assert len([name for name in names if name.endswith("ujung")]) == len(arrows)
    ids = [element.get("id") for element in root.iter("{*}cNvPr", "{*}docPr")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("which", WHICH, ids=str)
def test_the_texts_stand_in_cells_of_word(which: str | int) -> None:
    sop, document = sop_of(which), Document(BytesIO(file_of(which, "docx")))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    for step in sop.steps.values():
        assert any(text.startswith(step.title) for text in cells)
        for kind in (*step.standard.needs, *step.standard.yields):
            assert any(sop.documents[kind].title in text for text in cells)
    assert {lane.title for lane in sop.lanes.values()} <= cells
    heads = [row._tr.xpath("./w:trPr/w:tblHeader") for table in document.tables[2:] for row in table.rows[:2]]
    assert all(heads)


@pytest.mark.parametrize("which", WHICH, ids=str)
def test_the_texts_stand_in_cells_of_excel(which: str | int) -> None:
    sop = sop_of(which)
    book = CalamineWorkbook.from_filelike(BytesIO(file_of(which, "xlsx")))
    assert book.sheet_names == ["Identitas", "Prosedur"]
    rows = book.get_sheet_by_name("Prosedur").to_python()
    assert rows[1][2 : 2 + len(sop.lanes)] == [lane.title for lane in sop.lanes.values()]
    numbered = [row for row in rows[2:] if row[1]]
    assert [row[0] for row in numbered] == [step.no for step in sop.steps.values()]
    cells = {str(cell) for row in rows for cell in row}
    for step in sop.steps.values():
        for kind in (*step.standard.needs, *step.standard.yields):
            assert any(sop.documents[kind].title in text for text in cells)
    assert sop.identity.number in {str(cell) for row in book.get_sheet_by_name("Identitas").to_python() for cell in row}


@pytest.mark.parametrize("kind", sorted(MEDIA_TYPES))
def test_the_same_edition_gives_the_same_file_and_the_crest_is_in_it(kind: str) -> None:
    sop = reader.load("kp2mi/kepuasan-pengguna")
    assert sheet_file(sop, kind) == file_of("kp2mi/kepuasan-pengguna", kind)
    assert len(sheet_file(sop, kind, crest=make_crest())) > len(file_of("kp2mi/kepuasan-pengguna", kind))


def test_a_formula_in_a_title_stays_a_text() -> None:
    sop = HARD[0]
    steps = {key: replace(step, title="=1+1") if step is sop.first else step for key, step in sop.steps.items()}
    file = sheet_file(replace(sop, steps=steps), "xlsx")
    with ZipFile(BytesIO(file)) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet2.xml")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed (libreoffice-writer-nogui, -calc-nogui)")
@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_libreoffice_opens_them_without_loss(kind: str, tmp_path: Path) -> None:
    chosen: list[str | int] = ["kp2mi/kinerja-ukpbj", "pagar-alam/proses-utama-pengadaan", 0]
    for place, which in enumerate(chosen):
        (tmp_path / f"{place}.{kind}").write_bytes(file_of(which, kind))
    assert OFFICE
    command = [
        OFFICE,
        f"-env:UserInstallation=file://{tmp_path}/profil",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
    ]
    files = [str(tmp_path / f"{place}.{kind}") for place in range(len(chosen))]
    subprocess.run([*command, str(tmp_path), *files], check=True, timeout=240, capture_output=True)
    for place, which in enumerate(chosen):
        opened = (tmp_path / f"{place}.pdf").read_bytes()
        printed = file_of(which, "pdf")
        document = pdfium.PdfDocument(opened)
        words = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
        pages = len(document)
        document.close()
        assert abs(pages - len(read_pages(printed))) <= 1
        sop = sop_of(which)
        for step in sop.steps.values():
            assert "".join(step.title.split()) in words
        for edge in flow_of(sop).edges:
            assert all(word in words for word in edge.label.split())
        for text in ("Mulai", "Selesai", *sop.identity.legal_bases, *sop.identity.warnings):
            assert "".join(text.split()) in words
        drawn = sum(shape.is_decision for page in read_pages(opened) for shape in page.shapes)
        assert drawn == sum(node.shape == "decision" for node in flow_of(sop).nodes)
