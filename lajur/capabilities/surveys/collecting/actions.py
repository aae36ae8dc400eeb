"""What the team does while answers come: more time, paper sheets, doubtful ones, invitations, the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from lajur.capabilities.surveys.collecting.answering import Answers
from lajur.capabilities.surveys.collecting.queries import fingerprint_of, held_sheets
from lajur.capabilities.surveys.loading import LoadedSurvey, held_survey
from lajur.capabilities.surveys.models import (
    Channel,
    Invitation,
    Sheet,
    SheetState,
    Survey,
    SurveyState,
    Ticket,
)
from lajur.capabilities.surveys.planning.actions import NO_SURVEY, local_day
from lajur.capabilities.surveys.results.counting import take_snapshot
from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.ui.formats import long_date

NEEDS = "surveys.collect"
CLOSED = Refusal("survei-tidak-dibuka", "Survei ini tidak sedang dibuka, jadi jawabannya tidak berubah lagi.")
MOST_INVITED = 500
"""Addresses taken in one go."""


@action(needs=NEEDS)
def extend(*, by: Actor, now: datetime, survey_id: UUID, until: date) -> Survey | Refusal:
    """Change the last day on which answers are taken."""
    found = _collecting(survey_id, by, now)
    if isinstance(found, Refusal):
        return found
    today = local_day(now, found.agency)
    if until < max(today, found.opens_on):
        told = Words("Paling awal {day}.", day=long_date(max(today, found.opens_on)))
        return Refusal("hari-lewat", "Hari terakhir belum benar.", fields={"sampai": told})
    before, found.closes_on = found.closes_on, until
    found.save(update_fields=["closes_on"])
    _told(found, "survei-diperpanjang", by, now, before=before.isoformat(), until=until.isoformat())
    return found


@action(needs=NEEDS)
def enter_paper(
    *, by: Actor, now: datetime, survey_id: UUID, sheet_id: UUID, paper: str, answers: Answers
) -> Sheet | Refusal:
    """Type in a sheet that was filled on paper. A number that stands on a paper is entered once; sent twice, the same
    form is one sheet."""
    found = _collecting(survey_id, by, now)
    if isinstance(found, Refusal):
        return found
    sheet = Sheet(
        id=sheet_id, agency=found.agency, survey=found, group=answers.group, service=answers.service,
        extras=answers.extras or None, remark=answers.remark, channel=Channel.PAPER, given_at=now,
        paper=paper.strip()[:40], entered_by_id=by.person, **answers.scores,
    )  # fmt: skip
    same = Sheet.objects.filter(survey=found)
    if same.filter(id=sheet_id).exists():
        return sheet
    if sheet.paper and same.filter(channel=Channel.PAPER, paper=sheet.paper).exists():
        told = Words("Lembar nomor {number} sudah dimasukkan.", number=sheet.paper)
        return Refusal("lembar-sudah-ada", "Lembar ini sudah dimasukkan.", fields={"nomor": told})
    sheet.save(force_insert=True)
    _told(found, "lembar-survei-dimasukkan", by, now, sheet=str(sheet_id))
    return sheet


@action(needs=NEEDS)
def judge_sheets(
    *, by: Actor, now: datetime, survey_id: UUID, sheets: Iterable[UUID], accept: bool, reason: str
) -> int | Refusal:
    """Let held sheets count, or not; why is always said. Returns how many were waiting."""
    found = _collecting(survey_id, by, now)
    if isinstance(found, Refusal):
        return found
    if not reason.strip():
        return Refusal("alasan-kosong", "Tuliskan alasannya.", fields={"alasan": "Tuliskan alasannya."})
    chosen = list(sheets)
    state = SheetState.ACCEPTED if accept else SheetState.REJECTED
    judged = Sheet.objects.filter(survey=found, state=SheetState.HELD, id__in=chosen).update(
        state=state, judged_by_id=by.person, judged_at=now, judgement=reason.strip()[:300]
    )
    if not judged:
        return Refusal("tidak-ada-pilihan", "Pilih dahulu jawaban yang masih ditahan.")
    _told(found, "jawaban-survei-ditinjau", by, now, accepted=accept, count=judged, reason=reason.strip()[:300])
    return judged


@action(needs=NEEDS)
def invite(*, by: Actor, now: datetime, survey_id: UUID, group: int, addresses: Sequence[str]) -> int | Refusal:
    """Note down whom to ask by e-mail; addresses already noted are left as they are. Returns how many are new."""
    found = _collecting(survey_id, by, now)
    if isinstance(found, Refusal):
        return found
    if not found.groups.filter(number=group).exists():
        return Refusal("kalangan-tidak-ada", "Pilih kalangannya.", fields={"kalangan": "Pilih kalangannya."})
    if len(addresses) > MOST_INVITED:
        told = Words("Paling banyak {most} alamat sekali kirim.", most=MOST_INVITED)
        return Refusal("terlalu-banyak", "Terlalu banyak alamat.", fields={"alamat": told})
    wanted = {address.strip().lower() for address in addresses}
    known = set(found.invitations.filter(email__in=wanted).values_list("email", flat=True))
    Invitation.objects.bulk_create(
        Invitation(agency=found.agency, survey=found, group=group, email=address, due_at=now)
        for address in sorted(wanted - known)
    )
    if wanted - known:
        _told(found, "undangan-survei-dicatat", by, now, group=group, count=len(wanted - known))
    return len(wanted - known)


@action(needs=NEEDS)
def close_survey(*, by: Actor, now: datetime, survey_id: UUID) -> Survey | Refusal:
    """The end of answering: the counted sheets get their fingerprint, addresses of the invited are forgotten."""
    found = _collecting(survey_id, by, now)
    if isinstance(found, Refusal):
        return found
    if waiting := held_sheets(found).count():
        return Refusal("jawaban-ditahan", "Masih ada {n} jawaban yang ditahan; tinjau dahulu.", {"n": waiting})
    found.state, found.closed_at = SurveyState.CLOSED, now
    count, found.fingerprint = fingerprint_of(found)
    found.save(update_fields=["state", "closed_at", "fingerprint"])
    take_snapshot(found, now)
    Invitation.objects.filter(survey=found).delete()
    Ticket.objects.filter(survey=found).delete()
    _told(found, "survei-ditutup", by, now, count=count, fingerprint=found.fingerprint.hex())
    return found


def _collecting(survey_id: UUID, by: Actor, now: datetime) -> Survey | Refusal:
    """The survey under its lock, while it is open and `by` is of its team."""
    held: LoadedSurvey | None = held_survey(survey_id, by, now)
    if not (allowed := may(by, NEEDS, held)):
        return allowed
    if held is None:
        return NO_SURVEY
    return held.survey if held.survey.state == SurveyState.OPEN and held.case.ended_at is None else CLOSED


def _told(survey: Survey, kind: str, by: Actor, now: datetime, **more: object) -> None:
    record(agency=by.agency, kind=kind, at=now, by=by.person, event={"survey": str(survey.id), **more})
