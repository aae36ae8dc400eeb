"""The list of packages, one package, and lists that come in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.permissions import may
from lajur.registers.intake import steps
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.taking import one_by_one, taken_along
from lajur.registers.organisation.views.people import put_errors
from lajur.registers.packages.actions import add_package, change_package, import_packages
from lajur.registers.packages.columns import COLUMNS
from lajur.registers.packages.forms import FIELDS, PackageForm, known
from lajur.registers.packages.importing import sort_packages
from lajur.registers.packages.models import Method, Package, PackageStatus
from lajur.registers.packages.queries import find_package, packages, sums, years
from lajur.registers.packages.work import ways_to_start
from lajur.ui.pages import render_page

PER_PAGE = 50
NAMES = {field: name for name, field in FIELDS.items()}
LISTS = steps.Subject(
    "paket", "packages.import", gettext_lazy("Impor paket"), gettext_lazy("Paket pengadaan"), "packages.list", COLUMNS,
    sort_packages, import_packages,
)  # fmt: skip


def loaded(request: SignedRequest, package_id: UUID) -> Package:
    package = find_package(package_id)
    if package is None:
        raise Http404
    return package


@page(needs="packages.view", verbs=("GET",))
def package_list(request: SignedRequest) -> HttpResponse:
    given = {name: request.GET.get(name, "").strip()[:100] for name in ("cari", "tahun", "metode", "status")}
    year = (
        int(given["tahun"])
        if given["tahun"].isascii() and given["tahun"].isdigit() and len(given["tahun"]) == 4
        else None
    )
    found = packages(given["cari"], year=year, method=given["metode"], status=given["status"])
    titles = [str(column.title) for column in COLUMNS]  # those of the template: what was taken along comes in again
    if (file := taken_along(request, _("Paket pengadaan"), titles, lambda: lines_of(found))) is not None:
        return file
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "page": shown,
        "given": given,
        "sums": sums(found),
        "years": [str(year) for year in years()],
        "methods": Method.choices,
        "states": PackageStatus.choices,
        "query": urlencode(given),
        "may_manage": bool(may(request.actor, "packages.manage")),
    }
    return render_page(request, "packages/list.html", context)


def lines_of(found: QuerySet[Package]) -> Iterator[list[Any]]:
    """In the order and with the codes that a list which comes in may have."""
    for row in one_by_one(found):
        yield [getattr(row, column.key) for column in COLUMNS]


@page(needs="packages.view", subject=loaded, verbs=("GET",))
def package(request: SignedRequest, package: Package) -> HttpResponse:
    context = {"package": package, "may_manage": bool(may(request.actor, "packages.manage", package))}
    context["ways"] = ways_to_start(request.user.agency, request.actor, package)
    return render_page(request, "packages/package.html", context)


@page(needs="packages.manage")
def package_added(request: SignedRequest) -> HttpResponse:
    started = {"tahun": request.actor.day.day.year}
    form = PackageForm(request.POST) if request.method == "POST" else PackageForm(initial=started)
    if form.is_valid():
        result = add_package(by=request.actor, now=request.now, values=form.values)
        if not isinstance(result, Refusal):
            messages.success(request, _("Paket sudah dicatat."))
            return redirect("packages.package", result.id)
        put_errors(form, result, NAMES)
    return answered(request, form, None)


@page(needs="packages.manage", subject=loaded)
def package_changed(request: SignedRequest, package: Package) -> HttpResponse:
    form = PackageForm(request.POST if request.method == "POST" else None, initial=known(package))
    if form.is_valid():
        result = change_package(by=request.actor, now=request.now, package=package, values=form.values)
        if not isinstance(result, Refusal):
            messages.success(request, _("Paket sudah disimpan."))
            return redirect("packages.package", package.id)
        put_errors(form, result, NAMES)
    return answered(request, form, package)


def answered(request: SignedRequest, form: Any, package: Package | None) -> HttpResponse:
    context = {"form": form, "package": package}
    return render_page(request, "packages/form.html", context, status=422 if form.errors else 200)


@page(needs="packages.manage")
def import_upload(request: SignedRequest) -> HttpResponse:
    return steps.upload(request, LISTS)


@page(needs="packages.manage")
def import_columns(request: SignedRequest) -> HttpResponse:
    return steps.columns(request, LISTS)


@page(needs="packages.manage", verbs=("GET",))
def import_check(request: SignedRequest) -> HttpResponse:
    return steps.check(request, LISTS)


@page(needs="packages.manage")
def import_apply(request: SignedRequest) -> HttpResponse:
    return steps.apply(request, LISTS)


@page(needs="packages.manage", verbs=("GET",))
def import_rejected(request: SignedRequest) -> HttpResponse:
    return steps.rejected(request, LISTS)


@page(needs="packages.manage", verbs=("GET",))
def import_template(request: SignedRequest) -> HttpResponse:
    return steps.template(request, LISTS)
