"""Surveys in the agency's archive: what was planned, answered, found and done about it.

Who was invited (`Invitation`, `Ticket`) stays out, and of an answer the moment, the number on its paper and who typed
it: nothing that could lead to whoever answered. What is left gives the survey's `fingerprint` (collecting/queries.py).
"""

from __future__ import annotations

from lajur.capabilities.surveys.models import ELEMENTS, Group, Question, Service, Sheet, Survey
from lajur.capabilities.surveys.reporting import FollowUp, Report, Snapshot
from lajur.casework.cases.archived import Named
from lajur.registers.organisation.models import Agency

ANSWER = (
    "id", "survey_id", "group", "service", *(f"u{number}" for number in range(1, ELEMENTS + 1)), "extras", "remark",
    "channel", "state", "held_for", "judgement",
)  # fmt: skip
"""An answer's columns are named one by one: others could tell whose it is."""


def tables(agency: Agency) -> list[Named]:
    mine = {"agency": agency}
    return [
        ("survei/survei", Survey.objects.filter(**mine).order_by("id").values()),
        ("survei/kalangan", Group.objects.filter(**mine).order_by("survey", "number").values()),
        ("survei/layanan", Service.objects.filter(**mine).order_by("survey", "number").values()),
        ("survei/pertanyaan", Question.objects.filter(**mine).order_by("survey", "number").values()),
        ("survei/jawaban", Sheet.objects.filter(**mine).order_by("survey", "id").values(*ANSWER)),
        ("survei/hasil", Snapshot.objects.filter(**mine).order_by("id").values()),
        ("survei/laporan", Report.objects.filter(**mine).order_by("id").values()),
        ("survei/tindak-lanjut", FollowUp.objects.filter(**mine).order_by("survey", "number").values()),
    ]
