"""Comments on cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from lajur.casework.cases import store
from lajur.casework.cases.mentions import mentioned
from lajur.casework.cases.models import Comment
from lajur.casework.cases.queries import case_subject
from lajur.casework.cases.shell import NO_SUCH_CASE, append
from lajur.casework.notices.actions import notify
from lajur.casework.notices.models import NoticeKind
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.ids import uuid7
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor

LONGEST = 5000


@action(needs="cases.comment")
def comment(
    *,
    case_id: UUID | str,
    text: str,
    by: Actor,
    now: datetime,
    mentions: Iterable[str] = (),
    comment_id: UUID | None = None,
) -> Comment | Refusal:
    """Write a remark on a case, also on one that has ended. The same `comment_id` again changes nothing.

    Persons in `mentions` (ids) and those named in the text as @username get a notice; they must be able to
    read the case.
    """
    held = store.read(case_id, by.agency)
    if held is None:
        may(by, "cases.comment", case_subject(None, by, now))
        return NO_SUCH_CASE
    subject = case_subject(held.id, by, now)
    allowed = may(by, "cases.comment", subject)
    if not allowed:
        return allowed
    if not text.strip() or len(text) > LONGEST:
        return Refusal(
            "komentar-kosong",
            "Tuliskan komentar, paling panjang {longest} huruf.",
            {"longest": LONGEST},
            {"komentar": "Isi komentar."},
        )
    named = mentioned(held.agency, text, mentions, subject, now)
    if isinstance(named, Refusal):
        return named
    assert by.person is not None  # the clock has nothing to remark
    try:
        written, is_new = Comment.objects.get_or_create(
            id=comment_id or uuid7(),
            case_id=held.id,
            defaults={"agency_id": by.agency, "by_id": by.person, "at": now, "text": text.strip()},
        )
    except IntegrityError:  # the id is that of another case's comment, perhaps of another agency, which nobody sees
        return Refusal("kiriman-terpakai", "Kiriman ini sudah dipakai; muat ulang halaman, lalu kirim lagi.")
    if not is_new:
        return written
    append(
        held,
        kind="komentar-ditulis",
        event={"comment": str(written.id), **({"persons": named} if named else {})},
        private={"text": text.strip()},
        by=by,
        now=now,
    )
    notify(
        agency=by.agency,
        persons=[person for person in named if person != by.person],
        kind=NoticeKind.MENTION,
        key=str(written.id),
        link=f"/pelaksanaan/{held.id}/#riwayat",
        at=now,
        params={"number": held.number},
        case=held.id,
    )
    return written
