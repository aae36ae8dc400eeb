from __future__ import annotations

import datetime as dt
import errno
import re
from pathlib import Path

import pytest
from django.db import OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import override_settings
from psycopg.errors import AdminShutdown, DiskFull, UndefinedTable

from lajur.engine.testing import decision, make_sop, make_step
from lajur.ui import errors, sheet
from lajur.ui.icons import ICONS, icon_svg
from lajur.ui.pages import navigation_for, render_page
from lajur.ui.testing import make_frame, make_request
from lajur.ui.tests.gallery import NOW, sample_context, sample_sheet
from lajur.ui.tests.test_gallery import TEMPLATES

ROOM = Path(__file__).parents[1]


def page(request: HttpRequest, part: str = "main") -> str:
    with override_settings(TEMPLATES=TEMPLATES):
        return render_page(request, "gallery.html", sample_context(), part=part).content.decode()


def test_a_browser_gets_the_whole_page_in_the_frame_of_its_agency() -> None:
    html = page(make_request())
    assert html.startswith("<!doctype html>")
    assert "Pemerintah Kota Pagar Alam" in html
    assert "DEMONSTRASI" in html
    assert re.search(r'href="/tugas/" aria-current="page"', html)
    assert not re.search(r'href="/sop/" aria-current', html)


def test_htmx_gets_the_main_part_and_a_title() -> None:
    html = page(make_request(hx_request="true"))
    assert "<!doctype" not in html
    assert "<header" not in html
    assert html.count('<main id="main"') == 1
    assert "<title>" in html


def test_htmx_gets_a_named_part_alone() -> None:
    assert (
        page(make_request(hx_request="true"), part="small").strip()
        == '<p class="small muted" id="small">Bagian kecil.</p>'
    )


def test_boosted_links_and_lost_history_get_the_whole_page() -> None:
    assert page(make_request(hx_request="true", hx_boosted="true")).startswith("<!doctype html>")
    assert page(make_request(hx_request="true", hx_history_restore_request="true")).startswith("<!doctype html>")


def test_caches_keep_the_part_and_the_page_apart() -> None:
    with override_settings(TEMPLATES=TEMPLATES):
        assert "HX-Request" in render_page(make_request(), "gallery.html", sample_context())["Vary"]


def test_the_training_band_takes_the_place_of_the_demonstration_band() -> None:
    html = page(make_request(frame=make_frame(training=True)))
    assert "LATIHAN" in html
    assert "DEMONSTRASI" not in html


def test_names_from_outside_cannot_bring_markup() -> None:
    html = page(make_request(frame=make_frame(person="<script>x</script>")))
    assert "<script>x" not in html


@pytest.mark.parametrize("code", [403, 404, 409])
def test_error_pages_say_what_to_do(code: int) -> None:
    request = make_request()
    answers = {
        403: lambda: errors.forbidden(request, PermissionError("Hanya Kepala UKPBJ yang memutuskan langkah ini.")),
        404: lambda: errors.not_found(request),
        409: lambda: errors.conflict(request, "Tugas ini sudah diselesaikan oleh Budi.", next_path="/tugas/1/"),
    }
    response = answers[code]()
    html = response.content.decode()
    assert response.status_code == code
    assert 'class="button button-primary"' in html
    if code == 403:
        assert "Hanya Kepala UKPBJ" in html
    if code == 409:
        assert 'href="/tugas/1/"' in html


def test_the_page_for_a_failed_server_needs_no_request_data() -> None:
    response = errors.server_error(HttpRequest())
    assert response.status_code == 500
    assert "bukan kesalahan Anda" in response.content.decode()


def raised(error: Exception, cause: Exception | None = None) -> HttpResponse:
    try:
        raise error from cause
    except Exception:
        return errors.server_error(HttpRequest())


def test_a_full_disk_and_a_database_that_is_away_are_told_as_what_they_are() -> None:
    full = raised(OperationalError("full"), DiskFull("could not extend file"))
    assert (full.status_code, "ruang penyimpanan" in full.content.decode().lower()) == (507, True)
    assert raised(OSError(errno.ENOSPC, "No space left on device")).status_code == 507
    away = raised(OperationalError("connection refused"))
    assert (away.status_code, away["Retry-After"]) == (503, "5")
    assert raised(OperationalError("x"), AdminShutdown("terminating connection")).status_code == 503
    assert raised(ValueError("x")).status_code == 500
    assert raised(ProgrammingError("x"), UndefinedTable("x")).status_code == 500


def test_a_task_due_later_today_is_marked_so_in_the_zone_of_the_agency() -> None:
    source = Template("{% load ui %}{% due at left %}")
    at = NOW + dt.timedelta(hours=3)
    today = source.render(Context({"at": at, "left": 180, "now": NOW, "zone": "Asia/Jakarta"}))
    assert "due-today" in today
    assert "<b>sisa 3 jam kerja</b>" in today
    assert "Sen, 23 Nov 2026 12.05 WIB" in today
    late = source.render(Context({"at": NOW - dt.timedelta(hours=1), "left": -60, "now": NOW, "zone": "Asia/Jakarta"}))
    assert "terlambat 1 jam kerja" in late
    none = source.render(Context({"at": None, "left": None}))
    assert "tanpa batas waktu" in none


def test_every_row_holds_its_part_of_the_drawing_and_ways_taken_are_set_apart() -> None:
    shown = sample_sheet()
    assert len(shown.flow) == len(shown.rows) + 2
    assert 'href="#flow-terminator"' in shown.start
    assert 'href="#flow-terminator"' in shown.finish
    decided = shown.drawn[2][1][0].flow
    assert 'href="#flow-decision"' in decided
    assert ">setuju</text>" in "".join(shown.flow)
    assert ['class="taken"' in part for part in shown.flow] == [True, True, True, False, False, False, False, False]


def test_an_exit_label_cannot_bring_markup() -> None:
    steps = [make_step("a"), decision("b", {"<script>": "a", "ya": "selesai"})]
    parts = "".join(sheet.sheet_of(make_sop(steps)).flow)
    assert "<script>" not in parts
    assert "&lt;script&gt;" in parts


def test_a_compiled_sop_becomes_its_sheet() -> None:
    sop = make_sop(
        [
            make_step("susun", no="1", yields=("rencana",)),
            decision("putuskan", {"setuju": "lapor", "perbaiki": "susun"}, no="2", needs=("rencana",)),
            make_step("lapor", no="3"),
        ]
    )
    drawn = sheet.sheet_of(sop, states={"susun": "selesai", "putuskan": "kini"}, urls={"putuskan": "/tugas/2/"})
    first, second, third = drawn.rows
    assert [row.shape for row in drawn.rows] == ["process", "decision", "process"]
    assert (first.yields, second.needs) == (["Rencana"], ["Rencana"])
    assert list(second.ways) == [("setuju", "3", False), ("perbaiki", "1", True)]
    assert (second.state, second.url, second.anchor) == ("kini", "/tugas/2/", "langkah-putuskan")
    assert third.state == ""
    assert not drawn.with_remarks


def test_a_way_past_the_next_row_is_written_and_branches_wait_in_silence() -> None:
    sop = make_sop(
        [
            make_step("buka", no="1", fork=("a", "b"), next="tutup"),
            make_step("a", no="1a", group="buka"),
            make_step("b", no="1b", group="buka"),
            make_step("lewati", no="2", next="selesai"),
            make_step("tutup", no="3"),
        ]
    )
    rows = {row.no: row for row in sheet.sheet_of(sop).rows}
    assert list(rows["1"].ways) == [("", "1b", False)]
    assert list(rows["1a"].ways) == []


def test_every_icon_is_well_formed_and_an_unknown_one_fails() -> None:
    from xml.dom.minidom import parseString

    for name in ICONS:
        parseString(icon_svg(name, "nama"))
    with pytest.raises(KeyError):
        icon_svg("tidak-ada")


def test_no_page_of_this_room_needs_inline_script_or_style() -> None:
    for template in ROOM.glob("templates/**/*.html"):
        text = template.read_text()
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*src=)|https?://", text), template


def test_styles_and_scripts_stay_small() -> None:
    import brotli

    packed = {path.stem: len(brotli.compress(path.read_bytes())) for path in ROOM.glob("static/ui/*.css")}
    everywhere = ("app", "parts", "print")
    assert sum(packed.pop(name) for name in everywhere) <= 7_000
    assert {name: size for name, size in packed.items() if size > 1_600} == {}
    assert (ROOM / "static/ui/app.js").stat().st_size <= 5_120


def test_suppliers_are_not_led_where_only_the_agencys_people_may_go() -> None:
    within, without = (navigation_for(frozenset(), outside=outside) for outside in (False, True))
    assert {item.key for item in within} - {item.key for item in without} == {"penugasan"}


def test_what_is_reached_by_a_card_of_the_administration_is_lit_under_it() -> None:
    frame = make_frame()
    assert frame.section("/retensi/usul/") == "pengelolaan"
    assert frame.section("/pengelolaan/tabel/") == "pengelolaan"
    assert frame.section("/bantuan/") == ""
    assert make_frame(navigation=navigation_for(frozenset())).section("/retensi/") == ""
