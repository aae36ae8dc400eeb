"""Moving running cases to the edition in force: what would become of each, then those that were chosen."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lajur.casework.cases.actions import change_edition
from lajur.casework.cases.crossing import SHOWN, crossings
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.words import sentence, spoken
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.models import Procedure
from lajur.registers.procedures.queries import procedure_of
from lajur.ui.pages import render_page


def the_procedure(request: SignedRequest, key: str) -> Procedure:
    """The agency's procedure in force. Raises Http404."""
    procedure = procedure_of(request.user.agency, key)
    if procedure is None:
        raise Http404
    return procedure


@page(needs="cases.change_edition", subject=the_procedure)
def move_over(request: SignedRequest, procedure: Procedure) -> HttpResponse:
    """The preview; sent with cases and a reason, they move, each for itself."""
    edition = procedure.in_force
    assert edition is not None
    rows = crossings(request.user.agency, procedure.key, edition, request.now)
    reason, fault = request.POST.get("alasan", ""), ""
    chosen = set(request.POST.getlist("pelaksanaan"))
    if request.method == "POST":
        known = [row for row in rows if str(row.case.id) in chosen]
        sent = request.POST.get("edisi", "")
        if not reason.strip():
            fault = _("Tuliskan alasannya.")
        elif not known:
            fault = _("Pilih paling sedikit satu pelaksanaan.")
        else:
            _move([row.case.id for row in known], sent, reason[:500], request)
            return redirect("cases.change_edition", procedure.key)
    context = {
        "procedure": procedure, "edition": edition, "reason": reason, "fault": fault, "chosen": chosen, "most": SHOWN,
        "able": [row for row in rows if row.why_not is None],
        "unable": [(row, spoken(row.why_not)) for row in rows if row.why_not is not None],
    }  # fmt: skip
    return render_page(request, "cases/crossing.html", context, status=422 if fault else 200)


def _move(cases: list[UUID], edition: str, reason: str, request: SignedRequest) -> None:
    moved = 0
    for case in cases:
        outcome = change_edition(case_id=case, edition=edition, reason=reason, by=request.actor, now=request.now)
        if isinstance(outcome, Refusal):
            messages.error(request, sentence(outcome))
        else:
            moved += 1
    if moved:
        told = ngettext("%(n)d pelaksanaan dipindah.", "%(n)d pelaksanaan dipindah.", moved) % {"n": moved}
        messages.success(request, told)
