"""The clock: one job serves all deadlines, another counts them anew when the calendar has changed."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings

from lajur.casework.cases.actions import clear_drafts, recalculate_deadlines, tell_time
from lajur.casework.cases.actions.scanning import scan_files
from lajur.casework.cases.models import Task, TaskStatus
from lajur.casework.cases.telling import tell_of_work
from lajur.casework.documents.scanning import announce_old
from lajur.casework.jobs.models import JobMark
from lajur.casework.jobs.registry import job
from lajur.engine.refusal import Words
from lajur.registers.organisation.actors import clock_actor
from lajur.registers.organisation.models import Agency

log = logging.getLogger(__name__)

BATCH = 1000


@job(cron="* * * * *", title="Mengingatkan tenggat dan menandai keterlambatan")
def tell_time_to_cases(agency: Agency, now: datetime) -> int:
    """Tell the time to every case of which a task has come to a moment the clock must look at.

    A case that fails is told when all the others have been: it must not stop their clock. Raises what it raised.
    """
    due = Task.objects.filter(agency=agency, status=TaskStatus.OPEN, next_at__isnull=False, next_at__lte=now)
    cases = list(dict.fromkeys(due.order_by("next_at").values_list("case_id", flat=True)[:BATCH]))
    by = clock_actor(agency, now)
    told, failed = 0, None
    for case in cases:
        try:
            told += bool(tell_time(case_id=case, by=by, now=now))
        except Exception as error:
            log.exception("the clock failed for case %s", case)
            failed = error
    if failed is not None:
        raise failed
    return told


@job(cron="* * * * *", title="Menghitung ulang tenggat setelah kalender berubah")
def recalculate_after_calendar_change(agency: Agency, now: datetime) -> int:
    """Once for every version of the agency's calendar."""
    mark, _ = JobMark.objects.get_or_create(agency=agency, job="cases.calendar", defaults={"value": 0})
    if mark.value == agency.calendar_version:
        return 0
    open_tasks = Task.objects.filter(agency=agency, status=TaskStatus.OPEN, due_at__isnull=False)
    by, why = clock_actor(agency, now), Words("kalender kerja berubah")
    moved = 0
    for case in open_tasks.order_by("case_id").values_list("case_id", flat=True).distinct():
        outcome = recalculate_deadlines(case_id=case, why=why, by=by, now=now)
        moved += len(outcome.outcome.events) if outcome else 0
    mark.value = agency.calendar_version
    mark.save(update_fields=["value"])
    return moved


@job(cron="25 1 * * *", title="Menghapus draf lama dari tugas yang sudah ditutup")
def clear_old_drafts(agency: Agency, now: datetime) -> int:
    """Drafts are personal data: they stay thirty days with a closed task, so that what was not sent can be copied."""
    return clear_drafts(by=clock_actor(agency, now), now=now) or 0


@job(cron="* * * * *", title="Memberi tahu tugas baru dan penyimpangan")
def tell_people(agency: Agency, now: datetime) -> int:
    """Tell of tasks, deviations and answers that came since the last look."""
    return tell_of_work(agency, now)


@job(cron="* * * * *", title="Memindai berkas yang diterima")
def scan_received(agency: Agency, now: datetime) -> int:
    """Nothing where no scanner is set: then files stay unscanned, and are scanned once there is one."""
    if not settings.CLAMD:
        return 0
    return scan_files(by=clock_actor(agency, now), now=now, target=settings.CLAMD) or 0


@job(cron="12 3 * * *", title="Mendaftarkan berkas lama untuk dipindai")
def announce_old_files(agency: Agency, now: datetime) -> int:
    return announce_old(agency.id, now, 5000)
