"""The result of a survey: pictures with their tables, and the same tables as files."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lajur.capabilities.surveys.loading import LoadedSurvey, the_survey
from lajur.capabilities.surveys.planning.views import framed
from lajur.capabilities.surveys.results import pictures, tables
from lajur.capabilities.surveys.results.queries import Result, result_of
from lajur.casework.overview.exports import as_csv, as_xlsx
from lajur.casework.overview.tables import Table
from lajur.registers.authority.limits import FILES, limited
from lajur.registers.authority.pages import page
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui import formats
from lajur.ui.pages import render_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a picture where there is something to draw, and its table."""

    table: Table
    picture: SafeString = field(default_factory=SafeString)


def sections_of(result: Result) -> list[Section]:
    found = [
        Section(tables.element_table(result), pictures.of_elements(result)),
        Section(tables.group_table(result), pictures.of_groups(result)),
        Section(tables.service_table(result), pictures.of_services(result)),
        Section(tables.trend_table(result), pictures.of_trend(result)),
        Section(tables.theme_table(result), pictures.of_themes(result)),
        Section(tables.sample_table(result)),
        *(Section(table) for table in tables.extra_tables(result)),
        Section(tables.band_table(result.bands)),
    ]
    return [section for section in found if section.table.rows]


@page(needs="surveys.view", subject=the_survey, verbs=("GET",))
def results(request: SignedRequest, loaded: LoadedSurvey) -> HttpResponse:
    result = result_of(loaded.survey)
    context = framed(request, loaded, "surveys.results") | {
        "result": result, "index": tables.ikm(result.whole), "nrr": tables.nrr(result.whole.nrr),
        "band": result.whole.band,
        "interval": tables.interval(result.whole), "words": pictures.words_of(result),
        "sections": sections_of(result), "radar": pictures.of_radar(result),
        "lowest": [(question, tables.nrr(found.nrr), found.band) for question, found in result.lowest],
    }  # fmt: skip
    return render_page(request, "surveys/results.html", context)


@page(needs="surveys.view", subject=the_survey, verbs=("GET",))
@limited("survei", FILES)
def workbook(request: SignedRequest, loaded: LoadedSurvey) -> HttpResponse:
    survey, result = loaded.survey, result_of(loaded.survey)
    with timezone.override(request.user.agency.zone):
        about = [
            (_("Instansi"), request.user.agency.name), (_("Survei"), survey.title),
            (_("Masa"), tables.period_of(survey)),
            (_("Hasil"), pictures.words_of(result)), (_("Dihitung pada"), formats.full_moment(request.now)),
        ]  # fmt: skip
    found = [*tables.all_tables(result), tables.band_table(result.bands)]
    answer = HttpResponse(as_xlsx(found, about=about, cover_name=_("Hasil survei")), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{file_name(survey.title)}.xlsx"'
    return answer


def file_name(title: str, *more: str) -> str:
    return "-".join(["hasil", slugify(title)[:60] or "survei", *more])


@page(needs="surveys.view", subject=the_survey, verbs=("GET",))
@limited("survei", FILES)
def table_file(request: SignedRequest, loaded: LoadedSurvey) -> HttpResponse:
    """One table of the page as CSV, by `?tabel`."""
    key, result = request.GET.get("tabel", ""), result_of(loaded.survey)
    found = [*tables.all_tables(result), tables.band_table(result.bands)]
    table = next((table for table in found if table.key == key), None)
    if table is None:
        raise Http404
    answer = HttpResponse(as_csv(table), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file_name(loaded.survey.title, key)}.csv"'
    return answer
