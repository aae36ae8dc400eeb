"""Filing what came to its end since yesterday, and destroying what was ordered."""

from __future__ import annotations

from datetime import datetime

from lajur.casework.documents.retention.actions import BATCH, file_records
from lajur.casework.documents.retention.destroying import destroy_some
from lajur.casework.documents.retention.models import Disposal, DisposalState
from lajur.casework.jobs.registry import job
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.actors import clock_actor
from lajur.registers.organisation.models import Agency


@job(cron="41 2 * * *", title="Mendaftarkan dokumen ke arsip")
def file_ended(agency: Agency, now: datetime) -> int:
    """Documents of ended cases and issued papers get their class, place and dates."""
    outcome = file_records(agency=agency, by=clock_actor(agency, now), now=now)
    return 0 if isinstance(outcome, Refusal) else outcome


@job(cron="*/5 * * * *", title="Memusnahkan arsip yang sudah diperintahkan")
def destroy_ordered(agency: Agency, now: datetime) -> int:
    """Go on with lists whose destruction was ordered and broke off or is long; returns how many documents are left."""
    ordered = Disposal.objects.filter(agency=agency, state=DisposalState.DESTROYING).order_by("ordered_at")
    return sum(destroy_some(agency, key, now, BATCH) for key in list(ordered.values_list("id", flat=True)))
