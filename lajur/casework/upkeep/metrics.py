"""What Prometheus reads: the installation in figures, without personal data and without names of agencies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection
from django_scopes import scopes_disabled

from lajur import __version__
from lajur.casework.jobs.models import JobOutcome
from lajur.casework.upkeep import signs
from lajur.casework.upkeep.measuring import requests
from lajur.casework.upkeep.models import Backup, Beat

if TYPE_CHECKING:
    from prometheus_client.core import Metric

OPEN_TASKS = "SELECT count(*), count(*) FILTER (WHERE due_at < %s) FROM cases_task WHERE status = 'terbuka'"
MAILS = """
SELECT count(*) FILTER (WHERE state IN ('menunggu', 'diambil', 'diserahkan') AND due_at <= %s),
       count(*) FILTER (WHERE state = 'gagal')
  FROM notices_mail
 WHERE state IN ('menunggu', 'diambil', 'diserahkan', 'gagal') AND due_at > %s - interval '7 days'
"""
RUNNING = "SELECT count(*) FROM cases_case WHERE status = 'berjalan'"


@dataclass(frozen=True, slots=True)
class Installation:
    """A collector of prometheus_client: asks at every scrape. `now` is the wall's."""

    now: datetime

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily

        def gauge(name: str, text: str, value: float) -> Metric:
            return GaugeMetricFamily(f"lajur_{name}", text, value=value)

        yield InfoMetricFamily("lajur", "The version that answers.", value={"version": __version__})
        for room in signs.disks():
            yield gauge("disk_free_bytes", "Room left where data and files lie.", room.free)
            break
        try:
            found = signs.database()
            with scopes_disabled():
                told = list(self._inside())
        except DatabaseError:
            yield gauge("database_up", "1 while the database answers.", 0)
            return
        yield gauge("database_up", "1 while the database answers.", 1)
        yield gauge("database_answer_seconds", "One round trip.", found.answer_ms / 1000)
        yield gauge("database_size_bytes", "Size of the database.", found.size)
        yield gauge("database_connections", "Connections in use.", found.connections)
        yield gauge("database_oldest_transaction_seconds", "Age of the oldest one.", found.oldest.total_seconds())
        yield gauge(
            "clock_drift_seconds", "The database's clock before ours.", (found.clock - self.now).total_seconds()
        )
        for name, text, value in told:
            yield gauge(name, text, value)
        jobs = signs.work(self.now)
        failed = GaugeMetricFamily("lajur_job_failed", "1 when a job's last run failed.", labels=("job",))
        lag = GaugeMetricFamily("lajur_job_lag_seconds", "How long a job waits beyond its schedule.", labels=("job",))
        for job in jobs:
            failed.add_metric((job.name,), float(job.run is not None and job.run.outcome == JobOutcome.FAILED))
            lag.add_metric((job.name,), job.lag.total_seconds())
        yield failed
        yield lag

    def _inside(self) -> Iterator[tuple[str, str, float]]:
        with connection.cursor() as cursor:
            cursor.execute(RUNNING)
            yield "cases_running", "Cases that run.", cursor.fetchone()[0]
            cursor.execute(OPEN_TASKS, [self.now])
            still_open, late = cursor.fetchone()
            yield "tasks_open", "Tasks that wait for somebody.", still_open
            yield "tasks_late", "Open tasks whose time is over.", late
            cursor.execute(MAILS, [self.now, self.now])
            waiting, failed = cursor.fetchone()
            yield "mails_waiting", "Mails that are due and not sent.", waiting
            yield "mails_failed", "Mails given up in the last seven days.", failed
        beat = Beat.objects.filter(id=1).first()
        if beat is not None:
            yield "worker_beat_age_seconds", "Since the job worker's last beat.", (self.now - beat.at).total_seconds()
        saved = Backup.objects.filter(fault="").order_by("-at").first()
        if saved is not None:
            yield "backup_age_seconds", "Since the last good backup.", (self.now - saved.at).total_seconds()
        proven = Backup.objects.filter(proven_at__isnull=False).order_by("-proven_at").first()
        if proven is not None and proven.proven_at is not None:
            age = (self.now - proven.proven_at).total_seconds()
            yield "backup_proof_age_seconds", "Since a backup was last restored aside and found equal.", age


def exposition(now: datetime) -> bytes:
    """Prometheus' text format: the installation, and the requests of all web processes together."""
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    registry.register(Installation(now))
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
    else:
        registry.register(requests())
    return generate_latest(registry)
