"""Jobs that belong to no other app."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lajur.casework.jobs.registry import job
from lajur.registers.authority.journal import seal
from lajur.registers.organisation.models import Agency


@job(cron="7 * * * *", title="Menyegel jurnal")
def seal_journal(agency: Agency, now: datetime) -> int:
    """Seal the heads of the chains that grew."""
    with transaction.atomic():
        return 1 if seal(agency=str(agency.id), now=now) else 0
