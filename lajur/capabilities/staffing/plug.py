"""What distribusi-personil calls: the plan as form of its steps, and what becomes of the plan with each of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from lajur.capabilities.staffing.appointing import candidates, weighed
from lajur.capabilities.staffing.documents import (
    DECREES,
    TITLES,
    WORDING,
    decree_data,
    plan_text,
    who_gets_copies,
)
from lajur.capabilities.staffing.following import enact_plan, move_plan
from lajur.capabilities.staffing.models import Decree, Plan, PlanStatus, PlanVersion
from lajur.capabilities.staffing.queries import desk_of, latest, locked_plan_of_case, plan_of_case, teams_of
from lajur.capabilities.staffing.rules import lacking
from lajur.capabilities.staffing.suitability import POKJA_LANE, pokja_on, rules_on
from lajur.casework.cases.packaged import packages_of_case
from lajur.casework.cases.plugging import FormPlug, Panel, Work, effect
from lajur.casework.documents.actions import Given
from lajur.casework.documents.papers.rules import long_date
from lajur.engine.advance import Outcome
from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.words import spoken
from lajur.registers.organisation.models import Agency, Person
from lajur.registers.packages.models import Package


def _plan(work: Work) -> Plan | None:
    return plan_of_case(work.agency_id, work.case_id)


def _version(work: Work) -> PlanVersion | None:
    plan = _plan(work)
    return latest(plan) if plan else None


class _Drafting(FormPlug):
    meaning = Words("Rencana pembagian tugas disusun di Lajur: tim, paket, dan Pokja")

    def leads(self, work: Work) -> bool:
        return _plan(work) is not None

    def panel(self, work: Work) -> Panel:
        version = _version(work)
        if version is None:
            return Panel("staffing/panel_start.html", {})
        desk = desk_of(version)
        return Panel("staffing/panel_plan.html", {"version": version, "has": desk.complete(), "drafting": True})

    def refuse(self, work: Work) -> Refusal | None:
        version = _version(work)
        assert version is not None
        return lacking(desk_of(version).complete())

    def makes(self, work: Work) -> tuple[str, ...]:
        return work.yields

    def outputs(self, work: Work) -> Mapping[str, Sequence[Given]] | Refusal:
        locked_plan_of_case(work.agency_id, work.case_id)  # what is sent up is what was drafted, to the last change
        if (refusal := self.refuse(work)) is not None and not refusal.passable:
            return refusal
        version = _version(work)
        assert version is not None
        text = plan_text(desk_of(version))
        return {kind: [Given(kind, text=text)] for kind in work.yields}

    def facts(self, work: Work) -> Mapping[str, Any]:
        version = _version(work)
        assert version is not None
        desk = desk_of(version)
        persons = {one.person_id for team in teams_of(version) for one in team.members.all()}
        persons |= {one.person_id for rows in desk.assigned.values() for one in rows}
        return {"jumlah_personil": len(persons), "jumlah_paket": len(desk.packages)} if persons else {}

    def pretend(self, work: Work, random: Random) -> None:
        from lajur.capabilities.staffing.pretending import draft

        draft(work, random)

    def furnish(self, agency: Agency, now: datetime, random: Random) -> None:
        from lajur.capabilities.staffing.demo import furnish

        agency.refresh_from_db()
        furnish(agency, now)


class _Reviewing(FormPlug):
    """The plan beside a decision or a report about it; what the step yields is one sentence about that version."""

    meaning = Words("Rencana pembagian tugas diperlihatkan, dengan beban tiap orang")
    sentence = "{title}, versi {number}: disetujui oleh {name} pada {day}."

    def leads(self, work: Work) -> bool:
        return _plan(work) is not None

    def panel(self, work: Work) -> Panel | None:
        version = _version(work)
        if version is None:
            return None
        return Panel("staffing/panel_plan.html", {"version": version, "has": desk_of(version).complete()})

    def makes(self, work: Work) -> tuple[str, ...]:
        return work.yields

    def outputs(self, work: Work) -> Mapping[str, Sequence[Given]]:
        version = _version(work)
        assert version is not None
        agency = Agency.objects.get(id=work.agency_id)
        said = self.sentence.format(
            title=version.plan.title, number=version.number, name=work.by.name,
            day=long_date(work.now.astimezone(ZoneInfo(agency.zone)).date()),
        )  # fmt: skip
        return {kind: [Given(kind, text=said)] for kind in work.yields}


class _Reporting(_Reviewing):
    meaning = Words("Rencana pembagian tugas dikirim kepada atasan")
    sentence = "{title}, versi {number}: dilaporkan oleh {name} pada {day}."


class _Decreeing(FormPlug):
    meaning = Words("Empat SK penetapan tim diterbitkan dari rencana yang disetujui")
    is_final = True

    def leads(self, work: Work) -> bool:
        version = _version(work)
        return version is not None and version.status in (PlanStatus.APPROVED, PlanStatus.IN_FORCE)

    def panel(self, work: Work) -> Panel | None:
        version = _version(work)
        if version is None:
            return None
        desk = desk_of(version)
        return Panel("staffing/panel_plan.html", {"version": version, "has": desk.complete(), "decreeing": True})

    def makes(self, work: Work) -> tuple[str, ...]:
        return tuple(kind for kind in DECREES if kind in work.yields)

    def facts(self, work: Work) -> Mapping[str, Any]:
        plan = _plan(work)
        assert plan is not None
        return {"berlaku_mulai": plan.since.isoformat(), "berlaku_sampai": plan.until.isoformat()}

    def outputs(self, work: Work) -> Mapping[str, Sequence[Given]] | Refusal:
        from lajur.casework.documents.papers.actions import given_of, issue_paper
        from lajur.casework.documents.papers.models import PaperKind

        version, agency = _version(work), Agency.objects.get(id=work.agency_id)
        assert version is not None
        desk, teams = desk_of(version), teams_of(version)
        superiors = work.actor.day.superiors_of(str(work.actor.person))
        above = list(Person.within.filter(agency=agency, id__in=superiors))
        made: dict[str, list[Given]] = {}
        decrees: list[Decree] = []
        for kind in self.makes(work):
            paper = issue_paper(
                agency=agency, kind=PaperKind.DECREE, subject=TITLES[kind], template=WORDING.key,
                data=decree_data(version.plan, kind, teams, desk), signer=work.by, case=work.case_id,
                task=work.task_id, copies=[*who_gets_copies(kind, teams, desk), *above], by=work.actor, now=work.now,
            )  # fmt: skip
            if isinstance(paper, Refusal):
                return paper
            decrees.append(
                Decree(
                    agency=agency, version=version, key=kind, record=paper.record, number=paper.number,
                    issued_at=work.now,
                )
            )  # fmt: skip
            made[kind] = [given_of(paper, kind)]
        version.decrees.all().delete()
        Decree.objects.bulk_create(decrees)
        return made


class _Appointing(FormPlug):
    """Never leads: the step's own form appoints, with what is known of the staff beside it. Who has a conflict of
    interest is refused, who lacks what the rules ask for needs a reason (`appointing`)."""

    meaning = Words("Kompetensi, cuti, dan beban personil terlihat saat pelaksana ditunjuk")

    def leads(self, work: Work) -> bool:
        return False

    def panel(self, work: Work) -> Panel | None:
        agency = Agency.objects.get(id=work.agency_id)
        day = work.now.astimezone(ZoneInfo(agency.zone)).date()
        about, packages = _about(work), _packages(work)
        lanes, rules, size = [], rules_on(agency, day).lanes, pokja_on(agency, day).seats.words
        for lane in (lane for lane in work.appoints if lane in rules):
            rows = [{"line": one.line, "why": spoken(one.hindrance) if one.hindrance else ""}
                    for one in candidates(agency, rules[lane], day, about, packages)]  # fmt: skip
            fit = sum(not row["why"] for row in rows)
            lanes.append(
                {
                    "title": work.appoints[lane],
                    "rows": rows,
                    "fit": fit,
                    "size": spoken(size) if lane == POKJA_LANE else "",
                }
            )
        known = {"lanes": lanes, "packages": packages}
        return Panel("staffing/panel_appoint.html", known) if any(lane["rows"] for lane in lanes) else None

    def weigh(self, work: Work) -> Refusal | None:
        agency = Agency.objects.get(id=work.agency_id)
        day = work.now.astimezone(ZoneInfo(agency.zone)).date()
        return weighed(
            agency, day, chosen=work.chosen, held=work.appointments, about=_about(work), packages=_packages(work)
        )


def _about(work: Work) -> str:
    """What the case says of itself: its subject and what was answered in words."""
    return " ".join(_said(work))


def _said(work: Work) -> list[str]:
    return [work.subject, *(one for one in work.facts.values() if isinstance(one, str))]


def _packages(work: Work) -> list[Package]:
    """The packages of the register that the case is for."""
    said = _said(work)
    codes = {word.strip(".:") for one in said for word in re.split(r"[\s,;()\[\]]+", one)}
    return packages_of_case(work.case_id, {one for one in codes if one}, {one.strip() for one in said if one.strip()})


appoint = _Appointing()
plan = _Drafting()
review = _Reviewing()
report = _Reporting()
decree = _Decreeing()


def _moved(work: Work, status: PlanStatus, decides: bool | None = None) -> Refusal | None:
    outcome = move_plan(
        case_id=work.case_id, task=work.task_id, status=status, decides=decides, by=work.actor, now=work.now
    )
    return outcome if isinstance(outcome, Refusal) else None


@effect(Words("Rencana menunggu keputusan Kepala UKPBJ"))
def submitted(work: Work, outcome: Outcome) -> Refusal | None:
    return _moved(work, PlanStatus.TO_HEAD)


@effect(Words("Rencana disetujui atau dikembalikan oleh Kepala UKPBJ"))
def reviewed(work: Work, outcome: Outcome) -> Refusal | None:
    return _moved(work, PlanStatus.RETURNED if work.goes_back else PlanStatus.TO_HEAD, decides=not work.goes_back)


@effect(Words("Rencana menunggu keputusan atasan"))
def reported(work: Work, outcome: Outcome) -> Refusal | None:
    return _moved(work, PlanStatus.TO_SUPERIOR)


@effect(Words("Rencana disetujui atau dikembalikan oleh atasan"))
def approved(work: Work, outcome: Outcome) -> Refusal | None:
    return _moved(work, PlanStatus.RETURNED if work.goes_back else PlanStatus.APPROVED, decides=not work.goes_back)


@effect(Words("Rencana berlaku dan tim ditempatkan pada pelaksana SOP"))
def enacted(work: Work, outcome: Outcome) -> Refusal | None:
    done = enact_plan(case_id=work.case_id, task=work.task_id, by=work.actor, now=work.now)
    return done if isinstance(done, Refusal) else None
