"""Who does what, as it is in force; and the plan being drafted."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lajur.capabilities.staffing import actions, queries
from lajur.capabilities.staffing.actions import Seat, drafting_task
from lajur.capabilities.staffing.documents import TITLES
from lajur.capabilities.staffing.forms import PeriodForm, PlanForm, PokjaForm, TeamForm
from lajur.capabilities.staffing.models import Plan, PlanDecision, PlanVersion
from lajur.capabilities.staffing.permissions import PlanSubject
from lajur.capabilities.staffing.showing import candidates, load_bars, loads_of, package_rows, proposal_told
from lajur.casework.cases.models import Case
from lajur.casework.cases.views.loading import posted, put_on
from lajur.casework.documents.papers.models import PaperCopy
from lajur.casework.documents.papers.permissions import PaperSubject
from lajur.engine.refusal import Refusal
from lajur.registers.authority.pages import page
from lajur.registers.authority.permissions import may
from lajur.registers.authority.words import sentence, spoken
from lajur.registers.organisation.queries import persons_of
from lajur.registers.organisation.requests import SignedRequest
from lajur.ui.pages import render_page, wants_part

PER_PAGE = 40


def the_plan(request: SignedRequest, plan_id: UUID, **rest: object) -> PlanSubject:
    plan = Plan.objects.filter(agency=request.user.agency, id=plan_id).select_related("case").first()
    if plan is None:
        raise Http404
    task, drafting = drafting_task(plan.agency_id, plan.case_id, request.now) if plan.case_id else ("", None)
    return PlanSubject(plan, queries.latest(plan), drafting, task)


def the_case(request: SignedRequest, case_id: UUID) -> PlanSubject:
    if not Case.objects.filter(agency=request.user.agency, id=case_id).exists():
        raise Http404
    return PlanSubject(None, None, drafting_task(request.actor.agency, case_id, request.now)[1])


@page(needs="staffing.view", verbs=("GET",))
def in_force(request: SignedRequest) -> HttpResponse:
    """Teams, Pokja and loads of the plan in force today."""
    agency, today = request.user.agency, request.actor.day.day
    version = queries.in_force(agency.id, today)
    drafts = Plan.objects.filter(agency=agency, case__status="berjalan").order_by("-created_at")[:3]
    context: dict[str, Any] = {"version": version, "drafts": drafts, "today": today}
    context["may_list_staff"] = bool(may(request.actor, "staffing.list_staff"))
    if version is not None:
        context |= board(request, version) | {"decrees": decrees_of(request, version)}
    return render_page(request, "staffing/in_force.html", context)


def board(request: SignedRequest, version: PlanVersion, judged: bool = False) -> dict[str, Any]:
    """Teams, one page of packages, loads; `?orang=` and `?bagian=kurang` narrow the packages. `judged`: with what is
    wrong with each."""
    desk = queries.desk_of(version)
    person, wanted = request.GET.get("orang", ""), request.GET.get("bagian", "")
    wrong = desk.wanting if judged else {}
    rows = package_rows(desk, wrong, wanted, person)
    loads = loads_of(desk)
    return {
        "desk": desk, "teams": queries.teams_of(version), "page": Paginator(rows, PER_PAGE).get_page(
            request.GET.get("halaman")), "loads": loads, "bars": load_bars(loads),
        "person": next((row for row in loads if row.person == person), None), "wanted": wanted,
        "wanting": len(wrong), "packages": len(desk.packages),
    }  # fmt: skip


def decrees_of(request: SignedRequest, version: PlanVersion) -> list[tuple[Any, str, str]]:
    """(decree, address of its paper where the reader may open it, what it is about)."""
    rows = list(version.decrees.select_related("record__paper").order_by("number"))
    papers = {row.id: row.record.paper for row in rows if row.record is not None and hasattr(row.record, "paper")}
    hands: dict[UUID, set[str]] = defaultdict(set)
    for paper_id, person in PaperCopy.objects.filter(paper__in=papers.values()).values_list("paper_id", "person_id"):
        hands[paper_id].add(str(person))
    found = []
    for row in rows:
        paper = papers.get(row.id)
        persons = frozenset({*hands[paper.id], str(paper.signer_id), str(paper.issued_by_id)}) if paper else frozenset()
        opens = paper is not None and may(request.actor, "papers.view", PaperSubject(str(paper.signer_id), persons))
        about = paper.subject if paper is not None else TITLES.get(row.key, "")
        found.append((row, f"/naskah/{paper.id}/" if paper is not None and opens else "", about))
    return found


@page(needs="staffing.view", subject=the_plan)
def plan(request: SignedRequest, loaded: PlanSubject) -> HttpResponse:
    """The plan as it stands; for whoever drafts it, with everything to change it."""
    plan, version = loaded.plan, loaded.version
    assert plan is not None
    assert version is not None
    may_draft = bool(may(request.actor, "staffing.draft", loaded))
    known = {"judul": plan.title, "sejak": plan.since, "sampai": plan.until}
    form = PlanForm(posted(request)) if request.method == "POST" else PlanForm(None)
    if request.method == "POST":
        if form.is_valid():
            given = form.cleaned_data
            outcome = actions.change_plan(
                plan_id=plan.id, title=given["judul"], since=given["sejak"], until=given["sampai"], by=request.actor,
                now=request.now,
            )  # fmt: skip
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Masa rencana tersimpan."))
                return redirect("staffing.plan", plan.id)
            put_on(form, outcome)
    else:
        form.initial = known
    context = {
        "plan": plan, "version": version, "may_draft": may_draft, "form": form, **board(request, version, may_draft),
        "decisions": version_decisions(plan), "back": f"/pelaksanaan/{plan.case_id}/" if plan.case_id else "",
        "task": open_task(loaded),
    }  # fmt: skip
    context["proposal"] = proposal_told(context["desk"])
    return render_page(request, "staffing/plan.html", context, status=422 if form.errors else 200)


def version_decisions(plan: Plan) -> list[PlanDecision]:
    rows = PlanDecision.objects.filter(version__plan=plan).select_related("by", "version")
    return list(rows.order_by("-at")[:10])


def open_task(loaded: PlanSubject) -> str:
    """Where the drafting step is completed."""
    if loaded.plan is None or loaded.drafting is None:
        return ""
    return f"/pelaksanaan/{loaded.plan.case_id}/{loaded.task}/"


@page(needs="staffing.draft", subject=the_case)
def start(request: SignedRequest, loaded: PlanSubject) -> HttpResponse:
    """From which day to which the plan is to hold."""
    case_id = request.resolver_match.kwargs["case_id"]  # type: ignore[union-attr]
    known = queries.plan_of_case(request.actor.agency, case_id)
    if known is not None:
        return redirect("staffing.plan", known.id)
    today = request.actor.day.day
    form = PeriodForm(posted(request))
    form.initial = {"sejak": today, "sampai": date(today.year, 12, 31)}
    if form.is_valid():
        given = form.cleaned_data
        outcome = actions.start_plan(
            case_id=case_id, since=given["sejak"], until=given["sampai"], by=request.actor, now=request.now
        )
        if not isinstance(outcome, Refusal):
            return redirect("staffing.plan", outcome.id)
        put_on(form, outcome)
    context = {"form": form, "back": f"/pelaksanaan/{case_id}/"}
    return render_page(request, "staffing/start.html", context, status=422 if form.errors else 200)


@page(needs="staffing.draft", subject=the_plan)
def team(request: SignedRequest, loaded: PlanSubject) -> HttpResponse:
    """Who is in a team."""
    plan, version = loaded.plan, loaded.version
    assert plan is not None
    assert version is not None
    key = request.resolver_match.kwargs["team"]  # type: ignore[union-attr]
    row = next((one for one in queries.teams_of(version) if one.key == key), None)
    if row is None:
        raise Http404
    posts, day = request.actor.day.roster.posts, request.actor.day
    people = [
        (str(one.id), ", ".join([one.name, *(posts[post].title for post in day.positions.get(str(one.id), ())[:1])]))
        for one in persons_of(request.user.agency)
        if not one.is_outside
    ]
    seats = {str(one.person_id): (one.part, one.task) for one in row.members.all()}
    lanes = queries.lanes_to_fill(request.user.agency)
    form = TeamForm(posted(request), people=people, lanes=lanes, seats=seats, bound=row.lanes)
    if form.is_valid():
        outcome = actions.set_team(
            plan_id=plan.id, team=key, seats=[Seat(*one) for one in form.seats], lanes=form.cleaned_data["pelaksana"],
            by=request.actor, now=request.now,
        )  # fmt: skip
        if not isinstance(outcome, Refusal):
            messages.success(request, _("%(team)s tersimpan.") % {"team": row.name})
            return redirect("staffing.plan", plan.id)
        put_on(form, outcome)
    context = {"plan": plan, "team": row, "form": form, "back": f"/penugasan/rencana/{plan.id}/"}
    return render_page(request, "staffing/team.html", context, status=422 if form.errors else 200)


@page(needs="staffing.draft", subject=the_plan)
def package(request: SignedRequest, loaded: PlanSubject) -> HttpResponse:
    """The Pokja of a package: every person with what speaks for or against him, and how loads would stand."""
    plan, version = loaded.plan, loaded.version
    assert plan is not None
    assert version is not None
    desk = queries.desk_of(version)
    key = str(request.resolver_match.kwargs["package_id"])  # type: ignore[union-attr]
    row = next((one for one in desk.packages if str(one.id) == key), None)
    if row is None:
        raise Http404
    people = [(str(one.person_id), one.person.name) for one in desk.staff]
    mine = desk.assigned.get(key, [])
    chair = next((str(one.person_id) for one in mine if one.part == "ketua"), "")
    form = PokjaForm(posted(request), people=people, chosen=sorted(desk.pokja.get(key, ())), chair=chair)
    chosen = desk.pokja.get(key, frozenset())
    looks = request.method == "POST" and ("hitung" in request.POST or wants_part(request))
    if form.is_valid():
        chosen = frozenset(form.cleaned_data["orang"])
        if not looks:
            outcome = actions.set_pokja(
                plan_id=plan.id, package=key, persons=form.cleaned_data["orang"], chair=form.cleaned_data["ketua"],
                by=request.actor, now=request.now,
            )  # fmt: skip
            if not isinstance(outcome, Refusal):
                messages.success(request, _("Pokja untuk %(package)s tersimpan.") % {"package": row.name})
                return redirect("staffing.plan", plan.id)
            put_on(form, outcome)
    loads, seats = loads_of(desk, {**desk.pokja, key: chosen} if chosen else None), desk.pokja_rules.seats
    context = {
        "plan": plan, "package": row, "form": form, "people": candidates(desk, key, chosen), "chosen": len(chosen),
        "size": spoken(seats.words), "odd": spoken(seats.words) if chosen and not seats.allow(len(chosen)) else "",
        "bars": load_bars(loads), "ketua": form["ketua"], "back": f"/penugasan/rencana/{plan.id}/",
    }  # fmt: skip
    return render_page(request, "staffing/package.html", context, part="beban", status=422 if form.errors else 200)


@page(needs="staffing.draft", subject=the_plan, verbs=("POST",))
def propose(request: SignedRequest, loaded: PlanSubject) -> HttpResponse:
    """Let the optimiser share the packages out."""
    assert loaded.plan is not None
    outcome = actions.propose_pokja(plan_id=loaded.plan.id, by=request.actor, now=request.now)
    if isinstance(outcome, Refusal):
        messages.error(request, sentence(outcome))
    elif outcome.proposal.get("state") == "diminta":
        messages.success(request, _("Usulan sedang dihitung; muat ulang halaman ini sebentar lagi."))
    else:
        messages.success(request, _("Usulan selesai; susunan di bawah sudah mengikutinya."))
    return redirect("staffing.plan", loaded.plan.id)
