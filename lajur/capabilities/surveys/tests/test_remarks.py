"""Themes of remarks, found by people first."""

from __future__ import annotations

from lajur.capabilities.surveys.remarks import COMMON, NEGATIONS, PARTING, Theme, themes, vocabulary

STEMS = {"pelayanan": "layan", "dilayani": "layan", "layanan": "layan", "petugasnya": "tugas", "petugas": "tugas"}


def test_remarks_are_counted_by_stem_once_each_and_shown_as_most_people_wrote():
    remarks = ["Layanan loket lama, layanan!", "Pelayanan ulang", "Layanan daring mati", "Dilayani senyum"]
    assert themes(remarks, STEMS)[0] == Theme("layanan", 4)


def test_neighbouring_words_are_one_theme_and_their_parts_none_of_their_own():
    remarks = [
        "Antrean panjang sekali",
        "antrean yang panjang di pagi hari",
        "Antrean panjang.",
        "Parkir sempit",
        "Parkir",
    ]
    found = {theme.words: theme.remarks for theme in themes(remarks, {})}
    assert found == {"antrean panjang": 3, "parkir": 2}


def test_what_is_denied_is_another_theme():
    remarks = ["Petugas kurang ramah", "petugasnya krg ramah", "Petugas ramah", "ramah petugas"]
    found = {theme.words: theme.remarks for theme in themes(remarks, STEMS)}
    assert found == {"petugas": 4, "petugas kurang ramah": 2, "ramah": 2}


def test_a_sentence_ends_a_pair():
    assert themes(["Cepat. Murah", "cepat, murah"], {}) == [Theme("cepat", 2), Theme("murah", 2)]


def test_another_phrase_ends_a_pair():
    remarks = ["Antrean panjang di loket", "antrean panjang di loket", "Loket buka"]
    found = {theme.words: theme.remarks for theme in themes(remarks, {})}
    assert found == {"antrean panjang": 2, "loket": 3}
    assert PARTING <= COMMON


def test_what_only_one_remark_says_is_no_theme():
    assert themes(["loket", "parkir", "toilet"], {}) == []


def test_words_without_a_subject_are_never_asked_for_their_stem():
    assert vocabulary(["Mohon agar loket TIDAK tutup, ya pak"]) == {"loket", "tutup"}
    assert not COMMON & NEGATIONS.keys()


def test_one_saying_of_three_words_is_one_theme():
    remarks = ["Jadwal konsultasi perlu diperbanyak", "jadwal konsultasi diperbanyak"]
    assert themes(remarks, {}) == [Theme("jadwal konsultasi", 2)]
