"""`lajur catalogue read` writes drafts that `lajur catalogue check` can look at."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from lajur.catalogue.reader import Document, parse
from lajur.entrypoints.cli.catalogue import cli

SHEET = (
    "Nomor SOP : 7/BU/2024\nJudul SOP : Surat Masuk\nTanggal Pembuatan : 2 Mei 2024\nTanggal Efektif : 3 Mei 2024\n"
    "Disahkan oleh : Kepala Biro Umum\nKualifikasi Pelaksana :\n1. Staf: mampu mencatat\n"
    "2. Kepala Biro: memahami tata naskah\n\nNo\tKegiatan\tPelaksana\t\tMutu Baku\t\t\tKet\n"
    "\t\tStaf\tKepala Biro\tKelengkapan\tWaktu\tOutput\t\n1\tMencatat surat\tX\t\tSurat\t5 menit\tAgenda\t\n"
    "2\tMenelaah surat\t\tX\tAgenda\t1-2 hari\tDisposisi\t\n"
)


def test_drafts_are_written_with_their_doubts(tmp_path: Path) -> None:
    source = tmp_path / "surat.txt"
    source.write_text(SHEET, encoding="utf-8")
    told = CliRunner().invoke(cli, ["read", str(source), "-o", str(tmp_path / "draf")])
    assert told.exit_code == 0, told.output
    document = parse((tmp_path / "draf/surat-masuk/sop.yaml").read_bytes(), "sop.yaml")
    assert isinstance(document, Document)
    assert document.content["nomor"] == "7/BU/2024"
    doubts = json.loads((tmp_path / "draf/surat-masuk/ragu.json").read_text(encoding="utf-8"))
    (time,) = [doubt for doubt in doubts["ragu"] if doubt["bidang"].endswith(".waktu")]
    assert (time["terbaca"], time["tertulis"], time["tempat"]) == ("2 hari", "1-2 hari", "baris 13, sel 6")
    checked = CliRunner().invoke(cli, ["check", "--file", str(tmp_path / "draf/surat-masuk/sop.yaml")])
    assert checked.exit_code == 0, checked.output


def test_a_file_that_is_not_read_is_refused_in_a_sentence(tmp_path: Path) -> None:
    source = tmp_path / "surat.txt"
    source.write_text("Hanya surat.", encoding="utf-8")
    told = CliRunner().invoke(cli, ["read", str(source)])
    assert told.exit_code == 1
    assert "Tidak ada SOP yang ditemukan" in told.output
    missing = CliRunner().invoke(cli, ["read", str(tmp_path / "tidak-ada.docx")])
    assert missing.exit_code == 1
    assert "tidak dapat dibuka" in missing.output


def test_json_holds_content_and_doubts(tmp_path: Path) -> None:
    source = tmp_path / "surat.txt"
    source.write_text(SHEET, encoding="utf-8")
    (draft,) = json.loads(CliRunner().invoke(cli, ["read", str(source), "--json"]).output)
    assert (draft["nama"], draft["isi"]["judul"]) == ("surat-masuk", "Surat Masuk")
