"""``lajur jobs``: background work."""

from __future__ import annotations

import sys

import click

from lajur.entrypoints.cli import django_setup
from lajur.entrypoints.cli.language import _


@click.group(help=_("Jalankan pekerjaan latar."))
def cli() -> None:
    pass


@cli.command(
    help=_("Bekerja terus sampai dihentikan; dengan --once, jalankan setiap pekerjaan satu kali lalu berakhir.")
)
@click.option("--once", is_flag=True, help=_("Satu kali saja."))
@click.option("--json", "as_json", is_flag=True, help=_("Cetak hasil sebagai JSON (dengan --once)."))
def run(once: bool, as_json: bool) -> None:
    django_setup()

    from datetime import UTC, datetime

    from lajur.casework.jobs.models import JobOutcome
    from lajur.casework.jobs.registry import JOBS, run_job
    from lajur.casework.jobs.worker import schedule, work
    from lajur.casework.upkeep.jobs import beat_every_minute
    from lajur.entrypoints.cli.output import print_rows
    from lajur.entrypoints.cli.preparation import refuse_shared_sessions
    from lajur.registers.authority import border

    refuse_shared_sessions()
    border.close(outside=border.EVERYWHERE)
    if not once:
        beat_every_minute(datetime.now(UTC))  # an outage ends when the worker begins
        schedule()
        work()
        return
    runs = [run_job(name, datetime.now(UTC)) for name in sorted(JOBS)]
    rows = [{"pekerjaan": r.job, "hasil": r.outcome, "dikerjakan": r.done, "galat": r.error} for r in runs]
    print_rows(rows, as_json=as_json)
    sys.exit(1 if any(r.outcome == JobOutcome.FAILED for r in runs) else 0)


@cli.command("list", help=_("Daftar pekerjaan dan hasil terakhirnya."))
@click.option("--json", "as_json", is_flag=True, help=_("Cetak hasil sebagai JSON."))
def list_jobs(as_json: bool) -> None:
    django_setup()

    from lajur.casework.jobs.models import JobRun
    from lajur.casework.jobs.registry import JOBS
    from lajur.entrypoints.cli.output import print_rows
    from lajur.registers.authority.words import spoken

    rows = []
    for name, job in sorted(JOBS.items()):
        last = JobRun.objects.filter(job=name).order_by("-started_at").first()
        rows.append(
            {
                "pekerjaan": name,
                "judul": spoken(job.title),
                "jadwal": job.cron,
                "terakhir": last.started_at.isoformat(timespec="seconds") if last else None,
                "hasil": last.outcome if last else None,
            }
        )
    print_rows(rows, as_json=as_json)
