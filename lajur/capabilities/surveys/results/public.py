"""What everybody may read: published results, without any figure that could give a respondent away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from lajur.capabilities.surveys.models import Survey
from lajur.capabilities.surveys.reporting import FollowUp, FollowUpState, Report, ReportState
from lajur.capabilities.surveys.results import pictures, tables
from lajur.capabilities.surveys.results.queries import Part, Result, result_of
from lajur.capabilities.surveys.rules import SMALL, Figure, hidden
from lajur.casework.overview.exports import as_csv
from lajur.casework.overview.tables import Column, Table
from lajur.registers.authority.limits import FILES, PUBLIC, limited
from lajur.registers.authority.pages import page
from lajur.registers.organisation.models import Agency
from lajur.registers.procedures.public import agency_of, kept
from lajur.ui import formats
from lajur.ui.pages import render_page


def reports_out(agency: Agency) -> QuerySet[Report]:
    """Reports of surveys whose results everybody may read."""
    return Report.objects.filter(agency=agency, state=ReportState.APPROVED, published_at__isnull=False)


def published_of(agency: Agency) -> list[Survey]:
    """Latest period first."""
    found = reports_out(agency).select_related("survey").order_by("-survey__period_until")
    return [report.survey for report in found]


def address_of_result(survey: Survey) -> str:
    """The page on which everybody reads the result; empty while it is not published."""
    is_out = reports_out(survey.agency).filter(survey=survey).exists()
    return reverse("surveys.public", args=[survey.agency.slug, survey.token]) if is_out else ""


def the_published(agency: Agency, token: str) -> Survey:
    survey = next((one for one in published_of(agency) if one.token == token), None)
    if survey is None:
        raise Http404
    survey.agency = agency
    return survey


def openly(result: Result) -> Result:
    """The result as everybody may read it: small groups and services without figures, themes that many share (a name
    that five people wrote is of public life), no profile; earlier periods only where they are published themselves.
    Below `SMALL` answers there is nothing."""
    public = set(reports_out(result.survey.agency).values_list("survey_id", flat=True))
    enough = result.whole.respondents >= SMALL
    shared = [theme for theme in result.counts.themes if theme.remarks >= SMALL]
    return replace(
        result,
        counts=replace(result.counts, cells={}, extras={}, themes=shared if enough else []),
        whole=result.whole if enough else _silent(result.whole),
        groups=_shown(result.groups),
        services=_shown(result.services),
        before=[(survey, figure) for survey, figure in result.before if survey.id in public and _many(figure)],
    )


def _many(figure: Figure) -> bool:
    return figure.respondents >= SMALL


def _silent(figure: Figure) -> Figure:
    return replace(figure, elements=(), nrr=None, ikm=None, band=None, error=None)


def _shown(parts: Sequence[Part]) -> list[Part]:
    away = hidden({str(part.number): part.figure.respondents for part in parts})
    return [part for part in parts if str(part.number) not in away and part.figure.respondents]


def tables_of(result: Result) -> list[Table]:
    """The published tables: plain columns without intervals of groups."""
    elements = tables.element_table(result)
    found = [elements, _parts("kalangan", _("Menurut kalangan responden"), _("Kalangan"), result.groups)]
    found += [_parts("layanan", _("Menurut jenis layanan"), _("Layanan"), result.services), tables.trend_table(result)]
    return [table for table in [*found, follow_up_table(result)] if table.rows]


def _parts(key: str, title: str, name: str, parts: Sequence[Part]) -> Table:
    columns = [Column(name), Column(_("Jawaban"), "angka"), Column("IKM", "pecahan"), Column(_("Mutu"))]
    rows = [
        (part.title, part.figure.respondents, tables.ikm(part.figure), tables.quality(part.figure.band))
        for part in parts
    ]
    return Table(key, title, columns, rows)


def follow_up_table(result: Result) -> Table:
    """What is done about it, without the names of officers."""
    titles = {question.number: question.title for question in result.elements}
    columns = [Column(_("Unsur")), Column(_("Tindak lanjut")), Column(_("Paling lambat")), Column(_("Keadaan"))]
    rows = [
        (
            f"U{row.element} {titles[row.element]}", row.programme, formats.long_date(row.due_on),
            FollowUpState(row.state).label,
        )
        for row in FollowUp.objects.filter(survey=result.survey)
    ]  # fmt: skip
    return Table("tindak-lanjut", _("Tindak lanjut"), columns, [tuple(map(str, row)) for row in rows])


@page(public=True, verbs=("GET",))
@limited("survei-publik", PUBLIC)
def surveys(request: HttpRequest, slug: str) -> HttpResponse:
    """The agency's published surveys; without any there is no such page."""
    with agency_of(slug) as owner:
        rows = published_of(owner)
        if not rows:
            raise Http404
        context = {"agency": owner, "rows": [(one, tables.period_of(one)) for one in rows]}
        return kept(request, render_page(request, "surveys/public_results.html", context))


@page(public=True, verbs=("GET",))
@limited("survei-publik", PUBLIC)
def survey(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    with agency_of(slug) as owner:
        found = the_published(owner, token)
        result = openly(result_of(found))
        drawn = {
            "unsur": pictures.of_elements, "kalangan": pictures.of_groups, "layanan": pictures.of_services,
            "tren": pictures.of_trend,
        }  # fmt: skip
        context = {
            "agency": owner, "survey": found, "result": result, "period": tables.period_of(found),
            "index": tables.ikm(result.whole), "band": result.whole.band, "words": pictures.words_of(result),
            "interval": tables.interval(result.whole), "themes": pictures.of_themes(result), "small": SMALL,
            "sections": [
                (table, drawn[table.key](result) if table.key in drawn else "") for table in tables_of(result)
            ] if result.whole.elements else [],
        }  # fmt: skip
        return kept(request, render_page(request, "surveys/public_result.html", context))


@page(public=True, verbs=("GET",))
@limited("survei-berkas", FILES)
def file(request: HttpRequest, slug: str, token: str, key: str) -> HttpResponse:
    """A published table as CSV."""
    with agency_of(slug) as owner:
        result = openly(result_of(the_published(owner, token)))
        found = tables_of(result) if result.whole.elements else []
        table = next((table for table in found if table.key == key), None)
        if table is None:
            raise Http404
        answer = HttpResponse(as_csv(table), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="survei-{owner.slug}-{key}.csv"'
        return kept(request, answer)
