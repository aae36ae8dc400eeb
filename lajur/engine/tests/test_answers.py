"""Answers of the generic form: whatever comes in, there is a sentence or it may stand."""

from __future__ import annotations

import json
from datetime import date
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lajur.engine.answers import YEARS, faults_in
from lajur.engine.definition import Field
from lajur.engine.testing import make_step

KINDS = ["teks", "paragraf", "angka", "uang", "tanggal", "pilihan", "ya-tidak"]
OPTIONS = (("baru", "Baru"), ("bekas", "Bekas"))


def fault(kind: Any, given: Any, **asked: Any) -> str | None:
    step = make_step("a", fields=(Field("x", "Isian", kind, options=OPTIONS, **asked),))
    return faults_in(step, {"x": given}).get("x")


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("teks", "apa saja"),
        ("angka", 7),
        ("angka", 7.5),
        ("uang", 0),
        ("tanggal", "2026-03-02"),
        ("tanggal", f"{YEARS[0]}-01-01"),
        ("tanggal", f"{YEARS[-1]}-12-31"),
        ("pilihan", "baru"),
        ("ya-tidak", False),
    ],
)
def test_good_answers_stand(kind, given):
    assert fault(kind, given) is None


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("teks", 7),
        ("angka", "7"),
        ("angka", True),
        ("angka", nan),
        ("uang", inf),
        ("tanggal", "2026-02-30"),
        ("tanggal", 20260302),
        ("tanggal", "0001-01-01"),
        ("tanggal", "9999-12-31"),
        ("pilihan", "lain"),
        ("pilihan", ["baru"]),
        ("pilihan", {"baru": 1}),
        ("ya-tidak", "ya"),
    ],
)
def test_bad_answers_are_told(kind, given):
    assert "Isian" in (fault(kind, given) or "")


def test_limits_are_told():
    assert "paling sedikit 3" in (fault("angka", 2, minimum=3) or "")
    assert "paling banyak 9" in (fault("angka", 10, maximum=9) or "")
    assert fault("angka", 3, minimum=3, maximum=3) is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("given", [None, ""])
def test_an_empty_answer_is_a_fault_only_where_one_is_required(kind, given):
    assert fault(kind, given) is None
    assert fault(kind, given, required=True)


def test_questions_that_were_not_asked_are_refused():
    assert set(faults_in(make_step("a"), {"asing": 1})) == {"asing"}


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates().map(date.isoformat),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(KINDS), anything)
def test_whatever_is_given_it_is_judged_and_what_stands_can_be_kept(kind, given):
    told = fault(kind, given)
    if told is None:
        assert json.loads(json.dumps(given, allow_nan=False)) == given
