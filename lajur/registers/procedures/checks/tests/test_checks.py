"""Monitoring every half year, evaluation every year: due, reminded, filled in, printed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from lajur.catalogue.reader import canonical
from lajur.catalogue.testing import make_document
from lajur.registers.organisation import actions as organise
from lajur.registers.organisation.testing import NOW, as_actor, clock, done, make_position
from lajur.registers.organisation.tests.administering import Place
from lajur.registers.organisation.tests.browsing import signed_in, words
from lajur.registers.procedures import work
from lajur.registers.procedures.actions import publish
from lajur.registers.procedures.checks.actions import remind_of_checks
from lajur.registers.procedures.checks.queries import manner_on, responsible, watched
from lajur.registers.procedures.checks.rules import manner, months_after, next_due
from lajur.registers.procedures.models import Procedure, SopCheck
from lajur.registers.reference.actions import set_value

pytestmark = pytest.mark.usefixtures("still_clock")

FORBIDDEN, MISSING, INVALID, MOVED = 403, 404, 422, 302
METHODS = ["Pengamatan oleh atasan"]


@pytest.fixture
def place(place: Place) -> Place:
    agency, content = place.agency, {**canonical(make_document()), "judul": "SOP nota"}
    done(publish(by=clock(agency), now=NOW - timedelta(days=165), key="nota", content=content))
    done(organise.bind_lane(by=clock(agency), now=NOW, procedure="nota", lane="kepala", positions=[place.desk]))
    agency.refresh_from_db()
    return place


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 3, 2), 6, date(2026, 9, 2)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_so_many_months_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int, after: date) -> None:
    assert months_after(day, months) == after


def test_the_next_is_counted_from_the_last_one_or_from_the_beginning() -> None:
    assert next_due(date(2026, 1, 5), [], 6) == date(2026, 7, 5)
    assert next_due(date(2026, 1, 5), [date(2026, 3, 1), date(2026, 6, 30)], 6) == date(2026, 12, 30)


def test_what_an_agency_garbles_in_its_own_row_is_taken_from_the_shipped_one() -> None:
    shipped = {"pemantauan_bulan": 6, "evaluasi_bulan": 12, "cara": ["Pengamatan"], "pertanyaan": ["Mudah dipahami"]}
    read = manner({"pemantauan_bulan": 3, "evaluasi_bulan": "setahun", "cara": []}, shipped)
    assert (read.months, read.methods) == ({"pemantauan": 3, "evaluasi": 12}, ("Pengamatan",))
    assert manner("kacau", shipped).questions == ("Mudah dipahami",)


def test_the_responsible_are_reminded_once_before_and_once_when_it_is_late(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = (NOW - timedelta(days=165)).date()
    [one] = watched(place.agency, NOW.date())
    assert [(due.kind, due.due) for due in one.nexts] == [
        ("pemantauan", months_after(began, 6)), ("evaluasi", months_after(began, 12)),
    ]  # fmt: skip
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(work, "TELLERS", [lambda **given: told.append(given)])
    for later in (timedelta(), timedelta(hours=1), timedelta(days=40)):
        done(remind_of_checks(by=clock(place.agency, NOW + later), now=NOW + later))
    soon, again, late = told
    assert soon == {**again, "at": NOW}, "the same key: told once"
    assert (list(soon["persons"]), soon["link"]) == (
        [str(place.boss.id)], "/sop/nota/pemantauan/?jenis=pemantauan"
    )  # fmt: skip
    assert late["key"] == soon["key"] + ":terlambat"


def monitored(place: Place, **given: Any) -> Any:
    sent = {"tanggal": "2026-03-02", "cara": METHODS, "baik": "ya", "catatan": "", "tindakan": "", **given}
    return signed_in(place.boss).post("/sop/nota/pemantauan/?jenis=pemantauan", sent)


def test_a_monitoring_is_filled_in_on_a_page_and_printed_and_the_next_is_due_half_a_year_later(place: Place) -> None:
    page = words(signed_in(place.boss).get("/sop/nota/"))
    assert "Pemantauan berikutnya" in page
    assert monitored(place, baik="tidak").status_code == INVALID, "what does not go well needs findings and measures"
    assert monitored(place, tanggal="2026-03-03").status_code == INVALID
    assert monitored(place, cara=["Ramalan"]).status_code == INVALID
    bad = monitored(place, baik="tidak", catatan="Sering terlambat", tindakan="Menambah petugas")
    assert bad.status_code == MOVED
    check = SopCheck.objects.get()
    assert (check.goes_well, check.methods, check.by_id) == (False, METHODS, place.boss.id)
    page = words(signed_in(place.ani).get("/sop/nota/pemantauan/"))
    assert "2 September 2026" in page
    assert "Menambah petugas" in page
    assert "Simpan" not in page, "an officer reads what was found"
    for path in (f"/sop/nota/pemantauan/{check.id}.pdf", "/pengelolaan/pemantauan/2026-1.pdf"):
        printed = signed_in(place.ani).get(path)
        assert printed.content.startswith(b"%PDF-"), path
    assert signed_in(place.ani).get("/pengelolaan/pemantauan/2026-3.pdf").status_code == MISSING
    assert "SOP nota" in words(signed_in(place.ani).get("/pengelolaan/pemantauan/"))


def test_the_printed_table_has_the_words_of_the_form(place: Place) -> None:
    import pypdfium2

    monitored(place, catatan="Tercatat rapi")
    answer = signed_in(place.boss).get("/pengelolaan/pemantauan/2026-1.pdf")
    text = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_range()
    for told in ("Prosedur", "Berjalan", "Catatan hasil penilaian", "Tindakan yang harus diambil", "Paraf penilai",
                 "SOP nota", "Tercatat rapi", "Kartini", "Semester 1 tahun 2026"):  # fmt: skip
        assert told in text


def test_an_evaluation_asks_every_question_of_the_table_and_keeps_their_order(place: Place) -> None:
    questions = manner_on(place.agency, NOW.date()).questions
    sent = {"tanggal": "2026-03-02", "cara": METHODS, "baik": "ya"}
    path = "/sop/nota/pemantauan/?jenis=evaluasi"
    assert signed_in(place.boss).post(path, sent).status_code == INVALID
    answers = {f"pertanyaan-{n}": "ya" if n else "tidak" for n in range(len(questions))}
    assert signed_in(place.boss).post(path, {**sent, **answers}).status_code == MOVED
    check = SopCheck.objects.get()
    assert check.answers == [[question, bool(n)] for n, question in enumerate(questions)]
    printed = signed_in(place.boss).get(f"/sop/nota/pemantauan/{check.id}.pdf")
    assert printed.content.startswith(b"%PDF-")
    assert signed_in(place.ani).post(path, {**sent, **answers}).status_code != MOVED
    assert SopCheck.objects.count() == 1


def test_an_agency_sets_its_own_months_in_the_dated_table(place: Place) -> None:
    own = {"pemantauan_bulan": 3, "evaluasi_bulan": 6, "cara": ["Rapat"], "pertanyaan": ["Perlu diubah"]}
    done(
        set_value(
            by=as_actor(place.admin), now=NOW, agency=place.agency, name="procedures.pemantauan-sop",
            valid_from=date(2026, 1, 1), value=own, legal_basis="Keputusan Sekda 4/2026", source="JDIH",
        )
    )  # fmt: skip
    assert manner_on(place.agency, NOW.date()).methods == ("Rapat",)
    [one] = watched(place.agency, NOW.date())
    assert one.nexts[0].is_late(NOW.date())


def test_who_is_responsible_is_named_shown_and_reminded_instead_of_the_superiors(place: Place) -> None:
    path, desk = "/sop/nota/pemantauan/", str(place.desk.id)
    assert signed_in(place.ani).post(path, {"jabatan": desk}).status_code != MOVED, "not for officers"
    other = make_position(place.agency, "Rekanan", is_outside=True)
    assert signed_in(place.boss).post(path, {"jabatan": str(other.id)}).status_code == INVALID
    assert signed_in(place.boss).post(path, {"jabatan": desk}).status_code == MOVED
    procedure = Procedure.objects.get()
    assert procedure.watched_by_id == place.desk.id
    assert "Penanggung jawab pemantauan" in words(signed_in(place.ani).get("/sop/nota/"))
    day = as_actor(place.boss).day
    assert responsible(day, procedure) == day.holders[desk]
    assert signed_in(place.boss).post(path, {"jabatan": ""}).status_code == MOVED
    assert responsible(day, Procedure.objects.get()) != day.holders[desk]
