"""Changing content: whatever is done in whatever order, it stays readable, keys stay unique, references follow."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from lajur.catalogue import editing
from lajur.catalogue.checker import check
from lajur.catalogue.editing import Changed
from lajur.catalogue.editing.content import fresh
from lajur.catalogue.outline import rows_of
from lajur.catalogue.reader import Document, canonical, catalogue_ids, from_canonical, load, parse
from lajur.catalogue.testing import make_document
from lajur.catalogue.writer import to_yaml
from lajur.engine.refusal import Refusal

Content = dict[str, Any]


def content() -> Content:
    return fresh(make_document().content)


def changed(outcome: object) -> Content:
    assert not isinstance(outcome, Refusal), outcome
    return outcome.content if isinstance(outcome, Changed) else outcome  # type: ignore[return-value]


def keys(content: Content) -> list[str]:
    return [row.key for row in rows_of(content)]


def row(content: Content, key: str) -> Content:
    return editing.find_row(content, key) or {}


def one_change(content: Content, chance: random.Random) -> object:
    """Any change that the editor can make, to anything."""
    key = chance.choice(keys(content))
    lane = chance.choice(content["pelaksana"])[0]
    kinds = [one for one, _ in content.get("dokumen", [])] or ["x"]
    choices: list[Callable[[], object]] = [
        lambda: editing.add_row(content, near=key, where=chance.choice(["atas", "bawah", "cabang"])),
        lambda: editing.move_row(content, key, chance.choice([-1, 1])),
        lambda: editing.remove_row(content, key),
        lambda: editing.into_sub(content, key),
        lambda: editing.out_of_sub(content, key),
        lambda: editing.rename_row(content, key, chance.choice(["Menyusun rencana", "selesai", "7", key])),
        lambda: editing.set_row(content, key, {"no": "9", "kegiatan": "Menulis", "pelaksana": lane, "cara": "pilihan"}),
        lambda: editing.set_row(content, key, {"kegiatan": "x" * 501, "pelaksana": lane}),
        lambda: editing.add_lane(content, chance.choice(["Kepala", "Tim Baru", "", "7"])),
        lambda: editing.set_lane(content, lane, {"nama": "Nama Lain", "kualifikasi": ["Memahami"]}),
        lambda: editing.move_lane(content, lane, chance.choice([-1, 1])),
        lambda: editing.remove_lane(content, lane, content["pelaksana"][0][0]),
        lambda: editing.set_document(content, chance.choice(kinds), {"nama": chance.choice(["Rencana uji", "Baru"])}),
        lambda: editing.remove_document(content, chance.choice(kinds)),
    ]  # fmt: skip
    return chance.choice(choices)()


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_done_content_stays_readable_and_keys_stay_unique(seed: int) -> None:
    chance = random.Random(seed)
    sop_id = catalogue_ids()[seed % len(catalogue_ids())]
    now = content() if seed % 2 else canonical(load(sop_id))
    made = 0
    for _ in range(25):
        before = fresh(now)
        outcome = one_change(now, chance)
        assert now == before, "what is given is left alone"
        if isinstance(outcome, Refusal):
            assert outcome.sentence
            continue
        now, made = changed(outcome), made + 1
        assert len(set(keys(now))) == len(keys(now))
        assert "selesai" not in keys(now)
        assert editing.tidied(now) == (now, [])
        if isinstance(outcome, Changed):
            assert outcome.key in keys(now)
    document = parse(to_yaml(now), "draf")
    assert isinstance(document, Document), document
    assert document.content == now
    assert set(from_canonical(editing.drawable(now), "uji/uji").steps) == set(keys(now))
    check(Document("draf", now))
    assert made > 5


def test_every_shipped_sop_is_drawn_as_it_is() -> None:
    for sop_id in catalogue_ids():
        whole = canonical(load(sop_id))
        assert editing.drawable(whole) == whole
        assert editing.tidied(whole) == (whole, [])
        assert editing.completed(whole, "2026-01-01") == whole


def test_what_cannot_stand_in_a_file_is_refused_and_named() -> None:
    outcome = editing.set_row(content(), "susun", {"kegiatan": "Menyusun\u202erencana", "pelaksana": "tim"})
    assert isinstance(outcome, Refusal)
    assert "U+202E" in next(iter(outcome.fields.values()))
    long = editing.set_row(content(), "susun", {"kegiatan": "x" * 600, "pelaksana": "tim"})
    assert isinstance(long, Refusal)
    assert list(long.fields) == ["kegiatan"]


def test_a_removed_row_is_passed_by_and_its_documents_go_with_it() -> None:
    left = changed(editing.remove_row(content(), "susun"))
    assert row(left, "putuskan")["keputusan"] == [["setuju", "uji"], ["perlu perbaikan", "putuskan"]]
    assert "rencana" in dict(left["dokumen"]), "a later row still needs it"
    left = changed(editing.remove_row(left, "lapor"))
    assert "bersama" not in row(left, "kirim")["mutu_baku"], "the merged cell begins with its next row"
    assert row(left, "kirim")["mutu_baku"] == {"waktu": {"teks": "Sesuai kebutuhan"}, "output": ["laporan"]}
    assert row(left, "nilai")["pilihan"][0]["ke"] == "kirim"


def test_the_last_row_stays() -> None:
    only = editing.empty("SOP", ["Kepala"], "2026-01-01")
    outcome = editing.remove_row(only, "langkah-1")
    assert isinstance(outcome, Refusal)


def test_regular_numbers_are_counted_anew_and_printed_ones_are_left_alone() -> None:
    regular = changed(editing.add_row(editing.empty("SOP", ["Kepala"], "2026-01-01"), near="langkah-1", where="bawah"))
    regular = changed(editing.add_row(regular, near="langkah-1", where="cabang"))
    assert [one.content["no"] for one in rows_of(regular)] == ["1", "1a", "1b", "2"]
    printed = content()
    printed["langkah"][1]["no"] = "7"
    added = changed(editing.add_row(printed, near="terima", where="bawah"))
    assert [one.content.get("no") for one in rows_of(added)][:3] == ["1", None, "7"]


def test_a_row_that_is_renamed_is_found_by_all_that_lead_to_it() -> None:
    named = changed(editing.rename_row(content(), "susun", "Menyusun Rencana Uji"))
    assert row(named, "putuskan")["keputusan"][1] == ["perlu perbaikan", "menyusun-rencana-uji"]
    assert row(named, "nilai")["pilihan"][1]["ke"] == "menyusun-rencana-uji"
    named = changed(editing.rename_row(named, "lapor", "Terima"))
    assert row(named, "kirim")["mutu_baku"]["bersama"] == "terima-2", "the key was taken"


def test_rows_go_under_another_and_out_again() -> None:
    under = changed(editing.into_sub(content(), "tutup"))
    assert [head["kunci"] for head in row(under, "kirim")["sub"]["langkah"]] == ["kirim-surat", "kirim-surel", "tutup"]
    assert row(under, "tutup")["label"] == "jalan 3", "an alternative has a name to choose it by"
    out = changed(editing.out_of_sub(under, "tutup"))
    assert out == content()


def test_branches_change_places_as_wholes() -> None:
    moved = changed(editing.move_row(content(), "uji-a", 1))
    assert keys(moved)[4:7] == ["uji-b", "ulangi-b", "uji-a"]
    assert changed(editing.move_row(moved, "uji-a", -1)) == content()
    assert isinstance(editing.move_row(content(), "terima", -1), Refusal)


def test_a_lane_goes_only_when_its_work_has_an_heir() -> None:
    assert isinstance(editing.remove_lane(content(), "tim"), Refusal)
    left = changed(editing.remove_lane(content(), "tim", "kepala"))
    assert {one.content.get("pelaksana") for one in rows_of(left)} <= {"kepala", None}
    assert "menunjuk" not in row(left, "terima")


def test_documents_of_one_name_become_one() -> None:
    merged = changed(editing.set_document(content(), "hasil-b", {"nama": "hasil uji a"}))
    assert row(merged, "nilai")["mutu_baku"]["kelengkapan"] == ["hasil-a"]
    assert row(merged, "uji-b")["mutu_baku"]["output"] == ["hasil-a"]


def test_a_draft_that_says_little_is_made_whole() -> None:
    whole = editing.completed({"judul": "Baru", "langkah": [{"kunci": "a"}, {"kunci": "a"}]}, "2026-01-01")
    assert editing.tidied(whole)[1] == []
    assert keys(whole) == ["a", "a-2"]
    assert whole["nomor"] == editing.UNNUMBERED
