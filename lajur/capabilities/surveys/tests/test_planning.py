"""The plan: its sample, who may write it, when it can be proposed, and what the SOP's decision does with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django_scopes import scope, scopes_disabled
from hypothesis import given, settings
from hypothesis import strategies as st

from lajur.capabilities.surveys.models import Question, QuestionKind, Survey, SurveyState
from lajur.capabilities.surveys.planning.actions import (
    PlannedGroup,
    Wanted,
    begin_plan,
    drop_question,
    propose_plan,
    save_plan,
    settle_plan,
    shortcoming,
    word_question,
)
from lajur.capabilities.surveys.planning.rules import krejcie_morgan, shared_out
from lajur.capabilities.surveys.questionnaire import wordings
from lajur.capabilities.surveys.testing import a_plan, make_case, make_survey
from lajur.casework.cases.queries import case_state
from lajur.casework.cases.testing import Office, complete, make_office
from lajur.casework.documents.models import Record
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.testing import NOW, as_actor, clock, done, refusal

PRINTED = {
    10: 10, 15: 14, 20: 19, 25: 24, 30: 28, 35: 32, 40: 36, 45: 40, 50: 44, 55: 48, 60: 52, 65: 56, 70: 59, 75: 63,
    80: 66, 85: 70, 90: 73, 95: 76, 100: 80, 110: 86, 120: 92, 130: 97, 140: 103, 150: 108, 160: 113, 170: 118,
    180: 123, 190: 127, 200: 132, 210: 136, 220: 140, 230: 144, 240: 148, 250: 152, 260: 155, 270: 159, 280: 162,
    290: 165, 300: 169, 320: 175, 340: 181, 360: 186, 380: 191, 400: 196, 420: 201, 440: 205, 460: 210, 480: 214,
    500: 217, 550: 226, 600: 234, 650: 242, 700: 248, 750: 254, 800: 260, 850: 265, 900: 269, 950: 274, 1000: 278,
    1100: 285, 1200: 291, 1300: 297, 1400: 302, 1500: 306, 1600: 310, 1700: 313, 1800: 317, 1900: 320, 2000: 322,
    2200: 327, 2400: 331, 2600: 335, 2800: 338, 3000: 341, 3500: 346, 4000: 351, 4500: 354, 5000: 357, 6000: 361,
    7000: 364, 8000: 367, 9000: 368, 10000: 370, 15000: 375, 20000: 377, 30000: 379, 40000: 380, 50000: 381,
    75000: 382, 1000000: 384,
}  # fmt: skip
"""Krejcie and Morgan (1970), their table 1."""
CONSTANTS = {"chi_squared": "3.841", "share": "0.5", "error": "0.05"}


def test_the_formula_gives_the_printed_table() -> None:
    assert {population: krejcie_morgan(population, **CONSTANTS) for population in PRINTED} == PRINTED


def test_nobody_has_no_sample() -> None:
    assert krejcie_morgan(0, **CONSTANTS) == 0
    assert krejcie_morgan(1, **CONSTANTS) == 1


@settings(derandomize=True, max_examples=20)
@given(st.integers(0, 120), st.lists(st.integers(0, 60), min_size=1, max_size=7))
def test_shares_add_up_and_nobody_is_asked_twice(total: int, sizes: list[int]) -> None:
    shares = shared_out(total, sizes)
    assert sum(shares) == min(total, sum(sizes))
    assert all(0 <= share <= size for share, size in zip(shares, sizes, strict=True))
    if total >= sum(1 for size in sizes if size):
        assert all(share for share, size in zip(shares, sizes, strict=True) if size)


def test_shares_follow_the_sizes() -> None:
    assert shared_out(30, [10, 20, 30, 200, 40]) == [1, 2, 3, 20, 4]


def test_a_survey_begins_with_the_groups_and_elements_of_the_day(office: Office) -> None:
    case = make_case(office)
    survey = done(begin_plan(by=as_actor(office.ani), now=NOW, case_id=case.id))
    assert [group.key for group in survey.groups.all()] == ["ppk", "pp", "pokja", "penyedia", "auditor"]
    asked = list(survey.questions.all())
    assert [(one.number, one.kind, len(one.words)) for one in asked] == [(n, "unsur", 4) for n in range(1, 10)]
    assert asked[3].words == ["Sangat mahal", "Cukup mahal", "Murah", "Gratis"]
    assert (survey.minimum, survey.state, len(survey.token)) == (30, SurveyState.PLAN, 10)
    assert done(begin_plan(by=as_actor(office.budi), now=NOW, case_id=case.id)) == survey


def test_only_the_team_plans_and_only_where_the_sop_plans_surveys(office: Office) -> None:
    case = make_case(office)
    told = refusal(begin_plan(by=as_actor(office.staf), now=NOW, case_id=case.id))
    assert told.code == "bukan-tim-survei"
    other = office.start("surat")
    assert refusal(begin_plan(by=as_actor(office.ani), now=NOW, case_id=other.id)).code == "pelaksanaan-tanpa-survei"


def test_a_plan_knows_its_sample(office: Office) -> None:
    survey = make_survey(office, opened=False)
    assert survey.sample == krejcie_morgan(100, **CONSTANTS) == 80


def test_a_plan_that_lacks_something_cannot_be_proposed(office: Office) -> None:
    survey, by = make_survey(office, opened=False), as_actor(office.ani)
    lacking: dict[str, dict[str, Any]] = {
        "populasi-kosong": {"groups": [PlannedGroup("ppk", "PPK", 0, 0)]},
        "sasaran-kurang": {"groups": [PlannedGroup("ppk", "PPK", 40, 29)]},
        "sasaran-melebihi-populasi": {"groups": [PlannedGroup("ppk", "PPK", 29, 30)]},
        "alasan-sampel": {"remark": " "},
        "layanan-kosong": {"services": []},
    }
    whole = a_plan(survey)
    for code, change in lacking.items():
        done(save_plan(by=by, now=NOW, survey_id=survey.id, plan=replace(whole, **change)))
        assert refusal(propose_plan(by=by, now=NOW, survey_id=survey.id)).code == code
    done(save_plan(by=by, now=NOW, survey_id=survey.id, plan=whole))
    assert shortcoming(Survey.objects.get(id=survey.id)) is None


def test_a_survey_that_asks_no_element_cannot_be_proposed(office: Office) -> None:
    survey = make_survey(office, opened=False)
    Question.objects.filter(survey=survey).update(in_use=False)
    assert refusal(shortcoming(survey)).code == "unsur-kosong"


def test_the_sops_decision_opens_the_survey_or_gives_the_plan_back(office: Office) -> None:
    survey = make_survey(office, opened=False)
    case = survey.case
    assert case is not None
    assert complete(case, "rencanakan.1", office.ani)
    record = Record.objects.get(case=case)
    assert record.kind == "rencana"
    assert "PPK: 6 dari 20 orang" in record.text
    survey.refresh_from_db()
    assert survey.state == SurveyState.PROPOSED
    plan = a_plan(survey)
    by = as_actor(office.ani)
    assert refusal(save_plan(by=by, now=NOW, survey_id=survey.id, plan=plan)).code == "rencana-sudah-diajukan"
    assert complete(case, "putuskan.1", office.koordinator, exit="perbaiki")
    survey.refresh_from_db()
    assert survey.state == SurveyState.PLAN
    assert complete(case, "rencanakan.2", office.budi)
    assert complete(case, "putuskan.2", office.koordinator, exit="setuju")
    survey.refresh_from_db()
    assert (survey.state, survey.opened_at) == (SurveyState.OPEN, NOW)
    assert "kumpulkan.1" in case_state(type(case).objects.get(id=case.id)).open
    told = [kind for kind in Entry.objects.order_by("seq").values_list("kind", flat=True) if "survei" in kind]
    assert told.count("rencana-survei-diajukan") == 2
    assert told[-1] == "rencana-survei-disetujui"


def test_a_step_without_a_survey_is_filled_by_hand(office: Office) -> None:
    case = make_case(office)
    assert complete(case, "rencanakan.1", office.ani, outputs=["rencana"])
    assert complete(case, "putuskan.1", office.koordinator, exit="setuju")
    assert complete(case, "kumpulkan.1", office.ani, outputs=["hasil"])
    assert not Survey.objects.exists()


def test_nobody_settles_a_plan_outside_the_row_that_decides(office: Office) -> None:
    survey = make_survey(office, opened=False)
    done(propose_plan(by=as_actor(office.ani), now=NOW, survey_id=survey.id))
    outcome = settle_plan(
        by=as_actor(office.ani), now=NOW, survey_id=survey.id, approved=True, lane="koordinator", assignees=()
    )
    assert refusal(outcome).code == "bukan-wewenang"


def test_questions_are_worded_added_and_dropped_while_it_is_planned(office: Office) -> None:
    survey = make_survey(office, opened=False)
    by = as_actor(office.ani)
    words = ["Lambat", "Agak lambat", "Cepat", "Sangat cepat"]
    element = Wanted("Waktu", "Seberapa cepat?", QuestionKind.ELEMENT, words, in_use=False)
    changed = done(word_question(by=by, now=NOW, survey_id=survey.id, number=3, wanted=element))
    assert (changed.words, changed.in_use, changed.kind) == (words, False, QuestionKind.ELEMENT)
    extra = Wanted("Kanal", "Lewat mana Anda datang?", QuestionKind.CHOICE, ["Loket", "Daring"], is_required=False)
    added = done(word_question(by=by, now=NOW, survey_id=survey.id, number=None, wanted=extra))
    assert (added.number, added.key) == (10, "x10")
    wrong = Wanted("Kanal", "Lewat mana?", QuestionKind.SCALE, ["Loket"])
    assert refusal(word_question(by=by, now=NOW, survey_id=survey.id, number=None, wanted=wrong)).fields["jawaban"]
    assert done(drop_question(by=by, now=NOW, survey_id=survey.id, number=10)) is True
    assert done(drop_question(by=by, now=NOW, survey_id=survey.id, number=3)) is False
    Survey.objects.filter(id=survey.id).update(state=SurveyState.OPEN)
    told = refusal(word_question(by=by, now=NOW, survey_id=survey.id, number=3, wanted=element))
    assert told.code == "rencana-sudah-diajukan"


def test_each_element_has_its_own_four_words(office: Office) -> None:
    rows = wordings(NOW.date(), office.agency)
    assert len({row.words for row in rows}) >= 8
    assert all(len(row.words) == len(set(row.words)) == 4 for row in rows)


def test_a_plan_of_another_agency_does_not_exist(office: Office) -> None:
    survey = make_survey(office, opened=False)
    with scopes_disabled():
        other = make_office()
    with scope(agency=other.agency):
        outcome = save_plan(by=clock(other.agency), now=NOW + timedelta(1), survey_id=survey.id, plan=a_plan(survey))
        assert refusal(outcome).code == "survei-tidak-ada"
