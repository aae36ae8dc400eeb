"""What the health page asks of the database, the disk and the clock: one reading each, no judgement."""

from __future__ import annotations

import platform
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from croniter import croniter
from django.conf import settings
from django.db import connection

from lajur import __version__
from lajur.casework.jobs.models import JobOutcome, JobRun
from lajur.casework.jobs.registry import JOBS


@dataclass(frozen=True, slots=True)
class Database:
    """`answer_ms` is one round trip, `size` bytes, `oldest` the age of the oldest transaction, `clock` its time."""

    version: str
    answer_ms: float
    size: int
    connections: int
    most_connections: int
    oldest: timedelta
    clock: datetime
    zone: str


def database() -> Database:
    """Raises DatabaseError when it does not answer."""
    with connection.cursor() as cursor:
        began = time.perf_counter()
        cursor.execute("SELECT clock_timestamp(), current_setting('server_version'), current_setting('TimeZone')")
        clock, version, zone = cursor.fetchone()
        answered = time.perf_counter()
        cursor.execute(
            "SELECT pg_database_size(current_database()), count(*), current_setting('max_connections')::int,"
            " coalesce(max(now() - xact_start) FILTER (WHERE pid <> pg_backend_pid()), interval '0')"
            " FROM border_activity()"
        )
        size, used, most, oldest = cursor.fetchone()
    return Database(version, round((answered - began) * 1000, 1), size, used, most, oldest, clock.astimezone(UTC), zone)


@dataclass(frozen=True, slots=True)
class Work:
    """A job and its last run. `expected_at`: when it should last have run by its schedule."""

    name: str
    title: str
    cron: str
    expected_at: datetime
    run: JobRun | None

    @property
    def has_failed(self) -> bool:
        return self.run is not None and self.run.outcome == JobOutcome.FAILED

    @property
    def lag(self) -> timedelta:
        """How long it has been waiting beyond its schedule; 0 when it ran, or has never run."""
        if self.run is None or self.run.started_at >= self.expected_at - timedelta(seconds=30):
            return timedelta()
        return self.expected_at - self.run.started_at


def work(now: datetime) -> list[Work]:
    names = sorted(JOBS)
    latest = JobRun.objects.raw(
        "SELECT r.* FROM unnest(%s::text[]) AS n(job) CROSS JOIN LATERAL"
        " (SELECT * FROM jobs_jobrun WHERE job = n.job ORDER BY started_at DESC LIMIT 1) r",
        [names],
    )
    runs = {run.job: run for run in latest}
    # A job may take its minute to begin: what was due in the last two minutes is not late yet.
    return [
        Work(
            name,
            JOBS[name].title,
            JOBS[name].cron,
            croniter(JOBS[name].cron, now - timedelta(minutes=2)).get_prev(datetime),
            runs.get(name),
        )
        for name in names
    ]


@dataclass(frozen=True, slots=True)
class Room:
    """A folder and the room on its disk, in bytes."""

    place: str
    free: int
    total: int

    @property
    def share(self) -> float:
        return self.free / self.total if self.total else 0.0


def disks() -> Sequence[Room]:
    """The data folder and the folder of files, once where they share a disk."""
    found: dict[int, Room] = {}
    for place in (Path(settings.DATA), Path(settings.MEDIA_ROOT)):
        existing = next(one for one in (place, *place.parents) if one.exists())
        usage = shutil.disk_usage(existing)
        found.setdefault(existing.stat().st_dev, Room(str(place), usage.free, usage.total))
    return list(found.values())


def versions(database_version: str) -> dict[str, str]:
    return {"Lajur": __version__, "Python": platform.python_version(), "PostgreSQL": database_version}
