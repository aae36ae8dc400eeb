"""The overview of the head: figures of a period as pictures with their tables, and the same tables as files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import FileResponse, Http404, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lajur.casework.cases.queries import deviations_to_judge
from lajur.casework.overview import pictures, report
from lajur.casework.overview.eventlog import traces
from lajur.casework.overview.exports import as_csv, as_xlsx
from lajur.casework.overview.figures import Sums
from lajur.casework.overview.forms import WantedForm
from lajur.casework.overview.onsheet import (
    OnSheet,
    at_steps,
    bottlenecks,
    figures_of,
    mark_of,
    on_sheets,
    waiting_at,
    waiting_by_sop,
)
from lajur.casework.overview.periods import Period, between, name_of, read
from lajur.casework.overview.queries import (
    Wanted,
    deviations_of,
    latest_tasks,
    open_now,
    persons_of_unit,
    procedure_by_edition,
    sums_of,
    units_of,
)
from lajur.casework.overview.tables import Table
from lajur.exchange.xes.writing import xes_of
from lajur.registers.authority.limits import FILES, limited
from lajur.registers.authority.pages import page
from lajur.registers.organisation.queries import names_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.queries import procedure_of, sop_of, titles_of
from lajur.registers.reference.queries import calendar_for
from lajur.ui import formats
from lajur.ui.pages import render_page
from lajur.ui.sheet import sheet_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a picture where there is something to draw, and its table; `empty` is said instead of an empty one."""

    table: Table
    empty: str
    picture: SafeString = field(default_factory=SafeString)


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the page and its files show. `sheets`: the SOPs in force that are looked at; `counted` is False where
    figures of a unit would not be those of a sheet."""

    wanted: Wanted
    periods: tuple[Period, Period]
    changes: list[report.Change]
    comparison: Table
    sections: list[Section]
    numbers: dict[str, int]
    form: WantedForm
    query: str
    sheets: list[OnSheet]
    counted: bool
    about: list[tuple[str, str]]

    @property
    def tables(self) -> list[Table]:
        return [self.comparison, *(section.table for section in self.sections)]


def gathered(request: SignedRequest) -> Shown:
    agency, day, now = request.user.agency, request.actor.day, request.now
    today = now.astimezone(ZoneInfo(agency.zone)).date()
    in_force = titles_of(agency)
    procedures = [(row.key, row.title) for row in in_force]
    units = units_of(agency)
    form = WantedForm(
        request.GET, period=read(request.GET.get("periode", ""), today), today=today, procedures=procedures,
        units=[(key, name) for key, name, _above in units],
    )  # fmt: skip
    wanted = wanted_of(form, today, units, day)
    by_edition = procedure_by_edition(agency)
    now_in, before_in = wanted.period.compared(today)
    now_sums, before = sums_of(agency, wanted, (now_in, before_in), by_edition, now)
    waiting = open_now(agency, wanted, day, now)
    deviations = deviations_of(agency, wanted, now_in, before_in)
    people = names_of(agency, {*waiting.load, *now_sums.by_person})
    names = report.Names(dict(procedures), by_edition, people)
    late = latest_tasks(agency, wanted, day, now)
    changes = report.changes(now_sums, before, deviations)
    times = report.step_times(now_sums, names)
    numbers = {
        "running": waiting.running.total(), "late": waiting.late.total(), "tasks": waiting.tasks,
        "late_tasks": waiting.late_tasks, "unmanned": waiting.unmanned, "unanswered": deviations.unanswered,
        "unjudged": deviations.unjudged, "mine": deviations_to_judge(request.actor).count(),
    }  # fmt: skip
    counted = not wanted.unit
    sheets = on_sheets(
        [row for row in in_force if wanted.procedure in ("", row.key)], now_sums if counted else Sums(), by_edition,
        waiting_by_sop(agency, now, wanted.procedure) if counted else {},
    )  # fmt: skip
    with timezone.override(ZoneInfo(agency.zone)):
        about = [
            (_("Instansi"), agency.name), (_("Masa"), name_of(wanted.period)),
            (_("SOP"), dict(procedures).get(wanted.procedure, _("Semua SOP"))),
            (_("Unit kerja"), {key: name for key, name, _above in units}.get(wanted.unit, _("Semua unit"))),
            (_("Dihitung pada"), formats.full_moment(now)),
        ]  # fmt: skip
    return Shown(
        wanted, (now_in, before_in), changes, report.change_table(changes, now_in, before_in),
        sections_of(now_sums, waiting, deviations, names, times, late, request, wanted.period),
        numbers, form, query_of(wanted), sheets, counted, about,
    )  # fmt: skip


def wanted_of(form: WantedForm, today: date, units: list[tuple[str, str, str | None]], day: Any) -> Wanted:
    """What the address asks for; what it asks wrongly is left out, and the form says so."""
    form.is_valid()
    chosen = form.cleaned_data
    first, last = chosen.get("dari"), chosen.get("sampai")
    period = read(chosen.get("periode") or "", today)
    if begin := first or last:
        period = between(begin, last or max(begin, today))
    unit = chosen.get("unit") or ""
    persons = persons_of_unit(unit, units, day) if unit else None
    return Wanted(period, chosen.get("sop") or "", unit, persons)


def query_of(wanted: Wanted, period: Period | None = None) -> str:
    given = {"periode": (period or wanted.period).key, "sop": wanted.procedure, "unit": wanted.unit}
    return urlencode({name: text for name, text in given.items() if text})


def sections_of(
    sums: Any, waiting: Any, deviations: Any, names: report.Names, times: list[report.StepTime], late: Any,
    request: SignedRequest, period: Period,
) -> list[Section]:  # fmt: skip
    cases, load = report.case_table(sums, waiting, names), report.load_table(sums, waiting, names)
    failed, spent = report.deviation_table(deviations, names), report.time_table(times)
    ways, pace = report.way_table(sums, names), report.pace_table(sums, period)
    back = report.return_table(sums, names)
    oldest = report.late_table(late, calendar_for(request.user.agency), request.now)
    return [
        Section(cases, _("Belum ada pelaksanaan."), pictures.of_cases(cases)),
        Section(load, _("Tidak ada tugas terbuka maupun selesai."), pictures.of_load(load)),
        Section(oldest, _("Tidak ada yang terlambat. Pertahankan.")),
        Section(pace, _("Belum ada yang dimulai atau selesai."), pictures.of_pace(pace)),
        Section(spent, _("Belum ada langkah yang selesai dalam masa ini."), pictures.of_times(times, spent.title)),
        Section(ways, _("Belum ada keputusan dalam masa ini."), pictures.of_ways(ways)),
        Section(failed, _("Tidak ada penyimpangan dalam masa ini."), pictures.of_deviations(failed)),
        Section(back, _("Belum ada tugas yang ditutup dalam masa ini."), pictures.of_returns(back)),
    ]


@page(needs="overview.read", verbs=("GET",))
def overview(request: SignedRequest) -> HttpResponse:
    shown = gathered(request)
    period = shown.wanted.period
    today = request.now.astimezone(ZoneInfo(request.user.agency.zone)).date()
    context = {
        "shown": shown, "form": shown.form, "period": name_of(period), "running": shown.periods[0] != period,
        "compared": [name_of(one) for one in shown.periods],
        "earlier": (name_of(period.before()), query_of(shown.wanted, period.before())),
        "later": (name_of(period.after()), query_of(shown.wanted, period.after())) if period.last < today else None,
        "busy": [one for one in shown.sheets if not one.is_quiet],
        "quiet": sorted((one for one in shown.sheets if one.is_quiet), key=lambda one: one.title),
        "nothing": not shown.numbers["running"] and not any(one.now or one.before for one in shown.changes),
    }  # fmt: skip
    return render_page(request, "overview/overview.html", context)


@page(needs="overview.read", verbs=("GET",))
def on_sheet(request: SignedRequest, key: str) -> HttpResponse:
    """The sheet in force with what waits at each step and how long work takes there in `?periode`."""
    agency = request.user.agency
    procedure = procedure_of(agency, key)
    if procedure is None or procedure.in_force is None:
        raise Http404
    today = request.now.astimezone(ZoneInfo(agency.zone)).date()
    period = read(request.GET.get("periode", ""), today)
    sop = sop_of(procedure.in_force.id)
    [sums] = sums_of(agency, Wanted(period, key), (period,), procedure_by_edition(agency), request.now)
    steps = at_steps(sop, sums.minutes, waiting_at(agency, key, request.now))
    slow = bottlenecks(sop, steps)
    sheet = sheet_of(
        sop,
        figures={name: figures_of(found) for name, found in steps.items()},
        marks={name: mark_of(found) for name, found in steps.items()},
    )
    context = {
        "procedure": procedure, "sheet": sheet, "period": name_of(period), "slow": slow, "query": period.key,
        "earlier": (name_of(period.before()), period.before().key),
        "later": (name_of(period.after()), period.after().key) if period.last < today else None,
    }  # fmt: skip
    return render_page(request, "overview/on_sheet.html", context)


@page(needs="overview.read", verbs=("GET",))
@limited("ikhtisar", FILES)
def workbook(request: SignedRequest) -> HttpResponse:
    shown = gathered(request)
    answer = HttpResponse(as_xlsx(shown.tables, about=shown.about), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="ikhtisar-{shown.wanted.period.key}.xlsx"'
    return answer


@page(needs="overview.read", verbs=("GET",))
@limited("ikhtisar", FILES)
def event_log(request: SignedRequest) -> FileResponse:
    """The cases begun in the period as XES, of one SOP or of all; every unit's, for a trace is a whole case."""
    agency = request.user.agency
    today = request.now.astimezone(ZoneInfo(agency.zone)).date()
    procedures = [(row.key, row.title) for row in titles_of(agency)]
    period = read(request.GET.get("periode", ""), today)
    form = WantedForm(request.GET, period=period, today=today, procedures=procedures, units=[])
    wanted = wanted_of(form, today, [], request.actor.day)
    whole = SpooledTemporaryFile(max_size=4_000_000)  # noqa: SIM115 - the answer closes it
    found = traces(agency, wanted.period.first, wanted.period.last, wanted.procedure)
    for piece in xes_of(found, name=f"{agency.name}, {wanted.period.first}/{wanted.period.last}"):
        whole.write(piece.encode())
    whole.seek(0)
    name = f"pelaksanaan-{wanted.period.key}{f'-{wanted.procedure}' if wanted.procedure else ''}.xes"
    return FileResponse(whole, as_attachment=True, filename=name, content_type="application/xml")


@page(needs="overview.read", verbs=("GET",))
@limited("ikhtisar", FILES)
def table_file(request: SignedRequest, key: str) -> HttpResponse:
    shown = gathered(request)
    table = next((table for table in shown.tables if table.key == key), None)
    if table is None:
        raise Http404
    answer = HttpResponse(as_csv(table), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="ikhtisar-{key}-{shown.wanted.period.key}.csv"'
    return answer
