"""The list of jobs and the one way to run them.

A job is a function `(agency, now) -> int` in an app's jobs.py: it does what is due in one agency and returns how many
things it did. It must be safe to run twice, also at once, because a killed worker's run is simply run again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django_scopes import scope

from lajur.casework.jobs.models import JobOutcome, JobRun
from lajur.registers.organisation.models import Agency

log = logging.getLogger(__name__)

KEPT = timedelta(days=30)
"""Runs older than this are forgotten."""

JobFunction = Callable[[Agency, datetime], int]


@dataclass(frozen=True, slots=True)
class Job:
    """`name` is "<app>.<function>"; `cron` says when (minute hour day month weekday); `title` is Indonesian."""

    name: str
    title: str
    cron: str
    function: JobFunction


JOBS: dict[str, Job] = {}


def job(*, cron: str, title: str) -> Callable[[JobFunction], JobFunction]:
    """Register a function of a jobs.py."""

    def wrap(function: JobFunction) -> JobFunction:
        app = function.__module__.split(".")[-2]
        name = f"{app}.{function.__name__}"
        JOBS[name] = Job(name, title, cron, function)
        return function

    return wrap


def load_all() -> None:
    """Import every Lajur app's jobs.py."""
    for config in apps.get_app_configs():
        module = f"{config.name}.jobs"
        if config.name.startswith("lajur.") and find_spec(module) is not None:
            import_module(module)


def run_job(name: str, now: datetime) -> JobRun:
    """Run a job for every agency and record it. One agency's failure is logged and does not stop the others."""
    found = JOBS[name]
    run = JobRun.objects.create(job=name, started_at=now)
    errors = []
    for agency in Agency.objects.order_by("id"):
        try:
            with scope(agency=agency):
                run.done += found.function(agency, now)
        except Exception as error:
            log.exception("job %s failed for agency %s", name, agency.slug)
            errors.append(f"{agency.slug}: {type(error).__name__}: {error}")
    run.outcome = JobOutcome.FAILED if errors else JobOutcome.DONE
    run.error = "\n".join(errors)
    run.ended_at = datetime.now(now.tzinfo)
    run.save()
    JobRun.objects.filter(job=name, started_at__lt=now - KEPT).delete()
    return run
