"""Stories are read with their moves, and playing them notices everything that is not as told."""

from __future__ import annotations

from datetime import datetime

import pytest

from lajur.catalogue.compiling import FiledSop
from lajur.catalogue.playing import Report, play, shortest_way, untold
from lajur.catalogue.stories import Move, Story, read_stories
from lajur.catalogue.testing import make_filed_sop
from lajur.engine.events import DocumentGiven
from lajur.engine.testing import plain_calendar
from lajur.engine.worktime import Duration

CALENDAR = plain_calendar()
LONG = """
cerita:
  - judul: Semua jalan
    mulai: 2026-01-05 08:00
    alur:
      - terima
      - {langkah: susun, isi: {jenis: no, selesai_uji: 2026-02-02}}
      - {langkah: putuskan, pilih: perlu perbaikan}
      - {langkah: susun, isi: {jenis: on, jumlah: 20, selesai_uji: 2026-02-02, rahasia: x}}
      - {langkah: putuskan, setelah: 6 hari, pilih: setuju, terlambat: true}
      - uji-b
      - {langkah: ulangi-b, pilih: ulangi}
      - uji-a
      - uji-b
      - {langkah: ulangi-b, pilih: cukup}
      - {langkah: nilai, isi: {lulus: false}}
      - {langkah: susun, isi: {jenis: no, jumlah: 20}}
      - {langkah: putuskan, pilih: setuju}
      - uji-b
      - {langkah: ulangi-b, pilih: cukup}
      - {langkah: uji-a, tanpa: {hasil-a: Alat rusak}}
      - {langkah: nilai, isi: {lulus: true}, pilih: banyak}
      - lapor
      - {langkah: kirim, pilih: mungkin, tolak: keputusan-tidak-dikenal}
      - {langkah: kirim, pilih: surat}
      - kirim-surat
      - tutup
    akhir: selesai
"""
SHORT = """
cerita:
  - judul: %s
    mulai: 2026-01-05 08:00
    alur:
      - terima
%s
    akhir: %s
"""


def told(text: str, sop: FiledSop | None = None) -> list[Report]:
    sop = sop or make_filed_sop()
    stories = read_stories(text, sop)
    assert isinstance(stories, tuple), stories
    return [play(sop, story, CALENDAR, {}) for story in stories]


def short(moves: str, ending: str = "{menunggu: [putuskan]}") -> list[str]:
    lines = "\n".join(f"      {line}" for line in moves.splitlines())
    (report,) = told(SHORT % ("x", lines, ending))
    return report.faults


def test_a_story_is_read_with_all_its_parts():
    (story,) = read_stories(
        SHORT % ("Judul", "      - {langkah: susun, setelah: 2 hari kalender}", "selesai"), make_filed_sop()
    )
    assert story == Story(
        "Judul",
        datetime(2026, 1, 5, 8, 0),
        (Move("terima", line=6), Move("susun", after=Duration(2, "hari-kalender"), line=7)),
        line=3,
    )


def test_a_story_through_loops_branches_and_deviations_goes_as_told():
    (report,) = told(LONG)
    assert report.faults == []
    assert report.state.status == "selesai"
    assert report.returns == {("putuskan", "susun"), ("ulangi-b", "uji-b"), ("nilai", "susun")}


def test_ways_that_no_story_takes_are_named():
    sop = make_filed_sop()
    assert untold(sop, told(LONG)) == ["langkah kirim-surel", "jalan nilai → lainnya", "jalan kirim → surel"]
    assert len(untold(sop, [])) == len(sop.steps) + 9 + 3


@pytest.mark.parametrize(
    ("moves", "ending", "words"),
    [
        ("- susun", "selesai", "menunggu putuskan"),
        ("- susun", "menunggu [susun]", "ternyata putuskan"),
        ("- susun\n- susun", "selesai", "tidak terbuka (terbuka: putuskan)"),
        ("- {langkah: susun, setelah: 2 jam}", "selesai", "terlambat (tenggat"),
        ("- {langkah: susun, setelah: 30 menit, terlambat: true}", "selesai", "tidak terlambat"),
        ("- {langkah: susun, isi: {jumlah: 100}}", "selesai", "isian-belum-benar"),
        ("- {langkah: susun, tolak: isian-belum-benar, isi: {jenis: no}}", "selesai", "ternyata diterima"),
        ("- {langkah: susun, tolak: lain, isi: {jumlah: 100}}", "selesai", "isian-belum-benar"),
        ("- {langkah: susun, tanpa: {rencana: ''}}", "selesai", "output-belum-ada"),
        (
            "- susun\n- {langkah: putuskan, pilih: setuju, tanpa: {rencana: Hilang}}",
            "menunggu [uji-a, uji-b]",
            "sudah ada",
        ),
    ],
)
def test_what_is_not_as_told_is_reported(moves: str, ending: str, words: str):
    (fault,) = short(moves, ending)
    assert words in fault
    assert fault.startswith("baris ")


def test_a_case_may_be_left_waiting():
    assert short("- susun") == []
    assert short("- susun\n- {langkah: putuskan, pilih: setuju}\n- uji-b", "menunggu [ulangi-b, uji-a]") == []


def test_a_by_fact_way_may_be_named_and_must_then_be_taken():
    moves = (
        "- {langkah: susun, isi: {jenis: no, jumlah: 1}}\n- {langkah: putuskan, pilih: setuju}\n- uji-a\n- uji-b\n"
        "- {langkah: ulangi-b, pilih: cukup}\n- {langkah: nilai, isi: {lulus: true}, pilih: %s}"
    )
    assert short(moves % "lainnya", "menunggu tutup") == []
    assert "bukan “banyak”" in short(moves % "banyak", "menunggu tutup")[0]


PARENT = ("    keterangan: Bila ada\n", "    panggil: {sop: uji/anak, bawa: [hasil-a], terima: {laporan: laporan}}\n")


def test_a_called_sop_runs_along_its_shortest_way_and_hands_back_its_documents():
    child = make_filed_sop(("ke: tutup}", "ke: lapor}"), id="uji/anak")
    parent = make_filed_sop(PARENT, id="uji/induk")
    stories = read_stories(LONG.replace("      - lapor\n", ""), parent)
    assert isinstance(stories, tuple)
    report = play(parent, stories[0], CALENDAR, {"uji/anak": child})
    assert report.faults == []
    assert "lapor" in report.steps
    handed_back = [event for event in report.events if isinstance(event, DocumentGiven) and event.role == "sop"]
    assert "laporan" in {event.kind for event in handed_back}


def test_a_move_may_name_the_row_that_the_called_case_has_done():
    child = make_filed_sop(("ke: tutup}", "ke: lapor}"), id="uji/anak")
    parent = make_filed_sop(PARENT, id="uji/induk")
    stories = read_stories(LONG, parent)
    assert isinstance(stories, tuple)
    assert play(parent, stories[0], CALENDAR, {"uji/anak": child}).faults == []


def test_the_shortest_way_finds_the_facts_that_lead_along_it():
    sop = make_filed_sop(("ke: tutup}", "ke: susun}"), ("label: bekas, ke: susun", "label: bekas, ke: tutup"))
    plan = shortest_way(sop)
    assert plan.label["nilai"] == "bekas"
    assert plan.facts["jenis"] in ("7a", "on")
    assert not (plan.facts.get("lulus") and plan.facts.get("jumlah", 0) >= 10)
    assert plan.label["ulangi-b"] == "cukup"


def test_a_called_sop_that_cannot_run_is_a_fault_not_a_crash():
    parent = make_filed_sop(PARENT, id="uji/induk")
    stories = read_stories(LONG, parent)
    assert isinstance(stories, tuple)
    (fault,) = play(parent, stories[0], CALENDAR, {}).faults
    assert "uji/anak" in fault
