"""Counting and showing results: what the database adds up is what a person adds up, and nothing gives anybody away."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from lajur.capabilities.surveys.followups.actions import publish_result, withdraw_result
from lajur.capabilities.surveys.followups.testing import SCORES, make_closed, make_open, make_sheets
from lajur.capabilities.surveys.models import Question, Sheet, SheetState, Survey
from lajur.capabilities.surveys.remarks import Theme
from lajur.capabilities.surveys.reporting import Report, ReportState, Snapshot
from lajur.capabilities.surveys.results.counting import count, count_cells, take_snapshot, unpacked
from lajur.capabilities.surveys.results.public import openly, tables_of
from lajur.capabilities.surveys.results.queries import result_of
from lajur.capabilities.surveys.results.running import counts_of
from lajur.capabilities.surveys.results.tables import short_periods
from lajur.capabilities.surveys.rules import counted
from lajur.casework.cases.testing import Office
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.models import Agency
from lajur.registers.organisation.testing import NOW, as_actor, done
from lajur.registers.organisation.tests.browsing import signed_in


def test_one_statement_adds_up_what_adding_by_hand_gives(office: Office, django_assert_num_queries: Any) -> None:
    survey = make_open(office, sheets=(7, 4, 0, 0, 0))
    Sheet.objects.filter(survey=survey, group=2).update(u5=None)
    with django_assert_num_queries(1):
        cells = count_cells(survey)
    first = counted([SCORES[n % 3] for n in range(7)], 9)
    second = counted([[*SCORES[n % 3][:4], None, *SCORES[n % 3][5:]] for n in range(4)], 9)
    assert cells == {(1, 2): first, (2, 1): second}
    assert count(survey).whole == first + second


def test_only_accepted_sheets_of_the_survey_count(office: Office) -> None:
    survey = make_open(office, sheets=(6, 0, 0, 0, 0))
    held, rejected = Sheet.objects.filter(survey=survey).values_list("id", flat=True)[:2]
    Sheet.objects.filter(id=held).update(state=SheetState.HELD)
    Sheet.objects.filter(id=rejected).update(state=SheetState.REJECTED)
    assert count(survey).whole.respondents == 4


def test_an_element_out_of_use_has_no_weight(office: Office) -> None:
    survey = make_open(office, sheets=(6, 0, 0, 0, 0))
    whole = result_of(survey).whole.ikm
    Question.objects.filter(survey=survey, number=3).update(in_use=False)
    result = result_of(survey)
    assert [question.number for question in result.elements] == [1, 2, 4, 5, 6, 7, 8, 9]
    assert whole is not None
    assert result.whole.ikm is not None
    assert result.whole.ikm > whole  # the weakest element is gone


def test_a_closed_survey_is_read_from_its_kept_counts(office: Office) -> None:
    survey = make_closed(office)
    kept = Snapshot.objects.get(survey=survey)
    fresh = count(survey)
    assert (kept.sheets, unpacked(kept.counts, kept.themes).cells) == (29, fresh.cells)
    Sheet.objects.filter(survey=survey).update(u1=1)
    assert counts_of(survey).cells == fresh.cells
    assert take_snapshot(survey, NOW).id == kept.id  # repeated, it changes nothing


def test_themes_are_found_with_the_database_stemmer(office: Office) -> None:
    survey = make_open(office, sheets=(0, 0, 0, 0, 0))
    for remark in ("Antrean panjang", "Antrean loket panjang sekali", "Pelayanan cepat", "Layanan cepat!", "dilayani"):
        make_sheets(survey, 1, remark=remark)
    found = count(survey)
    assert found.remarks == 5
    assert found.themes == [Theme("antrean", 2), Theme("layanan cepat", 2), Theme("panjang", 2)]


def test_the_page_shows_figures_pictures_and_tables(office: Office, django_assert_max_num_queries: Any) -> None:
    survey = make_closed(office)
    client = signed_in(office.ani)
    client.get(f"/kepuasan/{survey.id}/hasil/")
    with django_assert_max_num_queries(18):
        page = client.get(f"/kepuasan/{survey.id}/hasil/").content.decode()
    # 29 sheets: ten each of the first two kinds and nine of the third; their sums are 30, 27 and 25.
    assert result_of(survey).whole.ikm == pytest.approx((10 * 30 + 10 * 27 + 9 * 25) / 29 / 9 * 25)
    assert "76,15" in page  # 795 ÷ 29 ÷ 9 × 25 = 76.149
    assert 'id="gambar-radar-judul"' in page
    assert "U3 Waktu penyelesaian" in page
    assert "di bawah 30" in page


def test_an_open_survey_without_answers_says_so(office: Office) -> None:
    survey = make_open(office, sheets=(0, 0, 0, 0, 0))
    page = signed_in(office.ani).get(f"/kepuasan/{survey.id}/hasil/")
    assert page.status_code == 200
    assert "Belum ada jawaban yang dihitung" in page.content.decode()


def test_files_hold_what_is_shown(office: Office) -> None:
    from python_calamine import CalamineWorkbook

    survey = make_closed(office)
    client = signed_in(office.kepala)
    text = client.get(f"/kepuasan/{survey.id}/hasil.csv?tabel=kalangan").content.decode("utf-8-sig")
    assert text.splitlines()[1].startswith("PPK;12;")
    assert client.get(f"/kepuasan/{survey.id}/hasil.csv?tabel=tidak-ada").status_code == 404
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"/kepuasan/{survey.id}/hasil.xlsx").content))
    rows = book.get_sheet_by_index(1).to_python()
    assert rows[3][0] == "U3 Waktu penyelesaian"
    assert rows[3][5] == pytest.approx(float(round(result_of(survey).whole.elements[2].nrr or 0, 3)))


def test_a_trend_goes_back_to_earlier_closed_periods(office: Office) -> None:
    earlier = make_closed(office, sheets=(5, 5, 0, 0, 0))
    Survey.objects.filter(id=earlier.id).update(period_until=NOW.date() - timedelta(days=200),
                                                period_from=date(2020, 1, 1))  # fmt: skip
    later = make_closed(office)
    result = result_of(later)
    assert [survey.id for survey, _figure in result.before] == [earlier.id]
    page = signed_in(office.ani).get(f"/kepuasan/{later.id}/bandingkan/").content.decode()
    assert "kebetulan" in page
    assert signed_in(office.ani).get(f"/kepuasan/{earlier.id}/bandingkan/").status_code == 404


def test_periods_that_end_in_one_month_are_told_apart() -> None:
    surveys = [Survey(period_until=day) for day in (date(2026, 8, 12), date(2026, 8, 24), date(2026, 9, 30))]
    assert short_periods(surveys) == ["12 Agu 2026", "24 Agu 2026", "Sep 2026"]


def publish(office: Office, survey: Survey) -> None:
    Report.objects.update_or_create(
        survey=survey, defaults={"agency": office.agency, "state": ReportState.APPROVED, "approved_at": NOW}
    )
    done(publish_result(by=as_actor(office.kepala), now=NOW, survey_id=survey.id))


def test_what_is_published_hides_small_groups_and_what_would_give_them_away(office: Office) -> None:
    survey = make_closed(office, sheets=(12, 8, 6, 3, 0))
    public = openly(result_of(survey))
    assert [part.title for part in public.groups] == [
        "PPK",
        "Pejabat Pengadaan",
    ]  # the three are hidden with the next smallest
    assert sum(part.figure.respondents for part in public.groups) == 20
    assert {part.figure.respondents for part in public.services} == {12 + 6, 8 + 3}
    assert public.counts.cells == {}
    assert [table.key for table in tables_of(public)] == ["unsur", "kalangan", "layanan", "tren"]
    assert openly(result_of(make_closed(office, sheets=(4, 0, 0, 0, 0)))).whole.ikm is None


def test_everybody_reads_a_result_only_while_it_is_published(office: Office) -> None:
    survey = make_closed(office)
    slug, client = office.agency.slug, Client()
    address = f"/publik/{slug}/kepuasan/{survey.token}/"
    assert client.get(address).status_code == 404
    assert client.get(f"/publik/{slug}/kepuasan/hasil/").status_code == 404
    refused = publish_result(by=as_actor(office.kepala), now=NOW, survey_id=survey.id)
    assert isinstance(refused, Refusal)
    assert refused.code == "laporan-belum-disetujui"
    publish(office, survey)
    page = client.get(address).content.decode()
    assert "76,15" in page
    assert address in client.get(f"/survei/{survey.token}/").content.decode()  # who comes too late is led to the result
    assert "Penyedia" not in page  # three answers
    assert client.get(f"{address}kalangan.csv").content.decode("utf-8-sig").count("\r\n") == 3
    assert client.get(f"/publik/{slug}/kepuasan/hasil/").status_code == 200
    Agency.objects.filter(id=office.agency.id).update(is_active=False)
    assert client.get(address).status_code == 404
    Agency.objects.filter(id=office.agency.id).update(is_active=True)
    done(withdraw_result(by=as_actor(office.kepala), now=NOW, survey_id=survey.id))
    assert client.get(address).status_code == 404
    assert address not in client.get(f"/survei/{survey.token}/").content.decode()


def test_who_publishes_is_the_head_or_who_approves_reports(office: Office) -> None:
    survey = make_closed(office)
    Report.objects.create(survey=survey, agency=office.agency, state=ReportState.APPROVED)
    assert isinstance(publish_result(by=as_actor(office.ani), now=NOW, survey_id=survey.id), Refusal)
    assert signed_in(office.ani).post(f"/kepuasan/{survey.id}/umumkan/").status_code == 403
    assert signed_in(office.kepala).post(f"/kepuasan/{survey.id}/umumkan/").status_code == 302
    assert Report.objects.get(survey=survey).published_at is not None
    assert signed_in(office.ani).post(f"/kepuasan/{survey.id}/tarik/").status_code == 403
