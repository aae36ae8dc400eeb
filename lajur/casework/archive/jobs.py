"""Making archives that were asked for, and clearing away those that nobody needs any more."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from lajur.casework.archive.actions import make_archive, remove_archive
from lajur.casework.archive.models import Archive, ArchiveState
from lajur.casework.jobs.registry import job
from lajur.registers.organisation.actors import clock_actor
from lajur.registers.organisation.models import Agency

UNDONE = (ArchiveState.ASKED, ArchiveState.BEING_MADE)


@job(cron="* * * * *", title="Menyusun arsip instansi yang diminta")
def make_archives(agency: Agency, now: datetime) -> int:
    """One run at a time makes an agency's archive. One that a killed worker left half made is begun anew: the lock was
    its session's and went with it."""
    if not Archive.objects.filter(agency=agency, state__in=UNDONE).exists():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 3))", [str(agency.id)])
        if not cursor.fetchone()[0]:
            return 0
    try:
        row = Archive.objects.filter(agency=agency, state__in=UNDONE).first()
        if row is None:
            return 0
        make_archive(archive=row, agency=agency, by=clock_actor(agency, now), now=now)
        return 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 3))", [str(agency.id)])


@job(cron="41 2 * * *", title="Menghapus arsip instansi yang lewat waktunya")
def clear_archives(agency: Agency, now: datetime) -> int:
    old = list(Archive.objects.filter(agency=agency, state=ArchiveState.READY, until__lt=now))
    for row in old:
        remove_archive(archive=row, by=clock_actor(agency, now), now=now)
    return len(old)
