"""Sending notices, inside the transaction of what they tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from lajur.casework.notices.models import Notice, NoticeKind
from lajur.registers.authority.actions import action
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor


def notify(
    *,
    agency: str,
    persons: Iterable[str],
    kind: NoticeKind,
    key: str,
    link: str,
    at: datetime,
    params: dict[str, Any] | None = None,
) -> None:
    """Tell each of `persons` once; `key` names the event, so that a repeat changes nothing."""
    Notice.objects.bulk_create(
        [
            Notice(
                agency_id=agency,
                person_id=person,
                kind=kind,
                key=f"{kind}:{key}",
                link=link,
                at=at,
                params=params or {},
            )
            for person in dict.fromkeys(persons)
        ],
        ignore_conflicts=True,
    )


@action(needs="notices.read")
def mark_read(*, by: Actor, now: datetime, links: Iterable[str] | None = None) -> int:
    """Mark one's own notices as read, all or those that lead to `links`; returns how many were new."""
    may(by, "notices.read")
    if by.person is None:
        return 0
    mine = Notice.objects.filter(person_id=by.person, read_at__isnull=True)
    if links is not None:
        mine = mine.filter(link__in=list(links))
    return mine.update(read_at=now)
