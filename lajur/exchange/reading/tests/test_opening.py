"""Hostile and broken files are refused in a sentence, soon, and with little memory."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from time import process_time

import pytest
import typst

from lajur.exchange.reading import Unreadable, read_sops
from lajur.exchange.reading.tests import sheets

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(document: bytes, **others: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", document)
        for name, content in others.items():
            package.writestr(name.replace("__", "/"), content)
    return data.getvalue()


def workbook(cells: str) -> bytes:
    data = io.BytesIO()
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',  # noqa: E501
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
            f'Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        package.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'
        )
    return data.getvalue()


def bomb() -> bytes:
    return word(b"<w>" + b" " * 90_000_000)


def entities() -> bytes:
    lines = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    return word(f"{lines}]><w:document xmlns:w='{WORD}'>&j;</w:document>".encode())


def million_cells() -> bytes:
    return workbook("".join(f'<row r="{r}">' + f'<c r="A{r}"><v>1</v></c>' * 100 + "</row>" for r in range(1, 10_001)))


def far_cell() -> bytes:
    return workbook('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def picture_pdf() -> bytes:
    pdf: bytes = typst.compile(b"#set page(width: 100mm, height: 100mm)\n#rect(width: 40mm, height: 40mm, fill: red)")
    return pdf


def endless_table() -> bytes:
    return b"No\tKegiatan\tStaf\tWaktu\tOutput\n" + b"1\tMencatat surat\tx\t1 jam\tAgenda\n" * 3_100


def locked() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600


@pytest.mark.parametrize(
    ("make", "name", "code"),
    [
        (bomb, "bom.docx", "bom-zip"),
        (entities, "entitas.docx", "entitas-xml"),
        (million_cells, "sel.xlsx", "terlalu-banyak-sel"),
        (far_cell, "jauh.xlsx", "terlalu-banyak-sel"),
        (picture_pdf, "gambar.pdf", "hanya-gambar"),
        (locked, "kunci.docx", "terkunci"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000, "lama.doc", "format-lama"),
        (lambda: sheets.clinic_docx()[:9000], "putus.docx", "rusak"),
        (endless_table, "tabel.txt", "terlalu-banyak-langkah"),
        (lambda: sheets.district_pdf()[:700], "putus.pdf", "rusak"),
        (lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "foto.txt", "format-asing"),
        (lambda: bytes(range(256)) * 40, "acak.txt", "bukan-teks"),
        (lambda: b"", "kosong.docx", "kosong"),
        (lambda: b"Hanya surat biasa tanpa tabel.", "surat.txt", "bukan-sop"),
        (lambda: b"\t".join([b"x"] * 500_000), "lebar.txt", "terlalu-banyak-sel"),
    ],
)
def test_what_cannot_be_read_is_refused_soon_and_in_a_sentence(make: Callable[[], bytes], name: str, code: str) -> None:
    data = make()
    tracemalloc.start()
    started = process_time()
    with pytest.raises(Unreadable) as refused:
        read_sops(data, name)
    spent = process_time() - started
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.code == code
    assert refused.value.sentence.endswith(".")
    assert "{" not in refused.value.sentence
    assert spent < 60, "a guard against hanging, not a measurement: tracemalloc alone slows reading threefold"
    assert most < 200_000_000


def test_macros_stay_unread_and_are_told() -> None:
    found = read_sops(sheets.clinic_docx(macro=True), "resep.docm")
    assert found.notices == ["Berkas memuat makro. Makro tidak dibaca dan tidak dijalankan."]
    assert len(found.drafts) == 1


def test_content_decides_the_format_and_a_wrong_suffix_is_told() -> None:
    found = read_sops(sheets.clinic_docx(), "resep.pdf")
    assert found.drafts[0].content["nomor"] == "440/017/PKM/2023"
    assert found.notices == ["Akhiran nama berkas tidak sesuai dengan isinya; isinya dibaca sebagai Word."]


def test_progress_reaches_its_end() -> None:
    seen: list[tuple[int, int]] = []
    read_sops(sheets.district_pdf(), "a.pdf", lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 2)
    assert (1, 2) in seen  # the file is read, its SOP not yet drafted
    assert seen[-1] == (2, 2)
    shares = [done / total for done, total in seen]
    assert shares == sorted(shares)


def test_a_cell_that_no_sheet_has_is_read_to_a_bound_and_said() -> None:
    text = "No\tKegiatan\tStaf\tWaktu\tOutput\n1\tMencatat " + "jika tidak a, " * 4_000 + "\tx\t1 jam\tAgenda\n"
    found = read_sops(text.encode(), "panjang.txt")
    assert len(found.notices) == 1
    assert "20000" in found.notices[0]
    assert len(found.drafts) == 1
