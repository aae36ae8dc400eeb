"""Every minute a beat, every night a walk over the journal and a backup."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lajur.backup.settings import settings
from lajur.casework.jobs.registry import installation_job, job
from lajur.casework.upkeep.actions import beat, check_journal
from lajur.casework.upkeep.pulse import pulse
from lajur.casework.upkeep.seals.actions import make_sheet
from lajur.casework.upkeep.seals.sending import send_waiting
from lajur.engine.refusal import Refusal
from lajur.registers.organisation.actors import clock_actor
from lajur.registers.organisation.models import Agency
from lajur.registers.organisation.sessions import sweep
from lajur.registers.procedures.checks.actions import remind_of_checks
from lajur.registers.procedures.drafts.reading import read_waiting
from lajur.registers.procedures.life.approving import begin_editions
from lajur.registers.reference.permissions import INSTALLATION


@installation_job(cron="* * * * *", title="Detak Lajur dan catatan gangguan")
def beat_every_minute(now: datetime) -> int:
    """1 when an outage or a leap of the clock was found."""
    found = beat(by=INSTALLATION, pulse=pulse(now))
    if isinstance(found, Refusal):
        raise RuntimeError(found.code)
    return int(found.outage is not None or found.leap is not None)


@installation_job(cron="52 * * * *", title="Membersihkan sesi yang sudah berakhir")
def clear_sessions(now: datetime) -> int:
    return sweep(now)


@job(cron="23 19 * * *", title="Memeriksa keutuhan jurnal")
def verify_journal(agency: Agency, now: datetime) -> int:
    """Raises when the journal is broken, so that the run counts as failed and stands out."""
    check = check_journal(by=clock_actor(agency, now), now=now)
    if isinstance(check, Refusal):
        raise RuntimeError(check.code)
    if check.faults:
        raise RuntimeError(check.first_fault)
    return 1


@job(cron="* * * * *", title="Membaca dokumen SOP yang dikirim")
def read_sop_documents(agency: Agency, now: datetime) -> int:
    return read_waiting(agency, now)


@job(cron="*/5 * * * *", title="Memberlakukan edisi SOP pada hari berlakunya")
def begin_sop_editions(agency: Agency, now: datetime) -> int:
    begun = begin_editions(by=clock_actor(agency, now), now=now)
    return 0 if isinstance(begun, Refusal) else begun


@job(cron="41 * * * *", title="Mengingatkan pemantauan dan evaluasi SOP")
def remind_of_sop_checks(agency: Agency, now: datetime) -> int:
    due = remind_of_checks(by=clock_actor(agency, now), now=now)
    return 0 if isinstance(due, Refusal) else due


@job(cron="12 * * * *", title="Lembar segel harian")
def daily_seal_sheet(agency: Agency, now: datetime) -> int:
    """The sheet of the agency's day that ended, once, and its mails until they have gone."""
    by = clock_actor(agency, now)
    yesterday = now.astimezone(ZoneInfo(agency.zone)).date() - timedelta(days=1)
    made = make_sheet(by=by, now=now, agency=agency, day=yesterday)
    if isinstance(made, Refusal):
        raise RuntimeError(made.code)
    return send_waiting(agency, by, now) + (made is not None)


PATIENCE = 60
"""Seconds that the worker waits for the night's backup. A longer one goes on beside it, so that the beats do too."""
COMMAND = (sys.executable, "-m", "lajur.entrypoints.cli", "backup", "nightly")


@installation_job(cron="37 18 * * *", title="Mencadangkan dan menguji cadangan")
def back_up(now: datetime) -> int:
    """In a process of its own, which notes the outcome for the health page. Raises when it failed within the minute."""
    if not settings().is_nightly:
        return 0
    process = subprocess.Popen(COMMAND, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        _out, told = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return 1
    if process.returncode:
        raise RuntimeError(told.decode(errors="replace").strip()[-500:])
    return 1
