"""Saved filters of the inbox: keep the one that is shown, let one open by itself, forget one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.casework.cases.actions.filters import delete_filter, open_with_filter, save_filter
from lajur.casework.cases.inbox import beside_inbox
from lajur.casework.cases.inbox_forms import FilterForm
from lajur.casework.cases.views.loading import posted, put_on
from lajur.casework.cases.wanted import GROUPINGS, ORDERS, Wanted
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.pages import render_page


@page(needs="cases.save_filter")
def filters(request: SignedRequest) -> HttpResponse:
    """My saved filters, and a form to keep the one in the address under a name."""
    wanted = Wanted.of(request.GET.dict())
    form = FilterForm(posted(request)) if wanted.query else None
    if form is not None and request.method == "POST" and form.is_valid():
        saved = save_filter(
            name=form.cleaned_data["nama"], query=wanted.query, is_default=form.cleaned_data["bawaan"],
            by=request.actor, now=request.now,
        )  # fmt: skip
        if not isinstance(saved, Refusal):
            messages.success(request, _("Saringan “%(name)s” disimpan.") % {"name": saved.name})
            return redirect(f"/tugas/?{wanted.query}")
        put_on(form, saved)
    procedures, kept = beside_inbox(request.actor)
    context = {"form": form, "wanted": wanted, "told": told(wanted, dict(procedures)), "filters": kept}
    return render_page(request, "cases/filters.html", context, status=422 if form is not None and form.errors else 200)


def told(wanted: Wanted, procedures: dict[str, str]) -> list[str]:
    """What a filter asks for, in words."""
    orders = dict(zip(ORDERS, ("", _("urut dari yang paling lama menunggu"), _("urut dari yang terbaru")), strict=True))
    groups = dict(zip(GROUPINGS, ("", _("dikelompokkan menurut SOP"), _("tanpa kelompok")), strict=True))
    parts = [
        _("SOP: %(title)s") % {"title": procedures.get(wanted.procedure, wanted.procedure)} if wanted.procedure else "",
        _("kata: %(text)s") % {"text": wanted.text} if wanted.text else "",
        _("hanya yang terlambat") if wanted.late else "",
        orders[wanted.order],
        groups[wanted.grouping],
    ]
    return [part for part in parts if part]


@page(needs="cases.save_filter")
def set_default(request: SignedRequest) -> HttpResponse:
    if request.method == "POST":
        chosen = request.POST.get("saringan", "")
        open_with_filter(filter_id=UUID(chosen) if _is_key(chosen) else None, by=request.actor, now=request.now)
    return redirect("cases.save_filter")


@page(needs="cases.delete_filter")
def delete(request: SignedRequest, filter_id: UUID) -> HttpResponse:
    if request.method == "POST":
        delete_filter(filter_id=filter_id, by=request.actor, now=request.now)
        messages.success(request, _("Saringan dihapus."))
    return redirect("cases.save_filter")


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
