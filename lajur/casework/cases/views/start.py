"""Starting a case of a SOP."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.casework.cases import actions
from lajur.casework.cases.actions.start import Started
from lajur.casework.cases.forms import StartForm
from lajur.casework.cases.models import Case
from lajur.casework.cases.packaged import package_asked
from lajur.casework.cases.permissions import StartSubject
from lajur.casework.cases.queries import inbox_tasks
from lajur.casework.cases.views.loading import Choices, case_path, planned, posted, put_on, task_path, ticket
from lajur.engine.definition import Sop
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.organisation.queries import persons_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.registers.procedures.models import Procedure
from lajur.registers.procedures.queries import procedure_of, sop_of
from lajur.ui.pages import render_page


@dataclass(frozen=True, slots=True)
class LoadedStart(StartSubject):
    found: Procedure
    sop: Sop


def the_procedure(request: SignedRequest, key: str) -> LoadedStart:
    found = procedure_of(request.user.agency, key)
    if found is None or found.in_force_id is None:
        raise Http404
    sop = sop_of(found.in_force_id)
    return LoadedStart(found.key, sop.first.lane, found, sop)


@page(needs="cases.start", subject=the_procedure)
def start(request: SignedRequest, loaded: LoadedStart) -> HttpResponse:
    """The form carries the id of the case to be, so that sending it twice starts one."""
    package = package_asked(request.POST.get("paket") or request.GET.get("paket") or "")
    begun = {"hal": package.name[:300]} if package else None
    form = StartForm(posted(request), lanes=lanes_to_bind(request, loaded), initial=begun)
    wanted = planned(request)
    if request.method == "POST" and form.is_valid():
        if (known := Case.objects.filter(id=wanted, started_by=request.user).first()) is not None:
            messages.success(request, _("Sudah tersimpan: pelaksanaan %(number)s.") % {"number": known.number})
            return redirect(case_path(known.id))
        outcome = actions.start_case(
            procedure=loaded.procedure, subject=form.cleaned_data["hal"], by=request.actor, now=request.now,
            appointments=form.appointments, case_id=wanted, package=package.id if package else None,
        )  # fmt: skip
        if not isinstance(outcome, Refusal):
            messages.success(request, _("Pelaksanaan %(number)s dimulai.") % {"number": outcome.number})
            return redirect(onward(request, outcome))
        if outcome.code == "sudah-dimulai":
            return redirect(case_path(wanted))
        put_on(form, outcome)
    context = {
        "form": form,
        "loaded": loaded,
        "sop": loaded.sop,
        "first": loaded.sop.first,
        "ready": [loaded.sop.documents[kind].title for kind in loaded.sop.needs_of(loaded.sop.first)],
        "ticket": ticket(request, wanted),
        "package": package,
    }
    return render_page(request, "cases/start.html", context, status=422 if form.errors else 200)


def onward(request: SignedRequest, started: Started) -> str:
    """Where the work is: the first step, or his first one in the SOP that this step called at once."""
    if started.task:
        return task_path(started.case, started.task)
    called = inbox_tasks(request.actor).filter(case__parent_id=started.case).first()
    return task_path(called.case_id, called.key) if called else case_path(started.case)


def lanes_to_bind(request: SignedRequest, loaded: LoadedStart) -> list[tuple[str, str, Choices]]:
    """Lanes that are bound to persons in each case and that no step of the SOP appoints, the starter's own left out."""
    sop = loaded.sop
    appointed = {lane for step in sop.steps.values() for lane in step.appoints}
    keys = [key for key, lane in sop.lanes.items() if lane.per_case and key not in appointed and key != sop.first.lane]
    if not keys:
        return []
    people = {str(person.id): person.name for person in persons_of(request.user.agency)}
    found = []
    for key in keys:
        holders = request.actor.day.lane_holders(loaded.procedure, key) or tuple(people)
        found.append((key, sop.lanes[key].title, [(p, people[p]) for p in holders if p in people]))
    return found
