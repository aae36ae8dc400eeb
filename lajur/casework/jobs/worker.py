"""Jobs on procrastinate: its periodic tasks call `run_job`. The queue is the database, so nothing else must run."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from lajur.casework.jobs.registry import JOBS, Job, run_job


def schedule() -> None:
    """Make a periodic task of every registered job; once per process."""
    for job in JOBS.values():
        _schedule(job)


def _schedule(job: Job) -> None:
    def run(timestamp: int) -> int:
        return run_job(job.name, datetime.now(UTC)).done

    # A queueing lock keeps one waiting run at most; no execution lock, which a killed worker would hold for ever.
    task = app.task(name=job.name, queue="jam", queueing_lock=job.name, pass_context=False)(run)
    app.periodic(cron=job.cron, periodic_id=job.name)(task)


def work() -> None:
    """Work until SIGTERM or SIGINT."""
    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    # Two at a time, so that a long job (an agency's archive) does not keep deadlines waiting.
    worker_app.run_worker(queues=["jam"], concurrency=2, delete_jobs="always", shutdown_graceful_timeout=20)
