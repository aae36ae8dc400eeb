"""The overview against small sets counted by hand; its borders, its files, and what it costs."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django_scopes import scope, scopes_disabled
from python_calamine import CalamineWorkbook

from lajur.casework.cases import actions
from lajur.casework.cases.testing import Office, complete, make_office
from lajur.casework.overview.figures import add_up, collect, spread_of
from lajur.casework.overview.jobs import add_up_days, changed_days
from lajur.casework.overview.models import DayFigures
from lajur.casework.overview.queries import persons_of_unit
from lajur.registers.organisation import actions as organise
from lajur.registers.organisation.models import Role
from lajur.registers.organisation.testing import NOW, as_actor, clock, done, make_person, make_position
from lajur.registers.organisation.tests.browsing import signed_in, words

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
ADDRESS = "/ikhtisar/?periode=2026-03"


@pytest.fixture
def office(db: None, settings: Any, tmp_path: Any) -> Iterator[Office]:
    """NOW is Monday 2 March 2026, 09.00: the office works in Ramadan hours from 08.00."""
    settings.MEDIA_ROOT = tmp_path
    with scopes_disabled():
        made = make_office()
    with scope(agency=made.agency), time_machine.travel(NOW + timedelta(days=2), tick=False):
        yield made


def worked(office: Office) -> None:
    """Two cases. The first: buat in 10 minutes, sent back once, buat again in 20, finished by the head in 30. The
    second waits at buat and is late."""
    case = office.start()
    done(complete(case, "buat.1", office.ani, now=NOW + 10 * MINUTE, outputs=["konsep"], attachments=["permintaan"]))
    done(complete(case, "periksa.1", office.koordinator, now=NOW + 20 * MINUTE, exit="perbaiki"))
    done(complete(case, "buat.2", office.budi, now=NOW + 40 * MINUTE, outputs=["konsep"]))
    done(complete(case, "periksa.2", office.koordinator, now=NOW + 50 * MINUTE, exit="setuju"))
    done(complete(case, "sahkan.1", office.kepala, now=NOW + 80 * MINUTE, outputs=["surat"]))
    office.start(by=office.budi, now=NOW + 5 * MINUTE)


def table(office: Office, key: str, rest: str = "") -> list[list[str]]:
    answer = signed_in(office.kepala).get(f"/ikhtisar/{key}.csv?periode=2026-03{rest}")
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_quartiles_are_those_of_spreadsheets() -> None:
    spread = spread_of(Counter([10, 20, 30, 40]))
    assert spread is not None
    assert (spread.low, spread.first, spread.median, spread.third, spread.high) == (10, 17.5, 25, 32.5, 40)
    one = spread_of(Counter([7]))
    assert one is not None
    assert (one.low, one.first, one.median, one.third, one.high) == (7, 7, 7, 7, 7)
    assert spread_of(Counter()) is None


def test_quartiles_agree_with_the_standard_library_on_many_values() -> None:
    import random
    import statistics

    drawn = random.Random(3)
    for count in (2, 3, 5, 8, 100, 101):
        values = [drawn.randrange(60) for _ in range(count)]
        first, median, third = statistics.quantiles(values, n=4, method="inclusive")
        spread = spread_of(Counter(values))
        assert spread is not None
        assert (spread.first, spread.median, spread.third) == pytest.approx((first, median, third))


def test_cases_and_load_are_counted(office: Office) -> None:
    worked(office)
    assert table(office, "pelaksanaan")[1:] == [["uji", "1", "1", "2", "1", "0"]]
    assert table(office, "beban")[1:] == [
        ["Ani", "1", "1", "1"],
        ["Budi", "1", "1", "1"],
        ["Kusno", "0", "0", "2"],
        ["Kartini", "0", "0", "1"],
    ]
    assert [row[1:] for row in table(office, "terlambat")[1:]] == [["Uji coba", "1. Mengerjakan buat", row_late()]]


def row_late() -> str:
    """Working minutes since the second case's first step was due, by the calendar that other tests prove."""
    from lajur.casework.cases.models import Task
    from lajur.registers.reference.queries import calendar_for

    task = Task.objects.select_related("case__agency").get(status="terbuka")
    assert task.due_at is not None
    return str(calendar_for(task.case.agency).between(task.due_at, NOW + timedelta(days=2)))


def test_time_used_is_told_beside_the_standard(office: Office) -> None:
    worked(office)
    rows = {row[1]: row[2:] for row in table(office, "waktu")[1:]}
    assert rows["1. Mengerjakan buat"] == ["2", "60", "10", "12,5", "15", "17,5", "20", "25", "0"]
    assert rows["2. Mengerjakan periksa"] == ["2", "120", "10", "10", "10", "10", "10", "8,3", "0"]
    assert rows["3. Mengerjakan sahkan"][:3] == ["1", "450", "30"]


def test_ways_taken_and_returns_are_shares(office: Office) -> None:
    worked(office)
    assert sorted(table(office, "jalan")[1:]) == [
        ["uji", "2. Mengerjakan periksa", "perbaiki", "1", "50"],
        ["uji", "2. Mengerjakan periksa", "setuju", "1", "50"],
    ]
    assert table(office, "kembali")[1:] == [["uji", "5", "0", "1", "0", "20"]]


def test_deviations_are_counted_by_step_and_kind(office: Office) -> None:
    case = office.start()
    late = NOW + timedelta(days=1)
    done(complete(case, "buat.1", office.ani, now=late, outputs=["konsep"], without={"permintaan": "Lisan"}))
    assert sorted(table(office, "penyimpangan")[1:]) == [
        ["uji", "1. Mengerjakan buat", "kelengkapan tidak ada", "1", "0"],
        ["uji", "1. Mengerjakan buat", "terlambat", "1", "0"],
    ]
    done(actions.answer_deviation(case_id=case.id, number=1, answer="Sudah", by=as_actor(office.ani, late), now=late))
    page = words(signed_in(office.kepala).get(ADDRESS))
    assert '<span class="big">1</span> menunggu penilaian' in page
    assert "1 menunggu jawaban" in page
    assert "yang menunggu Anda" not in page  # her superior judges it, who is not the head


def test_the_month_is_compared_with_as_many_days_of_the_last(office: Office) -> None:
    worked(office)
    with time_machine.travel(NOW + timedelta(days=31), tick=False):
        rows = {row[0]: row[1:] for row in table(office, "perbandingan", "")[1:]}
        assert rows["Pelaksanaan dimulai"] == ["2", "0", "2", "2 lebih banyak"]
        page = words(signed_in(office.kepala).get("/ikhtisar/"))
    assert "1–2 April 2026 dibandingkan dengan 1–2 Maret 2026" in page
    assert "2 lebih sedikit (−100\N{NO-BREAK SPACE}%)" in page
    assert "sebelumnya 2" in page


def test_kept_days_say_the_same_as_days_counted_now(office: Office) -> None:
    worked(office)
    now = NOW + timedelta(days=2)
    fresh = [table(office, key) for key in ("pelaksanaan", "beban", "waktu", "jalan", "kembali", "laju")]
    assert add_up_days(office.agency, now) == 2
    assert add_up_days(office.agency, now) == 0
    assert DayFigures.objects.get(day=date(2026, 3, 2)).tasks == 5
    assert [table(office, key) for key in ("pelaksanaan", "beban", "waktu", "jalan", "kembali", "laju")] == fresh


def test_a_day_that_changed_afterwards_is_counted_again(office: Office) -> None:
    worked(office)
    now = NOW + timedelta(days=2)
    add_up_days(office.agency, now)
    case = office.start(now=NOW + MINUTE)
    done(complete(case, "buat.1", office.ani, now=NOW + 2 * MINUTE, outputs=["konsep"], attachments=["permintaan"]))
    assert changed_days(office.agency, now) == [date(2026, 3, 2)]
    seen = sum(int(row[3]) for row in table(office, "beban")[1:])
    add_up_days(office.agency, now)
    assert sum(int(row[3]) for row in table(office, "beban")[1:]) == seen + 1  # not what the process has kept
    office.agency.calendar_version += 1
    assert len(changed_days(office.agency, now)) == 2


def test_a_day_is_one_by_the_clock_of_the_agency(office: Office) -> None:
    """17.30 UTC is already the next day in Jakarta."""
    case = office.start()
    evening = NOW.replace(hour=17, minute=30)
    done(complete(case, "buat.1", office.ani, now=evening, outputs=["konsep"], attachments=["permintaan"]))
    days = collect(office.agency, date(2026, 3, 2), date(2026, 3, 3))
    assert [days[day].tasks for day in sorted(days)] == [0, 1]


def test_sums_hold_only_who_and_what_is_asked_for(office: Office) -> None:
    worked(office)
    day = date(2026, 3, 2)
    content = collect(office.agency, day, day)[day].content
    edition = str(done_edition(office))
    ani = add_up([(day, content)], persons=frozenset({str(office.ani.id)}))
    assert (ani.tasks, ani.of_cases("dimulai")) == (1, 1)
    none = add_up([(day, content)], procedures=frozenset({"lain"}), procedure_of={edition: "surat"})
    assert (none.tasks, none.of_cases("dimulai")) == (0, 0)
    assert add_up([(day, content)], procedures=frozenset({"surat"}), procedure_of={edition: "surat"}).tasks == 5


def done_edition(office: Office) -> Any:
    from lajur.registers.procedures.models import Edition

    return Edition.objects.get(procedure__key="surat").id


def test_a_unit_holds_those_below_it() -> None:
    units = [("a", "Induk", None), ("b", "Anak", "a"), ("c", "Cucu", "b"), ("d", "Lain", None)]

    class Post:
        def __init__(self, unit: str) -> None:
            self.unit = unit

    roster = SimpleNamespace(posts={"1": Post("c"), "2": Post("d")})
    day: Any = SimpleNamespace(roster=roster, positions={"ani": ("1",), "budi": ("2",)})
    assert persons_of_unit("a", units, day) == {"ani"}
    assert persons_of_unit("d", units, day) == {"budi"}


@pytest.mark.parametrize(
    ("role", "status"), [(Role.HEAD, 200), (Role.AUDITOR, 200), (Role.ADMINISTRATOR, 200), (None, 403)]
)
def test_only_overseers_see_it(office: Office, role: Role | None, status: int) -> None:
    person = make_person(office.agency, "Orang", make_position(office.agency, "Jabatan", roles=[role] if role else []))
    client = signed_in(person)
    for address in (ADDRESS, "/ikhtisar/ikhtisar.xlsx", "/ikhtisar/beban.csv"):
        assert client.get(address).status_code == status
    assert ('href="/ikhtisar/"' in words(client.get("/sop/"))) is (status == 200)


def test_nothing_of_another_agency_is_counted(office: Office) -> None:
    worked(office)
    with scopes_disabled():
        other = make_office("lain")
    with scope(agency=other.agency):
        page = words(signed_in(other.kepala).get(ADDRESS))
        assert "Belum ada yang dapat diringkas" in page
        rows = list(csv.reader(io.StringIO(signed_in(other.kepala).get("/ikhtisar/beban.csv").content.decode())))
        assert len(rows) == 1


def test_an_unknown_table_does_not_exist(office: Office) -> None:
    assert signed_in(office.kepala).get("/ikhtisar/rahasia.csv").status_code == 404


def test_the_page_shows_pictures_with_their_tables(office: Office) -> None:
    worked(office)
    page = words(signed_in(office.kepala).get(ADDRESS))
    for name in ("gambar-pelaksanaan", "gambar-beban", "gambar-waktu", "gambar-jalan", "gambar-laju", "gambar-kembali"):
        assert f'id="{name}-judul"' in page
    assert "median 15 menit dari 1 jam · 2 tugas" in page
    assert "“perbaiki” pada 2. Mengerjakan periksa" in page
    assert "style=" not in page.partition("<main")[2]


def test_the_workbook_holds_what_is_shown_as_numbers_and_no_formulas(office: Office) -> None:
    worked(office)
    bad = '=HYPERLINK("http://jahat.example";"klik")'
    done(
        organise.add_person(
            by=clock(office.agency), now=NOW, username="jahat", name=bad, password=None
        )
    )  # fmt: skip
    done(actions.start_case(procedure="surat", subject=bad, by=as_actor(office.ani, NOW), now=NOW))
    answer = signed_in(office.kepala).get("/ikhtisar/ikhtisar.xlsx?periode=2026-03")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_name("Waktu yang dipakai terhadap").to_python()
    buat = next(row for row in rows if row[1] == "1. Mengerjakan buat")
    assert buat[2:7] == [2, 60, 10, 12.5, 15]
    assert buat[9] == pytest.approx(0.25)
    late = book.get_sheet_by_name("Paling lama terlambat").to_python()
    assert bad in [row[1] for row in late]
    assert book.get_sheet_by_name("Ikhtisar").to_python()[0] == ["Instansi", office.agency.name]
    assert f"'{bad}" in [row[1] for row in table(office, "terlambat")]


@pytest.mark.parametrize(
    "asked", ["2026", "2026-T1", "2026-03", "2026-02-01..2026-03-31", "kacau", "9999-12", "0000-00"]
)
def test_every_period_answers(office: Office, asked: str) -> None:
    worked(office)
    assert signed_in(office.kepala).get(f"/ikhtisar/?periode={asked}").status_code == 200


def test_dates_of_ones_own_go_before_the_period(office: Office) -> None:
    worked(office)
    page = words(signed_in(office.kepala).get("/ikhtisar/?dari=2026-03-02&sampai=2026-03-02"))
    assert "Ikhtisar: 2 Maret 2026" in page
    wrong = words(signed_in(office.kepala).get("/ikhtisar/?dari=besok"))
    assert "Tanggal tidak dikenali" in wrong


def test_it_asks_few_questions_however_much_there_is(office: Office, django_assert_max_num_queries: Any) -> None:
    worked(office)
    client = signed_in(office.kepala)
    client.get(ADDRESS)
    with django_assert_max_num_queries(20):
        client.get(ADDRESS)
    for _ in range(5):
        worked(office)
    with django_assert_max_num_queries(20):
        assert client.get(ADDRESS).status_code == 200
