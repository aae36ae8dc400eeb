"""Answering on the public page: small, without scripts, once, and never lost; what is doubtful is held back."""

from __future__ import annotations

import gzip
import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from lajur.capabilities.surveys.collecting import answering, public, rules, tokens
from lajur.capabilities.surveys.collecting.answering import give_answer
from lajur.capabilities.surveys.models import Question, QuestionKind, Sheet, SheetState, Survey, SurveyState, Ticket
from lajur.capabilities.surveys.testing import make_survey
from lajur.casework.cases.models import Case
from lajur.casework.cases.testing import Office
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.testing import NOW, clock, refusal

SLOWLY = 60
"""Seconds that a person takes."""


@pytest.fixture
def survey(office: Office, monkeypatch: pytest.MonkeyPatch) -> Survey:
    monkeypatch.setattr(answering, "FRESH", 0)
    return make_survey(office)


@pytest.fixture
def moment() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


class Browser:
    """Somebody with a browser of his own; scripts do not run in it."""

    def __init__(self, survey: Survey, moment: Any, *, address: str = "10.0.0.1", secret: str = "") -> None:
        self.client, self.moment, self.address = Client(REMOTE_ADDR=address), moment, address
        self.path, self.form = f"/survei/{survey.token}/" + (f"u/{secret}/" if secret else ""), ""

    def open(self) -> Any:
        return self._seen(self.client.get(self.path))

    def _seen(self, answer: Any) -> Any:
        found = re.search('name="formulir" value="([^"]+)"', answer.content.decode())
        self.form = found[1] if found else self.form
        return answer

    def send(self, *, seconds: int = SLOWLY, opened: bool = True, **given: str) -> Any:
        if opened:
            self.open()
        self.moment.shift(timedelta(seconds=seconds))
        whole = {"formulir": self.form, "aksi": "kirim", "kalangan": "1", "layanan": "2", **chosen(3)}
        return self._seen(self.client.post(self.path, {name: text for name, text in (whole | given).items() if text}))


def chosen(score: int) -> dict[str, str]:
    return {f"u{number}": str(score) for number in range(1, 10)}


def sheets(survey: Survey) -> list[Sheet]:
    return list(Sheet.objects.filter(survey=survey).order_by("given_at"))


def test_an_answer_is_one_page_one_sheet_and_names_nobody(survey: Survey, moment: Any) -> None:
    browser, before = Browser(survey, moment), Entry.objects.count()
    page = browser.open()
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-store"
    answer = browser.send(u4="4", saran="  Lebih cepat  ", usia="35", pendidikan="entah")
    assert answer.status_code == 302
    assert answer["Location"] == f"/survei/{survey.token}/terima-kasih/"
    assert "Terima kasih" in browser.client.get(answer["Location"]).content.decode()
    (sheet,) = sheets(survey)
    assert (sheet.group, sheet.service, sheet.u1, sheet.u4, sheet.remark) == (1, 2, 3, 4, "Lebih cepat")
    assert (sheet.extras, sheet.state, sheet.channel) == ({"usia": "35"}, "diterima", "tautan")
    assert sheet.entered_by_id is None
    assert Entry.objects.count() == before


def test_the_page_with_all_it_fetches_is_small(survey: Survey, moment: Any, settings: Any) -> None:
    page = Browser(survey, moment).open().content
    folder = settings.PACKAGE / "capabilities/surveys/static/surveys"
    style, script = ((folder / name).read_bytes() for name in ("answer.css", "answer.js"))
    assert len(page) < 15_000
    assert len(gzip.compress(page)) + len(gzip.compress(style)) + len(gzip.compress(script)) < 8_000
    assert page.count(b"<script") == 1
    assert b"http://" not in page
    assert b"https://" not in page


def test_what_is_missing_is_told_and_nothing_typed_is_lost(survey: Survey, moment: Any) -> None:
    browser = Browser(survey, moment)
    answer = browser.send(u3="", kalangan="", saran="Simpan ini")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#u3"' in text
    assert 'href="#kalangan"' in text
    assert "Simpan ini" in text
    assert text.count(" checked") == 9  # eight elements and the service
    assert sheets(survey) == []
    assert browser.send(opened=False, seconds=2).status_code == 302  # two choices are quickly made
    assert [sheet.state for sheet in sheets(survey)] == [SheetState.ACCEPTED]


def test_half_a_form_waits_on_the_device(survey: Survey, moment: Any) -> None:
    browser = Browser(survey, moment)
    kept = browser.send(aksi="simpan", u1="2", u2="", saran="Nanti dilanjutkan")
    assert kept.status_code == 200
    assert sheets(survey) == []
    moment.shift(timedelta(days=3))
    again = browser.open().content.decode()
    assert "Nanti dilanjutkan" in again
    assert again.count(" checked") == 10  # eight elements, group, service
    cookies = dict(browser.client.cookies)
    assert browser.send(opened=False, seconds=2).status_code == 302
    assert [sheet.state for sheet in sheets(survey)] == [SheetState.ACCEPTED]  # most of it was read three days ago
    lost = Browser(survey, moment)  # the thanks never arrived: the device knows of nothing but its draft
    lost.client.cookies.update(cookies)
    assert "Nanti dilanjutkan" in lost.open().content.decode()
    assert lost.send(opened=False).status_code == 302
    assert len(sheets(survey)) == 1
    assert tokens.DRAFT_COOKIE not in {name for name, cookie in browser.client.cookies.items() if cookie.value}
    other = Browser(survey, moment, address="10.0.0.2").open().content.decode()
    assert "Nanti dilanjutkan" not in other


def test_a_draft_fits_a_cookie_whatever_was_typed(survey: Survey, moment: Any) -> None:
    browser = Browser(survey, moment)
    with scope(agency=survey.agency):
        Question.objects.create(
            agency=survey.agency, survey=survey, number=10, kind=QuestionKind.TEXT, title="Lain", text="Lain?"
        )
    answering._kept.clear()
    noise = "".join(chr(0x4E00 + (n * 7919) % 20_000) for n in range(1000))
    browser.send(aksi="simpan", x10=noise, saran=noise[::-1])
    assert len(browser.client.cookies[tokens.DRAFT_COOKIE].value) <= tokens.LARGEST_COOKIE


def test_a_form_sent_twice_is_one_sheet(survey: Survey, moment: Any) -> None:
    browser = Browser(survey, moment)
    assert browser.send().status_code == 302
    assert browser.send(opened=False).status_code == 302
    assert len(sheets(survey)) == 1


def test_a_form_that_we_did_not_sign_is_not_taken_but_shown_again(survey: Survey, moment: Any) -> None:
    browser = Browser(survey, moment)
    for forged in ("", "salah", tokens.open_form(Survey().id)):
        browser.open()
        browser.form = forged
        answer = browser.send(opened=False)
        assert answer.status_code == 422
        assert answer.content.decode().count(" checked") == 11
    assert sheets(survey) == []


@pytest.mark.parametrize(
    ("given", "seconds", "code"),
    [({"situs": "http://spam"}, SLOWLY, rules.TRAP), ({}, 3, rules.FAST)],
)
def test_robots_are_thanked_and_held_back(
    survey: Survey, moment: Any, given: dict[str, Any], seconds: int, code: str
) -> None:
    answer = Browser(survey, moment).send(seconds=seconds, **given)
    assert answer.status_code == 302
    (sheet,) = sheets(survey)
    assert (sheet.state, sheet.held_for) == (SheetState.HELD, [code])


def test_the_same_device_twice_is_held_back_and_told(survey: Survey, moment: Any) -> None:
    browser = Browser(survey, moment)
    browser.send()
    assert "sudah pernah mengirim" in browser.open().content.decode()
    browser.send(u1="1")
    assert [(sheet.state, sheet.held_for) for sheet in sheets(survey)] == [
        (SheetState.ACCEPTED, []), (SheetState.HELD, [rules.DEVICE])
    ]  # fmt: skip


def test_an_office_behind_one_address_is_never_locked_out(
    survey: Survey, moment: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "CROWDED", 6)
    for number in range(8):
        first, second = str(number % 4 + 1), str(number // 4 + 1)
        assert Browser(survey, moment).send(seconds=10, u1=first, u2=second).status_code == 302
    assert [sheet.held_for for sheet in sheets(survey)] == [[]] * 6 + [[rules.CROWD]] * 2


def test_the_same_pattern_again_and_again_from_one_address_is_held_back(survey: Survey, moment: Any) -> None:
    for _turn in range(rules.ALIKE + 1):
        Browser(survey, moment).send(seconds=20)
    Browser(survey, moment, address="10.9.9.9").send(seconds=20)
    assert [sheet.held_for for sheet in sheets(survey)] == [[]] * rules.ALIKE + [[rules.PATTERN], []]


def test_an_invitation_is_good_once_and_knows_the_group(survey: Survey, moment: Any) -> None:
    secret = "rahasia-undangan"
    Ticket.objects.create(agency=survey.agency, survey=survey, group=5, digest=tokens.digest_of(secret))
    browser = Browser(survey, moment, secret=secret)
    assert "Anda menjawab sebagai <b>Auditor</b>" in browser.open().content.decode()
    assert browser.send(kalangan="1").status_code == 302
    assert browser.send(opened=False).status_code == 302  # the same form once more
    assert [(sheet.group, sheet.channel) for sheet in sheets(survey)] == [(5, "undangan")]
    assert browser.client.get(browser.path).status_code == 410
    late = Browser(survey, moment, secret=secret)
    late.form = tokens.open_form(survey.id)
    assert late.send(opened=False).status_code == 410
    assert len(sheets(survey)) == 1
    guessed = Browser(survey, moment, secret="tebakan").open()
    assert (guessed.status_code, f'href="/survei/{survey.token}/"' in guessed.content.decode()) == (404, True)


def test_nothing_joins_an_invitation_with_an_answer() -> None:
    from lajur.capabilities.surveys.models import Invitation

    names = {model: {field.name for field in model._meta.get_fields()} for model in (Invitation, Ticket, Sheet)}
    shared = {"id", "agency", "survey", "group"}
    assert names[Invitation] & names[Ticket] == shared
    assert names[Ticket] & names[Sheet] == shared
    assert names[Invitation] & names[Sheet] == shared | {"state"}


@pytest.mark.parametrize(
    ("days", "status", "said"), [(-1, 200, "belum dibuka"), (0, 200, "Kirim jawaban"), (14, 410, "sudah ditutup")]
)
def test_answers_are_taken_between_its_days_only(
    survey: Survey, moment: Any, days: int, status: int, said: str
) -> None:
    browser = Browser(survey, moment)
    browser.open()
    moment.shift(timedelta(days=days))
    page = browser.client.get(browser.path)
    assert (page.status_code, said in page.content.decode()) == (status, True)
    sent = browser.send(opened=False)
    assert (sent.status_code == 302) is (days == 0)
    assert len(sheets(survey)) == (days == 0)


def test_a_plan_or_a_survey_of_a_case_that_is_over_has_no_page(survey: Survey, moment: Any) -> None:
    browser = Browser(survey, moment)
    for state in (SurveyState.PLAN, SurveyState.PROPOSED):
        Survey.objects.filter(id=survey.id).update(state=state)
        assert browser.client.get(browser.path).status_code == 404
    Survey.objects.filter(id=survey.id).update(state=SurveyState.OPEN)
    Case.objects.filter(id=str(survey.case_id)).update(ended_at=NOW)
    assert browser.client.get(browser.path).status_code == 404


def test_an_answer_costs_a_handful_of_statements(survey: Survey, moment: Any) -> None:
    Browser(survey, moment).send()
    browser = Browser(survey, moment, address="10.0.0.3")
    with CaptureQueriesContext(
        connection,
    ) as opening:
        browser.open()
    with CaptureQueriesContext(connection) as sending:
        browser.send(opened=False)
    told = [query["sql"][:60] for query in sending.captured_queries]
    assert len(opening) <= 6
    assert len(sending) <= 12, told


def test_an_untouched_form_is_drawn_once_with_tokens_of_its_own(survey: Survey, moment: Any) -> None:
    one, other = Browser(survey, moment), Browser(survey, moment, address="10.0.0.4")
    pages = [browser.open().content.decode() for browser in (one, other)]
    assert one.form != other.form
    assert "@" not in pages[1]
    for browser, page in zip((one, other), pages, strict=True):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = browser.client.cookies
        token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None
        moment.shift(timedelta(seconds=SLOWLY))
        given = {"formulir": browser.form, "kalangan": "1", "layanan": "1", **chosen(3)}
        assert strict.post(browser.path, given).status_code == 403
        assert strict.post(browser.path, given | {"csrfmiddlewaretoken": token[1]}).status_code == 302


def test_an_answer_that_meets_the_closing_is_not_written(office: Office, survey: Survey, moment: Any) -> None:
    """What a process still believes does not count: the statement that writes looks again."""
    Survey.objects.filter(id=survey.id).update(state=SurveyState.CLOSED)
    told = give_answer(
        by=clock(office.agency), now=NOW, survey=survey, sheet_id=uuid.uuid4(),
        answers=answering.Answers(1, 1, {"u1": 4}), doubts=(),
    )  # fmt: skip
    assert refusal(told).code == "survei-tidak-dibuka"
    assert sheets(survey) == []
