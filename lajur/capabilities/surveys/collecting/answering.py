"""One respondent's answers: read from a form, judged, written down. Used by the public page and for paper."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from time import monotonic
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from lajur.capabilities.surveys.models import (
    ELEMENTS,
    Channel,
    Group,
    Question,
    QuestionKind,
    Service,
    Sheet,
    SheetState,
    Survey,
    SurveyState,
    Ticket,
)
from lajur.capabilities.surveys.planning.actions import local_day
from lajur.capabilities.surveys.questionnaire import PROFILE
from lajur.engine.refusal import Refusal
from lajur.registers.authority import prepared
from lajur.registers.authority.actions import action
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor

NEEDS = "surveys.answer"
LONGEST = 1000
"""Letters of a free text."""
NOT_OPEN = Refusal("survei-tidak-dibuka", "Survei ini tidak sedang dibuka.")
USED = Refusal("undangan-terpakai", "Undangan ini sudah dipakai untuk menjawab. Terima kasih.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an open survey asks: rows that do not change while it is open, kept by the process."""

    survey: Survey
    groups: tuple[Group, ...]
    services: tuple[Service, ...]
    questions: tuple[Question, ...]

    @property
    def scales(self) -> int:
        """How many questions have to be read before the form can be sent."""
        return sum(1 for one in self.questions if one.is_required)

    @property
    def elements(self) -> tuple[Question, ...]:
        return tuple(one for one in self.questions if one.kind == QuestionKind.ELEMENT)

    @property
    def extras(self) -> tuple[Question, ...]:
        return tuple(one for one in self.questions if one.kind != QuestionKind.ELEMENT)


FRESH = 1.0
"""Seconds for which a process believes what it read of a survey. Whether it still takes answers is asked again by the
statement that writes one."""

_found: dict[str, tuple[float, Survey]] = {}
_kept: dict[UUID, tuple[datetime | None, Asked]] = {}


def survey_by_token(token: str) -> Survey | None:
    """The survey of a public address with its agency, in whatever agency; None where agency or case is over."""
    known = _found.get(token)
    if known is not None and monotonic() - known[0] < FRESH:
        return known[1]
    with scopes_disabled():
        rows = Survey.objects.select_related("agency").filter(token=token, agency__is_active=True)
        found = rows.filter(Q(case=None) | Q(case__ended_at=None) | Q(state=SurveyState.CLOSED)).first()
    if len(_found) > 500:
        _found.clear()
    if found is not None and FRESH:
        _found[token] = (monotonic(), found)
    return found


def asked_by(survey: Survey) -> Asked:
    """What the survey asks, in its agency's scope. Read once per process and opening."""
    known = _kept.get(survey.id)
    if known is not None and survey.state == SurveyState.OPEN and known[0] == survey.opened_at:
        return known[1]
    found = Asked(
        survey,
        tuple(survey.groups.all()),
        tuple(survey.services.all()),
        tuple(survey.questions.filter(in_use=True)),
    )
    if survey.state == SurveyState.OPEN:
        if len(_kept) > 500:
            _kept.clear()
        _kept[survey.id] = (survey.opened_at, found)
    return found


def is_open(survey: Survey, today: date) -> bool:
    return survey.state == SurveyState.OPEN and survey.opens_on <= today <= survey.closes_on


@dataclass(slots=True)
class Answers:
    """What somebody chose; `faults` tells what is missing by the name of its field."""

    group: int = 0
    service: int = 0
    scores: dict[str, int] = field(default_factory=dict)
    extras: dict[str, object] = field(default_factory=dict)
    remark: str = ""
    faults: dict[str, str] = field(default_factory=dict)


def read_answers(asked: Asked, given: Mapping[str, str], *, group: int = 0) -> Answers:
    """Answers from a form's fields. `group`, when not 0, is known already and not asked."""
    found = Answers(group=group)
    if not group:
        found.group = _number(given.get("kalangan"), [row.number for row in asked.groups])
        if not found.group:
            found.faults["kalangan"] = _("Pilih Anda termasuk kalangan mana.")
    services = [row.number for row in asked.services]
    found.service = services[0] if len(services) == 1 else _number(given.get("layanan"), services)
    if not found.service:
        found.faults["layanan"] = _("Pilih layanan yang Anda nilai.")
    for one in asked.questions:
        _read_one(one, given.get(one.key, ""), found)
    if asked.survey.asks_profile:
        for key, _label, choices in PROFILE:
            if given.get(key) in {code for code, _title in choices}:
                found.extras[key] = given[key]
    found.remark = given.get("saran", "").strip()[:LONGEST]
    return found


def _read_one(one: Question, text: str, found: Answers) -> None:
    if one.kind == QuestionKind.TEXT:
        if text.strip():
            found.extras[one.key] = text.strip()[:LONGEST]
        return
    chosen = _number(text, range(1, len(one.words) + 1))
    if not chosen:
        if one.is_required:
            found.faults[one.key] = _("Pilih satu jawaban.")
    elif one.kind == QuestionKind.ELEMENT:
        found.scores[one.key] = chosen
    else:
        found.extras[one.key] = chosen


def _number(text: str | None, allowed: Sequence[int]) -> int:
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0
    return number if number in allowed else 0


# Closing takes the survey's row for itself; whoever waited for it here finds it closed and writes nothing.
_WRITE = """
INSERT INTO surveys_sheet (id, agency_id, survey_id, "group", service, u1, u2, u3, u4, u5, u6, u7, u8, u9, extras,
    remark, channel, state, held_for, given_at, paper, judgement)
SELECT $1::uuid, s.agency_id, s.id, $3::smallint, $4::smallint, $5::smallint, $6::smallint, $7::smallint, $8::smallint,
    $9::smallint, $10::smallint, $11::smallint, $12::smallint, $13::smallint, $14::jsonb, $15::text, $16::varchar,
    $17::varchar, $18::varchar[], $19::timestamptz, '', ''
FROM (SELECT agency_id, id FROM surveys_survey WHERE id = $2::uuid AND state = 'dibuka' FOR SHARE) s
ON CONFLICT (id) DO NOTHING RETURNING 1
"""


@action(needs=NEEDS)
def give_answer(
    *, by: Actor, now: datetime, survey: Survey, sheet_id: UUID, answers: Answers, doubts: Sequence[str],
    ticket: bytes | None = None,
) -> SheetState | Refusal:  # fmt: skip
    """Write a sheet down, once for its id however often it is sent; with the digest of a `ticket`, use that up. Nothing
    is journalled: a sheet names nobody, and the count with its fingerprint is journalled when the survey closes."""
    if not (allowed := may(by, NEEDS, survey)):
        return allowed
    if not is_open(survey, local_day(now, survey.agency)):
        return NOT_OPEN
    used = ticket is None or Ticket.objects.filter(survey=survey, digest=ticket, is_used=False).update(is_used=True)
    state = SheetState.HELD if doubts else SheetState.ACCEPTED
    channel = Channel.LINK if ticket is None else Channel.INVITATION
    scores = [answers.scores.get(f"u{number}") for number in range(1, ELEMENTS + 1)]
    extras = json.dumps(answers.extras, ensure_ascii=False) if answers.extras else None
    values = (
        str(sheet_id), str(survey.id), answers.group, answers.service, *scores, extras, answers.remark, channel.value,
        state.value, tuple(doubts), now,
    )  # fmt: skip
    if used and prepared.run(_WRITE, values) is not None:
        return state
    if Sheet.objects.filter(survey=survey, id=sheet_id).exists():
        return state
    return NOT_OPEN if used else USED


def open_ticket(survey: Survey, digest: bytes) -> Ticket | None:
    """The ticket of an invitation's secret, used or not."""
    return Ticket.objects.filter(survey=survey, digest=digest).first()
