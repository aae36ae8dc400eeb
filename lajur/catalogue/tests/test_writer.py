"""What the writer writes reads back as the same content."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lajur.catalogue import reader
from lajur.catalogue.reader import Document, canonical, parse
from lajur.catalogue.shape import ROW, SOP_FILE
from lajur.catalogue.testing import findings_in, make_document
from lajur.catalogue.writer import WIDTH, to_yaml


def read_back(content: dict[str, Any]) -> dict[str, Any]:
    document = parse(to_yaml(content), "x")
    assert isinstance(document, Document), (document, to_yaml(content))
    return document.content


def test_the_small_file_reads_back():
    content = make_document().content
    assert read_back(content) == content
    assert to_yaml(read_back(content)) == to_yaml(content)


@pytest.mark.parametrize("sop_id", reader.catalogue_ids())
def test_every_sop_of_the_catalogue_reads_back(sop_id: str):
    content = canonical(reader.load(sop_id))
    assert read_back(content) == content
    assert findings_in(to_yaml(content)) == [], "the checker judges what was written as it judges the file"


def test_keys_stand_in_the_order_of_the_docs_and_lines_stay_short():
    text = to_yaml(make_document(("Bila ada", "Bila " * 60 + "ada")).content)
    tops = [line.partition(":")[0] for line in text.splitlines() if line and line[0] not in " -"]
    assert tops == [key.name for key in SOP_FILE.keys if key.name in tops]
    row = text.split("- kunci: lapor\n")[1].split("\n\n")[0]
    names = [line.strip().partition(":")[0] for line in row.splitlines() if line[4] != " "]
    assert names == [key.name for key in ROW.keys if key.name in names]
    assert len(names) >= 5
    assert max(map(len, text.splitlines())) <= WIDTH


def test_small_parts_stay_on_one_line_as_people_write_them():
    text = to_yaml(make_document().content)
    for line in (
        "    no: 1\n",
        "  rencana: Rencana uji\n",
        "    mutu_baku: {kelengkapan: [permintaan], waktu: 30 menit}\n",
        "    keputusan: {setuju: uji, perlu perbaikan: susun}\n",
        "tanggal: {pembuatan: 2025-01-02, efektif: 2025-02-03}\n",
    ):
        assert line in text


NASTY = st.one_of(
    st.text(st.sampled_from("ab1-:#,[]{}&*!|>'\"%@`?~=<\\ .\n\u00e9\u00a0\u2013😀"), min_size=1, max_size=400),
    st.sampled_from(
        ["null", "~", "true", "no", "12", "-", "- a", "a: b", "a #b", "#a", "2025-01-01", "0x1", "'", '"', "---", "...",
         "<<", "=", "? a", "a:", ": a", "[", "a]", "%a", "@a", "&a", "*a", "!a", "|", ">-", "\\", "1.5", "_", "é"]
    ),
).filter(lambda text: text.split())  # fmt: skip


@given(st.lists(NASTY, min_size=6, max_size=6), st.lists(NASTY.filter(lambda t: len(t) < 50), min_size=2, max_size=2))
@settings(max_examples=300, deadline=None)
def test_any_text_reads_back_wherever_it_stands(texts: list[str], labels: list[str]):
    texts, labels = ([" ".join(text.split()) for text in part] for part in (texts, labels))
    if labels[0] == labels[1] or "<<" in labels:
        return
    content = make_document().content
    content["judul"], content["dasar_hukum"] = texts[0][:300].strip(), [texts[1]]
    content["pelaksana"][0][1]["nama"] = texts[2][:300].strip()
    row = content["langkah"][1]
    row["kegiatan"], row["keterangan"] = texts[3], texts[4]
    row["isian"][0][1]["pilihan"] = [[labels[0], texts[5][:300].strip()], [labels[1], "x"]]
    content["langkah"][2]["keputusan"] = [[labels[0], "uji"], [labels[1], "susun"]]
    content["langkah"][4]["pilihan"][1]["jika"] = [["jenis", {"salah_satu": [labels[0], 12, True, "12", "true"]}]]
    assert read_back(content) == content
