"""What surveys do by the clock."""

from __future__ import annotations

from datetime import datetime

from lajur.capabilities.surveys.collecting.inviting import send_invitations
from lajur.capabilities.surveys.followups.actions import remind
from lajur.capabilities.surveys.planning.actions import local_day
from lajur.capabilities.surveys.results.running import keep_counts
from lajur.casework.jobs.registry import job
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.actors import clock_actor
from lajur.registers.organisation.models import Agency


@job(cron="* * * * *", title="Mengirim undangan survei kepuasan")
def send_survey_invitations(agency: Agency, now: datetime) -> int:
    """Send a batch of what is due."""
    sent = send_invitations(by=clock_actor(agency, now), now=now, agency=agency, today=local_day(now, agency))
    return 0 if isinstance(sent, Refusal) else sent


@job(cron="* * * * *", title="Menghitung jawaban survei yang masuk")
def keep_survey_counts(agency: Agency, now: datetime) -> int:
    """Only surveys to which many answers came."""
    kept = keep_counts(by=clock_actor(agency, now), now=now, agency=agency)
    return 0 if isinstance(kept, Refusal) else kept


@job(cron="20 * * * *", title="Mengingatkan tindak lanjut survei")
def remind_follow_ups(agency: Agency, now: datetime) -> int:
    """Tell who is responsible a week and a day before the last day, and once when it has passed."""
    told = remind(by=clock_actor(agency, now), now=now, today=local_day(now, agency))
    return 0 if isinstance(told, Refusal) else told
