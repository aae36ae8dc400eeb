"""The list of jobs and the one way to run them.

A job is a function `(agency, now) -> int` in an app's jobs.py: it does what is due in one agency and returns how many
things it did. It must be safe to run twice, also at once, because a killed worker's run is simply run again. A job of
the installation (`@installation_job`) is a function `(now) -> int` that runs once, in no agency's scope.
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
from lajur.registers.organisation.clocks import agency_now
from lajur.registers.organisation.models import Agency

log = logging.getLogger(__name__)

KEPT = timedelta(days=30)
"""Runs older than this are forgotten."""

JobFunction = Callable[[Agency, datetime], int]
WholeFunction = Callable[[datetime], int]


@dataclass(frozen=True, slots=True)
class Job:
    """`name` is "<app>.<function>"; `cron` says when (minute hour day month weekday); `title` is Indonesian.

    It has one of both functions: for each agency, with the agency's own time, or for the whole installation.
    """

    name: str
    title: str
    cron: str
    function: JobFunction | None = None
    whole: WholeFunction | None = None


JOBS: dict[str, Job] = {}


def job(*, cron: str, title: str) -> Callable[[JobFunction], JobFunction]:
    """Register a function of a jobs.py."""

    def wrap(function: JobFunction) -> JobFunction:
        name = _name(function)
        JOBS[name] = Job(name, title, cron, function=function)
        return function

    return wrap


def installation_job(*, cron: str, title: str) -> Callable[[WholeFunction], WholeFunction]:
    """Register a function of a jobs.py that sees to the whole installation."""

    def wrap(function: WholeFunction) -> WholeFunction:
        name = _name(function)
        JOBS[name] = Job(name, title, cron, whole=function)
        return function

    return wrap


def _name(function: Callable[..., int]) -> str:
    return f"{function.__module__.split('.')[-2]}.{function.__name__}"


def load_all() -> None:
    """Import every Lajur app's jobs.py."""
    for config in apps.get_app_configs():
        module = f"{config.name}.jobs"
        if config.name.startswith("lajur.") and find_spec(module) is not None:
            import_module(module)


def run_job(name: str, now: datetime) -> JobRun:
    """Run a job for every active agency, in its time, and record it. One agency's failure is logged and does not stop
    the others."""
    found = JOBS[name]
    run = JobRun.objects.create(job=name, started_at=now)
    errors = []
    if found.whole is not None:
        try:
            run.done += found.whole(now)
        except Exception as error:
            log.exception("job %s failed", name)
            errors.append(f"{type(error).__name__}: {error}")
    by_agency = found.function
    for agency in Agency.objects.filter(is_active=True).order_by("id") if by_agency else ():
        try:
            with scope(agency=agency):
                run.done += by_agency(agency, agency_now(agency, now)) if by_agency else 0
        except Exception as error:
            log.exception("job %s failed for agency %s", name, agency.slug)
            errors.append(f"{agency.slug}: {type(error).__name__}: {error}")
    run.outcome = JobOutcome.FAILED if errors else JobOutcome.DONE
    run.error = "\n".join(errors)
    run.ended_at = datetime.now(now.tzinfo)
    run.save()
    JobRun.objects.filter(job=name, started_at__lt=now - KEPT).delete()
    return run
