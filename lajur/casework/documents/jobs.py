"""Clearing away files that were sent and never used."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from lajur.casework.documents.arriving import hold_digest, waiting_path
from lajur.casework.documents.models import Record, Upload
from lajur.casework.documents.queries import file_path
from lajur.casework.jobs.registry import job
from lajur.registers.organisation.models import Agency

UNFINISHED, UNUSED = timedelta(days=14), timedelta(days=45)
"""How long a broken upload can be continued; how long a whole file waits for its step, longer than any form that
names it is valid (`uploads.DAYS`)."""
BATCH = 500
OURS = re.compile(r"[0-9a-f]{32}")


@job(cron="23 2 * * *", title="Membersihkan unggahan yang tidak dipakai")
def clear_uploads(agency: Agency, now: datetime) -> int:
    """Broken uploads that nobody touched any more, then whole files that no case holds. Receipts stay."""
    return _unfinished(agency, now) + _unused(agency, now) + _strays(agency, now)


def _unfinished(agency: Agency, now: datetime) -> int:
    """A part that arrives meanwhile holds the row: then it is skipped, and young again the next time."""
    old = Upload.objects.filter(
        agency=agency, arrived_at=None, dropped_at=None, touched_at__lt=now - UNFINISHED
    ).order_by("touched_at")  # fmt: skip
    done = 0
    for key in list(old.values_list("id", flat=True)[:BATCH]):
        with transaction.atomic():
            row = old.filter(id=key).select_for_update(skip_locked=True).first()
            if row is None:
                continue
            row.dropped_at = now
            row.save(update_fields=["dropped_at"])
            transaction.on_commit(lambda row=row: waiting_path(row).unlink(missing_ok=True))  # type: ignore[misc]
            done += 1
    return done


def _unused(agency: Agency, now: datetime) -> int:
    """Whole files of steps that were closed without them, and such as were taken back."""
    used = Record.objects.filter(case_id=OuterRef("case_id"), upload_id=OuterRef("id"))
    waiting = Upload.objects.filter(
        id=OuterRef("id"), dropped_at=None, case__tasks__key=OuterRef("task"), case__tasks__status="terbuka"
    )
    rows = Upload.objects.filter(agency=agency, arrived_at__lt=now - UNUSED, sha256__gt="")
    rows = rows.exclude(Exists(used)).exclude(Exists(waiting))
    gone = list(rows.order_by("arrived_at")[:BATCH])
    done = 0
    for row in gone:
        with transaction.atomic():
            hold_digest(str(agency.id), row.sha256)
            if row.dropped_at is None:
                Upload.objects.filter(id=row.id).update(dropped_at=now)
            path = file_path(agency.id, row.sha256)
            if path.exists() and not _is_held(agency, row.sha256, now):
                path.unlink(missing_ok=True)
                done += 1
    return done


def _is_held(agency: Agency, digest: str, now: datetime) -> bool:
    """Whether the same bytes are a document of some case, or wait for one."""
    if Record.objects.filter(agency=agency, sha256=digest, destroyed_at=None).exclude(name="").exists():
        return True
    same = Upload.objects.filter(agency=agency, sha256=digest)
    return same.filter(dropped_at=None).exists() or same.filter(arrived_at__gte=now - UNUSED).exists()


def _strays(agency: Agency, now: datetime) -> int:
    """Files in the waiting folder whose row is whole or dropped: left by a crash after the commit."""
    folder, done = Path(settings.MEDIA_ROOT) / str(agency.id) / "menunggu", 0
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if not OURS.fullmatch(path.name) or path.stat().st_mtime > (now - UNFINISHED).timestamp():
            continue
        open_ones = Upload.objects.filter(agency=agency, id=path.name, arrived_at=None, dropped_at=None)
        if not open_ones.exists():
            path.unlink(missing_ok=True)
            done += 1
    return done
