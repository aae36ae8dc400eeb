"""A SOP file becomes the definition that it describes, and its content goes through a database unchanged."""

from __future__ import annotations

import json

import pytest

from lajur.catalogue import reader
from lajur.catalogue.compiling import FiledSop
from lajur.catalogue.reader import Document, canonical, compile, content_hash, from_canonical, parse
from lajur.catalogue.shape import json_schema
from lajur.catalogue.testing import BASE, make_document, make_filed_sop, make_text
from lajur.engine.definition import END, Call, Condition, Exit, Field
from lajur.engine.testing import eleven_steps
from lajur.engine.worktime import Duration

SOP = make_filed_sop()


def test_the_identity_part_is_read():
    identity = SOP.identity
    assert (identity.title, identity.number, identity.agency_name) == ("Pengujian Barang", "UJI/1", "Instansi Uji")
    assert (identity.created, identity.revised, identity.effective) == ("2025-01-02", None, "2025-02-03")
    assert identity.approver_nip == "19800101 200501 1 001"
    assert identity.legal_bases == ("Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik",)


def test_lanes_keep_their_order_and_a_single_qualification_needs_no_list():
    assert list(SOP.lanes) == ["kepala", "tim"]
    assert SOP.lanes["tim"].qualifications == ("Memahami uji",)
    assert (SOP.lanes["kepala"].per_case, SOP.lanes["tim"].per_case) == (False, True)


def test_steps_stand_in_the_order_of_the_sheet_with_sub_steps_after_their_heading_row():
    assert list(SOP.steps) == [
        "terima", "susun", "putuskan", "uji", "uji-a", "uji-b", "ulangi-b", "nilai", "lapor", "kirim", "kirim-surat",
        "kirim-surel", "tutup",
    ]  # fmt: skip
    assert [step.no for step in SOP.steps.values()][:5] == ["1", "2", "3", "4", "4a"]


def test_documents_may_be_a_title_or_come_from_outside():
    assert SOP.documents["permintaan"].outside
    assert not SOP.documents["rencana"].outside
    assert SOP.documents["rencana"].title == "Rencana uji"


@pytest.mark.parametrize(
    ("words", "duration"),
    [
        ("30 menit", Duration(30, "menit")), ("1 jam", Duration(1, "jam")), ("5 hari", Duration(5, "hari")),
        ("5 hari kerja", Duration(5, "hari")), ("3 hari kalender", Duration(3, "hari-kalender")),
        ("3  hari   kalender", Duration(3, "hari-kalender")),
    ],
)  # fmt: skip
def test_measured_times_become_durations(words: str, duration: Duration):
    assert make_filed_sop(("30 menit", words)).steps["terima"].standard.time == duration


def test_times_in_words_have_no_measure():
    lapor, nilai = SOP.steps["lapor"].standard, SOP.steps["nilai"].standard
    assert (lapor.time, lapor.text, lapor.until_fact) == (None, "Sesuai kebutuhan", None)
    assert (nilai.time, nilai.text, nilai.until_fact) == (None, "Sesuai jadwal", "selesai_uji")


def test_a_row_leads_to_the_next_one_and_the_last_to_the_end():
    assert SOP.steps["terima"].next == "susun"
    assert SOP.steps["tutup"].next == END
    assert make_filed_sop(("no: 8", "no: 8\n    lanjut: selesai")).steps["tutup"].next == END
    assert make_filed_sop(("    no: 6\n", "    lanjut: tutup\n")).steps["lapor"].next == "tutup"


def test_a_decision_has_labelled_exits():
    assert SOP.steps["putuskan"].exits == (Exit("setuju", "uji"), Exit("perlu perbaikan", "susun"))
    assert SOP.steps["putuskan"].is_decision


def test_a_choice_by_fact_compares_values_of_the_fields_kind():
    nilai = SOP.steps["nilai"]
    assert nilai.by_facts
    assert nilai.exits[0].conditions == (Condition("lulus", "sama", True), Condition("jumlah", "minimal", 10))
    assert nilai.exits[1].conditions == (Condition("jenis", "salah-satu", ("7a", "on")),)
    assert nilai.exits[2].conditions == ()


@pytest.mark.parametrize(
    ("written", "condition"),
    [
        ("{bukan: 3}", Condition("jumlah", "bukan", 3)),
        ("{kurang_dari: 1.5}", Condition("jumlah", "kurang-dari", 1.5)),
        ("{lebih_dari: -2}", Condition("jumlah", "lebih-dari", -2)),
        ("{maksimal: 4}", Condition("jumlah", "maksimal", 4)),
        ("7", Condition("jumlah", "sama", 7)),
    ],
)
def test_every_comparison_can_be_written(written: str, condition: Condition):
    sop = make_filed_sop(("{minimal: 10}", written))
    assert sop.steps["nilai"].exits[0].conditions[1] == condition


def test_branches_side_by_side_belong_to_their_heading_row():
    heading = SOP.steps["uji"]
    assert (heading.umbrella, heading.fork, heading.next) == (True, ("uji-a", "uji-b"), "nilai")
    assert heading.lane == "tim"
    assert [SOP.steps[key].group for key in ("uji-a", "uji-b", "ulangi-b", "nilai")] == ["uji"] * 3 + [None]
    assert SOP.steps["uji-a"].next == END
    assert SOP.steps["uji-b"].next == "ulangi-b"
    assert SOP.steps["ulangi-b"].exits == (Exit("cukup", END), Exit("ulangi", "uji-b"))


def test_alternatives_are_exits_of_their_heading_row_and_meet_after_it():
    kirim = SOP.steps["kirim"]
    assert kirim.exits == (Exit("surat", "kirim-surat"), Exit("surel", "kirim-surel"))
    assert not kirim.by_facts
    assert [SOP.steps[key].next for key in ("kirim-surat", "kirim-surel")] == ["tutup", "tutup"]
    assert SOP.steps["kirim-surat"].group is None


def test_alternatives_may_be_chosen_by_facts_and_end_by_selesai():
    sop = make_filed_sop(
        ("label: surat, kegiatan", "jika: {jenis: on}, kegiatan"),
        ("Mengirim surat, pelaksana: tim}", "Mengirim surat, pelaksana: tim, lanjut: selesai}"),
    )  # fmt: skip
    kirim = sop.steps["kirim"]
    assert kirim.by_facts
    assert kirim.exits[0] == Exit("Mengirim surat", "kirim-surat", (Condition("jenis", "sama", "on"),))
    assert sop.steps["kirim-surat"].next == "tutup"


def test_fields_keep_options_as_they_are_written():
    jenis, jumlah, _, rahasia = SOP.steps["susun"].fields
    assert jenis.options == (("no", "Baru"), ("7a", "Bekas"), ("on", "Sewa"))
    assert jumlah == Field("jumlah", "Jumlah", "angka", minimum=1, maximum=99)
    assert rahasia.personal


def test_the_rest_of_a_row_is_read():
    change = (
        "keterangan: Bila ada",
        "keterangan: Bila ada\n    panggil: {sop: a/b, bawa: [izin], terima: {x: laporan}}",
    )
    sop = make_filed_sop(change, ("no: 8", "no: 8\n    formulir: surveys.plan\n    efek: [staffing.bind]"))
    lapor, tutup = sop.steps["lapor"], sop.steps["tutup"]
    assert lapor.call == Call("a/b", ("izin",), (("x", "laporan"),))
    assert (lapor.remark, lapor.added) == ("Bila ada", True)
    assert (tutup.form, tutup.effects) == ("surveys.plan", ("staffing.bind",))
    assert sop.steps["terima"].appoints == ("tim",)
    assert sop.steps["putuskan"].with_lanes == ("tim",)
    assert sop.steps["kirim"].standard.shared_with == "lapor"


def test_content_survives_a_database_that_sorts_keys():
    content = canonical(SOP)
    stored = json.loads(json.dumps(content, sort_keys=True))
    again = from_canonical(stored, SOP.id)
    assert again == SOP
    assert content_hash(stored) == content_hash(content)
    assert canonical(again) == content


def test_comments_layout_and_defaults_do_not_change_the_hash():
    base = content_hash(make_document().content)
    other = make_text(
        ("judul: Pengujian Barang", "# komentar\njudul:   'Pengujian Barang'"),
        ("revisi: null, ", ""),
        ("{nama: Permintaan uji, luar: true}", "\n    luar: true\n    nama: Permintaan\n      uji"),
        ("rencana: Rencana uji", "rencana: {nama: Rencana uji, luar: false}"),
        ("no: 8", "no: '8'\n    tambahan: false\n    serta: []\n    keterangan:"),
    )  # fmt: skip
    document = parse(other, "x")
    assert isinstance(document, Document)
    assert content_hash(document.content) == base


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("30 menit", "31 menit"),
        ("{setuju: uji, perlu perbaikan: susun}", "{perlu perbaikan: susun, setuju: uji}"),
        ("{no: Baru, 7a: Bekas, on: Sewa}", "{7a: Bekas, no: Baru, on: Sewa}"),
        ("Menutup berkas", "Menutup Berkas"),
    ],
)
def test_any_change_of_meaning_or_order_changes_the_hash(old: str, new: str):
    assert content_hash(make_document((old, new)).content) != content_hash(make_document().content)


def test_a_sop_made_by_hand_has_no_canonical_content():
    with pytest.raises(ValueError, match="not compiled"):
        canonical(eleven_steps())


def test_an_unknown_id_is_a_key_error():
    for unknown in ("kp2mi/tidak-ada", "../../etc", "kp2mi", ""):
        with pytest.raises(KeyError):
            reader.load(unknown)


def test_a_document_that_does_not_compile_gives_findings():
    document = make_document(("perbaikan: susun", "perbaikan: susnu"))
    found = compile(document, "a/b")
    assert not isinstance(found, FiledSop)
    assert [finding.rule for finding in found] == ["tujuan-tidak-ada"]


def test_the_json_schema_names_every_key_of_the_file():
    text = json.dumps(json_schema())
    for key in (
        "judul",
        "pelaksana",
        "mutu_baku",
        "kelengkapan",
        "serentak",
        "payung",
        "terima",
        "salah_satu",
        "per_kasus",
    ):
        assert f'"{key}"' in text
    assert json_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json_schema()["properties"]["langkah"]["items"] == {"$ref": "#/$defs/baris"}


def test_the_small_file_is_read_from_bytes_with_a_byte_order_mark_and_windows_lines():
    document = parse(b"\xef\xbb\xbf" + BASE.replace("\n", "\r\n").encode(), "x")
    assert document == Document("x", make_document().content)
