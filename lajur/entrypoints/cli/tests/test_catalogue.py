"""`lajur catalogue`: the shapes that others read, and findings as lines of text."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lajur.catalogue import reader
from lajur.catalogue.listing import sheet_of
from lajur.catalogue.testing import BASE, make_filed_sop
from lajur.entrypoints.cli.catalogue import cli
from lajur.entrypoints.cli.tables import table

STEP_KEYS = [
    "key", "no", "lane", "title", "needs", "time", "time_text", "minutes", "yields", "next", "exits", "calls", "added",
    "remark",
]  # fmt: skip


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def test_the_list_names_every_sop_of_the_catalogue():
    entries = json.loads(run("list", "--json").output)
    assert [entry["id"] for entry in entries] == reader.catalogue_ids()
    for entry in entries:
        assert list(entry) == ["id", "title", "number", "agency"]
        assert entry["agency"] == entry["id"].split("/")[0]
    text = run("list").output
    assert text.splitlines()[0].split() == ["SOP", "Judul", "Nomor", "Instansi"]


@pytest.mark.parametrize("sop_id", reader.catalogue_ids())
def test_a_sop_is_shown_as_data_and_as_a_table(sop_id: str):
    sheet = json.loads(run("show", sop_id, "--json").output)
    assert list(sheet) == ["id", "title", "number", "agency", "dates", "lanes", "steps", "notes"]
    assert list(sheet["dates"]) == ["created", "revised", "effective"]
    keys = [step["key"] for step in sheet["steps"]]
    for step in sheet["steps"]:
        assert list(step) == STEP_KEYS
        assert set(step["next"]) <= set(keys)
        assert set(step["exits"].values()) <= {*keys, "selesai"}
    assert run("show", sop_id).exit_code == 0


def steps_of(sheet: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {step["key"]: step for step in sheet["steps"]}


def test_a_row_says_what_its_own_cells_say():
    steps = steps_of(sheet_of(make_filed_sop()))
    assert steps["terima"]["time"] == {"amount": 30, "unit": "menit"}
    assert steps["terima"]["minutes"] == 30
    assert steps["putuskan"]["minutes"] == 5 * 450
    assert steps["uji"]["time"] == {"amount": 3, "unit": "hari-kalender"}
    assert steps["uji"]["minutes"] is None
    assert (steps["lapor"]["time"], steps["lapor"]["time_text"]) == (None, "Sesuai kebutuhan")
    assert (steps["terima"]["needs"], steps["uji-a"]["needs"]) == (["Permintaan uji"], [])
    assert steps["kirim"]["yields"] == []
    assert (steps["lapor"]["added"], steps["lapor"]["remark"]) == (True, "Bila ada")


def test_rows_are_followed_by_all_that_may_come_next_and_branches_by_what_comes_after_them():
    steps = steps_of(sheet_of(make_filed_sop()))
    assert steps["putuskan"]["next"] == ["uji", "susun"]
    assert steps["putuskan"]["exits"] == {"setuju": "uji", "perlu perbaikan": "susun"}
    assert steps["uji"]["next"] == ["uji-a", "uji-b"]
    assert steps["uji-a"]["next"] == ["nilai"]
    assert steps["ulangi-b"]["next"] == ["nilai", "uji-b"]
    assert steps["ulangi-b"]["exits"] == {"cukup": "selesai", "ulangi": "uji-b"}
    assert steps["kirim-surat"]["next"] == ["tutup"]
    assert steps["tutup"]["next"] == []


def test_the_shipped_catalogue_has_no_errors():
    result = run("check")
    assert result.exit_code == 0, result.output


def test_a_broken_file_is_told_by_line_and_ends_with_1(tmp_path: Path):
    path = tmp_path / "sop.yaml"
    path.write_text(BASE.replace("perbaikan: susun", "perbaikan: susnu"))
    line = BASE[: BASE.index("perbaikan: susun")].count("\n") + 1
    result = run("check", "--file", str(path))
    assert result.exit_code == 1
    assert result.output.startswith(f"{path}:{line}: [tujuan-tidak-ada] Langkah tujuan “susnu” tidak ada.")
    (row,) = json.loads(run("check", "--file", str(path), "--json").output)
    assert (row["line"], row["rule"], row["severity"]) == (line, "tujuan-tidak-ada", "galat")


def test_a_warning_alone_ends_with_0(tmp_path: Path):
    path = tmp_path / "sop.yaml"
    path.write_text(BASE.replace("Menutup berkas", "Berkas ditutup"))
    result = run("check", "--file", str(path))
    assert "[kegiatan-bukan-kata-kerja]" in result.output
    assert result.exit_code == 0


def test_unknown_ids_and_files_are_told_without_a_traceback(tmp_path: Path):
    for words in (
        ["show", "a/b"],
        ["check", "a/b"],
        ["check", "--file", str(tmp_path / "x")],
        ["check", "--file", "/"],
    ):
        result = run(*words)
        assert result.exit_code == 1
        assert result.output.startswith(("Galat: ", "Error: "))
        assert isinstance(result.exception, SystemExit)


def test_the_schema_is_json():
    assert json.loads(run("schema").output)["$schema"].endswith("2020-12/schema")


def test_the_catalogue_loads_neither_django_nor_the_database():
    program = (
        "import sys; from lajur.entrypoints.cli.catalogue import cli\n"
        "cli(['check'], standalone_mode=False)\n"
        "print([m for m in ('django', 'psycopg') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_a_table_fits_its_width_and_wraps_long_cells():
    text = table(
        ["No", "Kegiatan"], [["1", "Menyusun rencana survei kepada tiga puluh responden"], ["2", "x"]], width=30
    )
    lines = text.splitlines()
    assert max(map(len, lines)) <= 30
    assert lines[0].split() == ["No", "Kegiatan"]
    assert len(lines) > 5


def test_the_sheet_is_written_as_a_pdf_or_told_why_not(tmp_path: Path):
    target = tmp_path / "lembar.pdf"
    done = run("sheet", "kp2mi/kepuasan-pengguna", "-o", str(target), "--paper", "F4")
    assert done.exit_code == 0, done.output
    assert target.read_bytes().startswith(b"%PDF-")
    refused = run("sheet", "kp2mi/kepuasan-pengguna", "-o", str(tmp_path / "tiada" / "lembar.pdf"))
    assert refused.exit_code == 1
    assert "tidak dapat ditulis" in refused.output
