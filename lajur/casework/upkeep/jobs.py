"""Every minute a beat, every night a walk over the journal."""

from __future__ import annotations

from datetime import datetime

from lajur.casework.jobs.registry import installation_job, job
from lajur.casework.upkeep.actions import beat, check_journal
from lajur.casework.upkeep.pulse import pulse
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.actors import clock_actor
from lajur.registers.organisation.models import Agency
from lajur.registers.reference.permissions import INSTALLATION


@installation_job(cron="* * * * *", title="Detak Lajur dan catatan gangguan")
def beat_every_minute(now: datetime) -> int:
    """1 when an outage or a leap of the clock was found."""
    found = beat(by=INSTALLATION, pulse=pulse(now))
    if isinstance(found, Refusal):
        raise RuntimeError(found.code)
    return int(found.outage is not None or found.leap is not None)


@job(cron="23 19 * * *", title="Memeriksa keutuhan jurnal")
def verify_journal(agency: Agency, now: datetime) -> int:
    """Raises when the journal is broken, so that the run counts as failed and stands out."""
    check = check_journal(by=clock_actor(agency, now), now=now)
    if isinstance(check, Refusal):
        raise RuntimeError(check.code)
    if check.faults:
        raise RuntimeError(check.first_fault)
    return 1
