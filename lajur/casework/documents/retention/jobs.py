"""Filing what came to its end since yesterday."""

from __future__ import annotations

from datetime import datetime

from lajur.casework.documents.retention.actions import file_records
from lajur.casework.jobs.registry import job
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.actors import clock_actor
from lajur.registers.organisation.models import Agency


@job(cron="41 2 * * *", title="Mendaftarkan dokumen ke arsip")
def file_ended(agency: Agency, now: datetime) -> int:
    """Documents of ended cases and issued papers get their class, place and dates."""
    outcome = file_records(agency=agency, by=clock_actor(agency, now), now=now)
    return 0 if isinstance(outcome, Refusal) else outcome
