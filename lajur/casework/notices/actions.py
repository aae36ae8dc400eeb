"""Sending notices, inside the transaction of what they tell; reading them; choosing which come by mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from lajur.casework.notices.models import MailChoice, Notice, NoticeKind, Pace
from lajur.casework.notices.rules import Choice
from lajur.engine.refusal import Refusal
from lajur.registers.authority import prepared
from lajur.registers.authority.actions import action
from lajur.registers.authority.ids import new_id
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor

DAY = 24 * 60
_TELL = (
    'INSERT INTO notices_notice (id, agency_id, person_id, kind, key, link, params, at, "case", task, pace)'
    " SELECT v.id, $3, v.person, $4, $5, $6, $7::jsonb, $8, $9, $10, ''"
    " FROM unnest($1::uuid[], $2::uuid[]) AS v (id, person) ON CONFLICT (person_id, key) DO NOTHING RETURNING id"
)


def notify(
    *,
    agency: str,
    persons: Iterable[str],
    kind: NoticeKind,
    key: str,
    link: str,
    at: datetime,
    params: dict[str, Any] | None = None,
    case: UUID | str | None = None,
    task: str = "",
) -> None:
    """Tell each of `persons` once; `key` names the event, so that a repeat changes nothing.

    `params` go into mails as they are: numbers of cases, titles of SOPs and steps, never what somebody has typed.
    """
    told = tuple(dict.fromkeys(map(str, persons)))
    if told:
        ids = tuple(new_id() for _ in told)
        about = (agency, str(kind), f"{kind}:{key}", link, orjson.dumps(params or {}).decode(), at, case, task)
        prepared.rows(_TELL, (ids, told, *about))


def tell_of_sops(
    *, agency: str, persons: Iterable[str], kind: str, key: str, link: str, at: datetime, params: Mapping[str, Any]
) -> None:
    """What the register of procedures tells (`procedures.work.TELLERS`)."""
    notify(agency=agency, persons=persons, kind=NoticeKind(kind), key=key, link=link, at=at, params=dict(params))


@action(needs="notices.read")
def mark_read(*, by: Actor, now: datetime, notice_id: UUID | None = None, links: Iterable[str] | None = None) -> int:
    """Mark all of one's own notices, one of them, or those that lead to `links` as read; returns how many were new."""
    may(by, "notices.read")
    if by.person is None:
        return 0
    mine = Notice.objects.filter(person_id=by.person, read_at__isnull=True)
    if links is not None:
        mine = mine.filter(link__in=list(links))
    return (mine.filter(id=notice_id) if notice_id else mine).update(read_at=now)


@action(needs="notices.choose")
def choose_mail(*, choice: Choice, by: Actor, now: datetime) -> MailChoice | Refusal:
    """Keep which notices a person wants by mail, and when not to be disturbed."""
    allowed = may(by, "notices.choose")
    if isinstance(allowed, Refusal):
        return allowed
    if by.person is None:
        return Refusal("bukan-wewenang", "Ini pilihan setiap orang sendiri.")
    known = all(kind in NoticeKind.values and pace in Pace.values for kind, pace in choice.paces.items())
    hours = 0 <= choice.quiet_from < DAY and 0 <= choice.quiet_until < DAY and 0 <= choice.digest_hour < 24
    if not (known and hours):
        return Refusal("pilihan-tidak-dikenal", "Pilihan ini tidak ada.")
    kept: Mapping[str, Any] = {
        "agency_id": by.agency,
        "paces": dict(choice.paces),
        "is_quiet": choice.is_quiet,
        "quiet_from": choice.quiet_from,
        "quiet_until": choice.quiet_until,
        "quiet_days_off": choice.quiet_days_off,
        "digest_hour": choice.digest_hour,
    }
    row, _ = MailChoice.objects.update_or_create(person_id=by.person, defaults=kept)
    return row
