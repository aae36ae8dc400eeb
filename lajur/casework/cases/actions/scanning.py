"""Letting the virus scanner look at what has arrived, and telling whoever sent an infected file."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from lajur.casework.cases.models import Case
from lajur.casework.documents import clamd
from lajur.casework.documents.models import Scan, Upload
from lajur.casework.documents.scanning import blocks_of, due, place_of, settle
from lajur.casework.notices.actions import notify
from lajur.casework.notices.models import NoticeKind
from lajur.engine.refusal import Refusal
from lajur.registers.authority.actions import action
from lajur.registers.authority.journal import record as journal
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor

MOST, BYTES = 200, 500_000_000
"""Files and bytes of one run, so that other jobs get their turn."""

log = logging.getLogger(__name__)


@action(needs="cases.scan_files", atomic=False)
def scan_files(*, by: Actor, now: datetime, target: str) -> int | Refusal:
    """Send the scanner at `target` what waits for it; returns how many files it judged. When it does not answer, they
    go on waiting. No transaction is open while it looks."""
    if not (allowed := may(by, "cases.scan_files")):
        return allowed
    judged = sent = 0
    for waiting in due(by.agency, now, MOST):
        place = place_of(waiting)
        try:
            verdict = clamd.scan(target, blocks_of(place)) if place else None
        except clamd.NoAnswer as error:
            log.warning("the virus scanner does not answer: %s", error)
            return judged
        with transaction.atomic():
            tell(waiting, settle(scan_id=waiting.id, verdict=verdict, now=now), verdict, by, now)
        judged += 1
        sent += place.stat().st_size if place and place.exists() else 0
        if sent > BYTES:
            break
    return judged


def tell(scan: Scan, uploads: list[Upload], verdict: clamd.Verdict | None, by: Actor, now: datetime) -> None:
    """Of an infected file: the journal, and each of its senders once for each receipt."""
    if verdict is None or not verdict.signature:
        return
    event = {"sha256": scan.sha256, "signature": verdict.signature, "receipts": [row.code for row in uploads]}
    journal(agency=by.agency, kind="berkas-dikarantina", at=now, by=by.person, event=event)
    numbers = dict(Case.objects.filter(id__in={row.case_id for row in uploads}).values_list("id", "number"))
    for row in uploads:
        notify(
            agency=by.agency, persons=[str(row.person_id)], kind=NoticeKind.INFECTED, key=str(row.id),
            link=f"/unggahan/{row.id}/", at=now, params={"number": numbers.get(row.case_id, "")}, case=row.case_id,
        )  # fmt: skip
