"""Follow-ups as duties of their persons, for Tugas saya and Jadwal; and the reminders."""

from __future__ import annotations

from uuid import UUID

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from lajur.capabilities.surveys.reporting import FollowUp, FollowUpState
from lajur.casework.cases.duties import Duty
from lajur.registers.organisation.actors import Actor

MOST = 200


def follow_ups(actor: Actor, persons: tuple[str, ...] | None) -> list[Duty]:
    rows = FollowUp.objects.filter(agency_id=actor.agency, state=FollowUpState.RUNNING).order_by("due_on", "number")
    if persons is not None:
        rows = rows.filter(person__in=[UUID(person) for person in persons])
    return [
        Duty(
            programme,
            _("tindak lanjut U%(element)s, %(survey)s") % {"element": element, "survey": title},
            due,
            f"/kepuasan/{survey}/tindak-lanjut/{number}/",
            str(person),
            since,
        )
        for survey, title, number, element, programme, due, person, since in rows.values_list(
            "survey_id",
            "survey__title",
            "number",
            "element",
            "programme",
            "due_on",
            "person_id",
            Coalesce("survey__report__approved_at", "survey__closed_at"),
        )[:MOST]
    ]
