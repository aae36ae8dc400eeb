"""The list of staff, one person, and what is recorded of him."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lajur.capabilities.staffing.models import Certificate, Conflict, Leave, Level, Staff
from lajur.capabilities.staffing.personnel import actions, queries
from lajur.capabilities.staffing.personnel.columns import COLUMNS
from lajur.capabilities.staffing.personnel.forms import (
    STAFF_FIELDS,
    CertificateForm,
    ConflictForm,
    EnrolForm,
    LeaveForm,
    StaffForm,
    known,
)
from lajur.capabilities.staffing.personnel.importing import sort_staff
from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.pages import page
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import sentence
from lajur.registers.intake import steps
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.organisation.taking import in_pieces, taken_along
from lajur.registers.organisation.views.people import put_errors
from lajur.registers.packages.models import Package
from lajur.ui.pages import render_page

PER_PAGE = 50
NAMES = {field: name for name, field in STAFF_FIELDS.items()}
LISTS = steps.Subject(
    "personil", "staffing.import", gettext_lazy("Impor personil"), gettext_lazy("Personil"), "staffing.list_staff",
    COLUMNS, sort_staff, actions.import_staff,
)  # fmt: skip


def loaded(request: SignedRequest, staff_id: UUID) -> Staff:
    staff = queries.find_staff(staff_id)
    if staff is None:
        raise Http404
    return staff


def _loader(model: Any) -> Callable[..., Any]:
    def load(request: SignedRequest, **key: UUID) -> Any:
        (found_by,) = key.values()
        found = queries.find_of(model, found_by)
        if found is None:
            raise Http404
        return found

    return load


@page(needs="staffing.list_staff", verbs=("GET",))
def staff_list(request: SignedRequest) -> HttpResponse:
    words, level = request.GET.get("cari", "").strip()[:100], request.GET.get("jenjang", "")
    found = queries.staff_list(words, level)
    titles = [*(str(column.title) for column in COLUMNS), _("Nama")]
    if (file := taken_along(request, _("Personil"), titles, lambda: lines_of(found))) is not None:
        return file
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("halaman"))
    rows, agency = list(shown), request.actor.agency
    loads = queries.burdens(rows, agency, request.actor.day)
    context = {
        "page": shown,
        "lines": [(line, loads[line.staff.id]) for line in queries.lines(rows, agency, request.actor.day.day)],
        "words": words,
        "level": level,
        "levels": Level.choices,
        "may_manage": bool(may(request.actor, "staffing.manage_staff")),
    }
    return render_page(request, "staffing/personnel/list.html", context)


def lines_of(found: QuerySet[Staff]) -> Iterator[list[Any]]:
    """As a list that comes in has them: a line for each certificate that was not revoked, one where there is none."""
    for piece in in_pieces(found):
        held = queries.certificates_of(piece)
        for row in piece:
            certificates: list[Certificate | None] = list(held.get(row.id, [])) or [None]
            for one in certificates:
                certificate = [one.kind, one.number, one.issued_on, one.expires_on] if one else [None] * 4
                load = [row.other_packages, row.other_value, row.most_packages]
                yield [row.person.nip or row.person.username, row.level, *certificate, *load, row.person.name]


@page(needs="staffing.view_staff", subject=loaded, verbs=("GET",))
def staff(request: SignedRequest, staff: Staff) -> HttpResponse:
    day = request.actor.day.day
    context = {
        "staff": staff,
        "day": day,
        "load": queries.burdens([staff], request.actor.agency, request.actor.day)[staff.id],
        "may_manage": bool(may(request.actor, "staffing.manage_staff", staff)),
        "may_declare": bool(may(request.actor, "staffing.declare_conflict", staff)),
    }
    return render_page(request, "staffing/personnel/staff.html", context)


@page(needs="staffing.manage_staff")
def staff_added(request: SignedRequest) -> HttpResponse:
    form = EnrolForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        person = form.cleaned_data["pegawai"]
        result = actions.enrol(by=request.actor, now=request.now, person=person, values=form.values)
        if not isinstance(result, Refusal):
            messages.success(request, _("%(name)s sudah tercatat sebagai personil.") % {"name": person.name})
            return redirect("staffing.view_staff", result.id)
        put_errors(form, result, NAMES)
    return _asked(request, form, _("Tambah personil"), None)


@page(needs="staffing.manage_staff", subject=loaded)
def staff_changed(request: SignedRequest, staff: Staff) -> HttpResponse:
    form = StaffForm(request.POST if request.method == "POST" else None, initial=known(staff))

    def act() -> object:
        return actions.change_staff(by=request.actor, now=request.now, staff=staff, values=form.values)

    return _recorded(request, staff, form, _("Ubah data personil"), act, NAMES)


@page(needs="staffing.manage_staff", subject=loaded)
def certified(request: SignedRequest, staff: Staff) -> HttpResponse:
    form = CertificateForm(request.POST if request.method == "POST" else None)

    def act() -> object:
        given = form.cleaned_data
        return actions.certify(
            by=request.actor, now=request.now, staff=staff, kind=given["jenis"], number=given["nomor"],
            issued_on=given["terbit"], expires_on=given["sampai"],
        )  # fmt: skip

    return _recorded(request, staff, form, _("Catat sertifikat"), act, {"until": "sampai"})


@page(needs="staffing.manage_staff", subject=loaded)
def leave_granted(request: SignedRequest, staff: Staff) -> HttpResponse:
    form = LeaveForm(request.POST if request.method == "POST" else None)

    def act() -> object:
        given = form.cleaned_data
        return actions.grant_leave(
            by=request.actor, now=request.now, staff=staff, since=given["dari"], until=given["sampai"],
            kind=given["jenis"],
        )  # fmt: skip

    title = _("Catat cuti atau penugasan lain")
    return _recorded(request, staff, form, title, act, {"since": "dari", "until": "sampai"})


@page(needs="staffing.declare_conflict", subject=loaded)
def conflict_declared(request: SignedRequest, staff: Staff) -> HttpResponse:
    form = ConflictForm(request.POST if request.method == "POST" else None)

    def act() -> object:
        given = form.cleaned_data
        package = Package.objects.filter(code=given["kode"].strip()).first() if given["kode"] else None
        if given["kode"] and package is None:
            told = Words("Tidak ada paket dengan kode ini.")
            return Refusal("paket-tidak-dikenal", told.template, fields={"package": told})
        return actions.declare_conflict(
            by=request.actor, now=request.now, staff=staff, reason=given["alasan"], package=package,
            satker=given["satker"].strip(),
        )  # fmt: skip

    return _recorded(request, staff, form, _("Nyatakan benturan kepentingan"), act, {"package": "kode"})


@page(needs="staffing.manage_staff", subject=_loader(Certificate))
def certificate_revoked(request: SignedRequest, certificate: Certificate) -> HttpResponse:
    return _ended(request, certificate, actions.revoke_certificate, "certificate")


@page(needs="staffing.manage_staff", subject=_loader(Leave))
def leave_cancelled(request: SignedRequest, leave: Leave) -> HttpResponse:
    return _ended(request, leave, actions.cancel_leave, "leave")


@page(needs="staffing.manage_staff", subject=_loader(Conflict))
def conflict_lifted(request: SignedRequest, conflict: Conflict) -> HttpResponse:
    return _ended(request, conflict, actions.lift_conflict, "conflict")


def _ended(request: SignedRequest, row: Any, act: Callable[..., Any], name: str) -> HttpResponse:
    if request.method == "POST":
        result = act(by=request.actor, now=request.now, **{name: row})
        if isinstance(result, Refusal):
            messages.error(request, sentence(result))
        else:
            messages.success(request, _("Sudah disimpan."))
    return redirect("staffing.view_staff", row.staff_id)


def _recorded(
    request: SignedRequest, staff: Staff, form: Any, title: str, act: Callable[[], object], names: Mapping[str, str]
) -> HttpResponse:
    """One thing more known of a person: done, or asked again with what is wrong."""
    if form.is_valid():
        result = act()
        if not isinstance(result, Refusal):
            return _done(request, staff)
        put_errors(form, result, dict(names))
    return _asked(request, form, title, staff)


def _done(request: SignedRequest, staff: Staff) -> HttpResponse:
    messages.success(request, _("Data %(name)s sudah disimpan.") % {"name": staff.person.name})
    return redirect("staffing.view_staff", staff.id)


def _asked(request: SignedRequest, form: Any, title: str, staff: Staff | None) -> HttpResponse:
    context = {"form": form, "title": title, "staff": staff}
    return render_page(request, "staffing/personnel/form.html", context, status=422 if form.errors else 200)


@page(needs="staffing.manage_staff")
def import_upload(request: SignedRequest) -> HttpResponse:
    return steps.upload(request, LISTS)


@page(needs="staffing.manage_staff")
def import_columns(request: SignedRequest) -> HttpResponse:
    return steps.columns(request, LISTS)


@page(needs="staffing.manage_staff", verbs=("GET",))
def import_check(request: SignedRequest) -> HttpResponse:
    return steps.check(request, LISTS)


@page(needs="staffing.manage_staff")
def import_apply(request: SignedRequest) -> HttpResponse:
    return steps.apply(request, LISTS)


@page(needs="staffing.manage_staff", verbs=("GET",))
def import_rejected(request: SignedRequest) -> HttpResponse:
    return steps.rejected(request, LISTS)


@page(needs="staffing.manage_staff", verbs=("GET",))
def import_template(request: SignedRequest) -> HttpResponse:
    return steps.template(request, LISTS)
