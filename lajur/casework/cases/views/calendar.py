"""The agency's calendar: a year at a glance, and a change of it with the deadlines it moves, before it is saved."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lajur.casework.cases.jobs import recalculate_after_calendar_change
from lajur.casework.cases.recounting import SHOWN, Foretold, foretell
from lajur.engine.refusal import Refusal
from lajur.engine.worktime import WorkCalendar
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import faults, sentence, spoken
from lajur.registers.organisation.models import Agency
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.reference.actions import CALENDAR, remove_calendar_day, set_calendar_day
from lajur.registers.reference.models import CalendarDay, DayKind
from lajur.registers.reference.queries import calendar_for, calendar_if, days_of
from lajur.registers.reference.rules import MarkedDay, read_spans, words_of
from lajur.ui.forms import DateField, Form, RadioSelect, TextInput
from lajur.ui.pages import render_page

MARKS = {"libur-nasional": "L", "cuti-bersama": "C", "libur-daerah": "D", "hari-kerja-pengganti": "K"}
"""Kind of a marked day → the letter under its number: nothing is told by colour alone."""

FIELDS = {"day": "tanggal", "name": "nama", "hours": "jam"}


class DayForm(Form):
    tanggal = DateField(label=gettext_lazy("Tanggal"))
    jenis = forms.ChoiceField(
        label=gettext_lazy("Jenis"),
        widget=RadioSelect,
        choices=[
            (DayKind.LOCAL, gettext_lazy("Libur daerah atau instansi: tidak ada yang bekerja")),
            (DayKind.WORKED, gettext_lazy("Hari kerja khusus: bekerja pada hari libur, atau jam yang lain")),
        ],
    )
    jam = forms.CharField(
        label=gettext_lazy("Jam kerja"),
        required=False,
        widget=TextInput,
        help_text=gettext_lazy("Hanya untuk hari kerja khusus, misalnya 07.30-12.00, 13.00-15.00. Kosong: jam biasa."),
    )
    nama = forms.CharField(label=gettext_lazy("Nama hari"), max_length=200, widget=TextInput)
    dasar = forms.CharField(
        label=gettext_lazy("Dasar"),
        max_length=300,
        widget=TextInput,
        help_text=gettext_lazy("Surat keputusan atau edaran, dengan nomor dan tanggalnya."),
    )

    def clean_jam(self) -> tuple[str, ...]:
        spans = tuple(part.strip() for part in self.cleaned_data["jam"].split(",") if part.strip())
        try:
            read_spans(spans)
        except ValueError as error:
            raise forms.ValidationError(spoken(words_of(error))) from error
        return spans

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("jam") and given.get("jenis") != DayKind.WORKED:
            self.add_error("jam", _("Jam kerja hanya ditulis pada hari kerja khusus."))
        return given


@dataclass(frozen=True, slots=True)
class Cell:
    """A date of the year view; `date` None pads a week. `kind` is a class name, `mark` its letter."""

    date: date | None
    kind: str = ""
    mark: str = ""
    name: str = ""
    ramadan: bool = False


def agency_of(request: HttpRequest, **kwargs: Any) -> UUID:
    """The calendar is that of the person's own agency."""
    return request.user.agency_id  # type: ignore[union-attr]


@page(needs=CALENDAR, subject=agency_of, verbs=("GET",))
def year(request: SignedRequest, agency_id: UUID) -> HttpResponse:
    """Twelve months with every day that is not like its weekday, and those days as a list with their source."""
    today = request.actor.day.day
    wanted = request.GET.get("tahun", "")
    number = int(wanted) if wanted.isdigit() and 2000 <= int(wanted) <= 2100 else today.year
    agency = request.user.agency
    days = days_of(agency, date(number, 1, 1), date(number, 12, 31))
    calendar = calendar_for(agency)
    marked = {day.date: day for day in days}
    months = [
        (date(number, month, 1), [[_cell(day, month, marked, calendar) for day in week] for week in weeks])
        for month in range(1, 13)
        for weeks in [Calendar().monthdatescalendar(number, month)]
    ]
    gone = today.month - 1 if number == today.year else 0
    context = {
        "number": number,
        "past": months[:gone],
        "past_end": date(number, gone, 1) if gone else None,
        "months": months[gone:],
        "days_past": [day for day in days if number == today.year and day.date < today],
        "days_ahead": [day for day in days if number != today.year or day.date >= today],
        "today": today,
        "version": agency.calendar_version,
        "weekdays": [str(name) for name in WEEKDAYS_ABBR.values()],
    }
    return render_page(request, "cases/calendar.html", context)


def _cell(day: date, month: int, marked: dict[date, CalendarDay], calendar: WorkCalendar) -> Cell:
    if day.month != month:
        return Cell(None)
    found = marked.get(day)
    ramadan = any(first <= day <= last for first, last in calendar.ramadan)
    if found is not None:
        return Cell(day, found.kind, MARKS[found.kind], found.name, ramadan)
    return Cell(day, "akhir-pekan" if day.weekday() >= 5 else "", "", "", ramadan)


@page(needs=CALENDAR, subject=agency_of)
def change(request: SignedRequest, agency_id: UUID) -> HttpResponse:
    """Mark a date: first which deadlines move, then save."""
    agency = request.user.agency
    started = {"tanggal": request.GET.get("tanggal", ""), "jenis": DayKind.LOCAL}
    form = DayForm(request.POST if request.method == "POST" else None, initial=started)
    foretold = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if request.POST.get("langkah") == "simpan":
            result = set_calendar_day(
                by=request.actor,
                now=request.now,
                agency=agency,
                day=given["tanggal"],
                kind=given["jenis"],
                name=given["nama"],
                source=given["dasar"],
                hours=given["jam"],
            )
            if not isinstance(result, Refusal):
                return _saved(request, agency, given["tanggal"].year)
            for name, text in faults(result).items():
                form.add_error(FIELDS.get(name), text)
            if not form.errors:
                form.add_error(None, sentence(result))
        else:
            marked = MarkedDay(given["tanggal"], given["jenis"], given["nama"], given["jam"], is_national=False)
            foretold = foretell(agency, calendar_if(agency, given["tanggal"], marked), request.now)
    known = form.cleaned_data.get("tanggal") if form.is_bound and form.is_valid() else None
    context = {
        "form": form,
        "foretold": foretold,
        "shown": SHOWN,
        "now_marked": next(iter(days_of(agency, known, known)), None) if known else None,
    }
    return render_page(request, "cases/calendar_change.html", context, status=422 if form.errors else 200)


@page(needs=CALENDAR, subject=agency_of)
def remove(request: SignedRequest, agency_id: UUID) -> HttpResponse:
    """Let a date be like its weekday again; the deadlines that move are shown first."""
    agency = request.user.agency
    try:
        day = date.fromisoformat(request.GET.get("tanggal", ""))
    except ValueError:
        raise Http404 from None
    row = CalendarDay.objects.filter(agency=agency, date=day).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        result = remove_calendar_day(by=request.actor, now=request.now, agency=agency, day=day)
        if not isinstance(result, Refusal):
            return _saved(request, agency, day.year)
        messages.error(request, sentence(result))
    foretold = foretell(agency, calendar_if(agency, day, None), request.now)
    return render_page(request, "cases/calendar_remove.html", {"row": row, "foretold": foretold, "shown": SHOWN})


def _saved(request: SignedRequest, agency: Agency, number: int) -> HttpResponse:
    """Deadlines are counted anew at once where that is quick, else by the job within a minute."""
    fresh = Agency.objects.get(id=agency.id)
    foretold: Foretold = foretell(fresh, calendar_for(fresh), request.now)
    if foretold.cases <= SHOWN:
        moved = recalculate_after_calendar_change(fresh, request.now)
        told = ngettext("%(n)d tenggat dihitung ulang.", "%(n)d tenggat dihitung ulang.", moved) % {"n": moved}
    else:
        told = _("%(n)d tenggat dihitung ulang dalam satu menit.") % {"n": foretold.count}
    messages.success(request, _("Kalender disimpan.") + " " + told)
    return redirect(f"{reverse('cases.calendar')}?tahun={number}")
