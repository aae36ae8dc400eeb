"""How a SOP's rows call planning: the form `surveys.plan` and the effect `surveys.settle_plan`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from django.utils.translation import gettext as _

from lajur.capabilities.surveys.loading import survey_of
from lajur.capabilities.surveys.models import QuestionKind, Survey, SurveyState
from lajur.capabilities.surveys.planning.actions import (
    Plan,
    PlannedGroup,
    begin_plan,
    local_day,
    propose_plan,
    save_plan,
    settle_plan,
    shortcoming,
)
from lajur.capabilities.surveys.planning.rules import shared_out
from lajur.casework.cases.models import Task
from lajur.casework.cases.plugging import FormPlug, Panel, Work, effect
from lajur.casework.documents.actions import Given
from lajur.engine.advance import Outcome
from lajur.engine.refusal import Refusal, Words
from lajur.ui.formats import long_date

SERVICES = ("Konsultasi pengadaan", "Pemilihan penyedia", "Layanan LPSE")


class PlanForm(FormPlug):
    """A row that plans a survey. Without a survey in its case it is filled by hand."""

    meaning = Words("Rencana survei kepuasan disusun di halaman survei, dengan sampel dan pertanyaannya")

    def leads(self, work: Work) -> bool:
        found = survey_of(work.case_id)
        return found is not None and found.state == SurveyState.PLAN

    def panel(self, work: Work) -> Panel:
        found = survey_of(work.case_id)
        aimed = sum(group.minimum for group in found.groups.all()) if found else 0
        return Panel("surveys/panel_plan.html", {"survey": found, "case": work.case_id, "aimed": aimed})

    def refuse(self, work: Work) -> Refusal | None:
        found = survey_of(work.case_id)
        return shortcoming(found) if found else None

    def makes(self, work: Work) -> tuple[str, ...]:
        return work.yields[:1]

    def outputs(self, work: Work) -> Mapping[str, Sequence[Given]] | Refusal:
        """The plan as it is proposed, written down for good."""
        found = survey_of(work.case_id)
        assert found is not None
        done = propose_plan(by=work.actor, now=work.now, survey_id=found.id)
        if isinstance(done, Refusal):
            return done
        return {kind: [Given(kind, text=plan_text(found))] for kind in self.makes(work)}

    def facts(self, work: Work) -> Mapping[str, Any]:
        found = survey_of(work.case_id)
        groups = list(found.groups.all()) if found else []
        return {
            "jumlah_responden": sum(group.minimum for group in groups),
            "sebaran_responden": ", ".join(f"{group.title} {group.minimum}" for group in groups if group.minimum),
        }

    def pretend(self, work: Work, random: Random) -> None:
        begun = begin_plan(by=work.actor, now=work.now, case_id=work.case_id)
        if isinstance(begun, Refusal) or begun.state != SurveyState.PLAN:
            return
        sizes = [random.randint(8, 60) for _group in begun.groups.all()]
        today = local_day(work.now, begun.agency)
        plan = Plan(
            begun.title, begun.period_from, begun.period_until, today, today + timedelta(days=60),
            [
                PlannedGroup(group.key, group.title, size, share)
                for group, size, share in zip(
                    begun.groups.all(), sizes, shared_out(random.randint(30, 40), sizes), strict=True
                )
            ],
            SERVICES, True, remark="Sensus tidak mungkin dalam waktu yang ada.",
        )  # fmt: skip
        save_plan(by=work.actor, now=work.now, survey_id=begun.id, plan=plan)


def plan_text(survey: Survey) -> str:
    """The plan in words, as its record keeps it."""
    groups = list(survey.groups.all())
    rows = [
        _("%(group)s: %(minimum)d dari %(population)d orang")
        % {"group": group.title, "minimum": group.minimum, "population": group.population}
        for group in groups
    ]
    questions = list(survey.questions.filter(in_use=True))
    elements = [one for one in questions if one.kind == QuestionKind.ELEMENT]
    extras = [one for one in questions if one.kind != QuestionKind.ELEMENT]
    facts = {
        "first": long_date(survey.period_from), "last": long_date(survey.period_until),
        "opens": long_date(survey.opens_on), "closes": long_date(survey.closes_on),
        "aim": sum(group.minimum for group in groups), "people": sum(group.population for group in groups),
        "sample": survey.sample, "minimum": survey.minimum, "why": survey.remark,
    }  # fmt: skip
    return "\n".join(
        [
            survey.title, "",
            _("Layanan %(first)s – %(last)s; jawaban diterima %(opens)s – %(closes)s.") % facts,
            _("Sasaran %(aim)d dari %(people)d orang; sampel Krejcie dan Morgan %(sample)d, minimum SOP %(minimum)d.")
            % facts,
            *([_("Alasan di bawah sampel: %(why)s") % facts] if survey.remark else []), "",
            _("Responden"), *(f"- {row}" for row in rows), "",
            _("Layanan yang dinilai"), *(f"- {one.title}" for one in survey.services.all()), "",
            _("Unsur"), *(f"- U{one.number} {one.title}: {one.text} ({' / '.join(one.words)})" for one in elements),
            *(["", _("Pertanyaan tambahan"), *(f"- {one.text}" for one in extras)] if extras else []),
        ]
    )  # fmt: skip


@effect(Words("Survei dibuka bila rencananya disetujui, atau rencananya kembali ke tim"))
def settle(work: Work, outcome: Outcome) -> Refusal | None:
    """A decision that sends the work back gives the plan back; any other opens the survey. Nothing without one."""
    found = survey_of(work.case_id)
    if found is None or found.state != SurveyState.PROPOSED:
        return None
    named = Task.objects.filter(case_id=work.case_id, key=work.task_id).values_list("assignees", flat=True).first()
    done = settle_plan(
        by=work.actor, now=work.now, survey_id=found.id, approved=not work.goes_back, lane=work.lane,
        assignees=tuple(str(person) for person in named or ()),
    )  # fmt: skip
    return done if isinstance(done, Refusal) else None
