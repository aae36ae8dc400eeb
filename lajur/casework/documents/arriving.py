"""Files arriving part by part over a bad line. Called by casework.cases inside its actions, after its permission.

A row says how many bytes of the waiting file count; each part is flushed to disk before the row is changed, under the
row's lock. So a crash between the two, two tabs or a part sent twice can repeat work but never spoil a file.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from lajur.casework.documents.actions import KeptFile, flush_folder
from lajur.casework.documents.models import Record, Upload
from lajur.casework.documents.quarantine import announce
from lajur.casework.documents.queries import file_path
from lajur.casework.documents.rules import CHUNK, LONGEST_NAME, is_refused, shown_name
from lajur.engine.refusal import Refusal
from lajur.registers.authority.journal import record as journal
from lajur.ui.formats import size as told_size

RESERVE = 50_000_000
"""Bytes that stay free on the disk whatever is uploaded, for the database and its journal."""
WAITING = 100
"""Unfinished uploads of one person in one task."""

NOT_HERE = Refusal("unggahan-tidak-ada", "Unggahan ini tidak ada atau sudah dihapus. Pilih lagi berkasnya.")
DISK_FULL = Refusal(
    "disk-penuh",
    "Penyimpanan server penuh. Bagian yang sudah terkirim aman; beri tahu administrator, lalu lanjutkan nanti.",
)


def waiting_path(upload: Upload) -> Path:
    """Where the parts gather: a key of our own, nothing of the sender's name."""
    return Path(settings.MEDIA_ROOT) / str(upload.agency_id) / "menunggu" / upload.id.hex


def refusal_of(name: str, size: int) -> Refusal | None:
    """Why a file cannot be taken, from what is known before its first byte."""
    facts = {"name": name[:LONGEST_NAME]}
    if len(name) > LONGEST_NAME:
        facts["longest"] = str(LONGEST_NAME)
        return Refusal("nama-panjang", "Nama berkas “{name}…” lebih dari {longest} huruf. Pendekkan namanya.", facts)
    if is_refused(name):
        return Refusal("jenis-ditolak", "“{name}” adalah program atau skrip; kirim dokumennya saja.", facts)
    if size <= 0:
        return Refusal("berkas-kosong", "Berkas “{name}” kosong.", facts)
    if size > settings.UPLOAD_LIMIT:
        facts |= {"size": told_size(size), "limit": told_size(settings.UPLOAD_LIMIT)}
        return Refusal("berkas-besar", "Berkas “{name}” berukuran {size}; batasnya {limit}.", facts)
    return None


def begin(
    *, agency: str, case: UUID, task: str, kind: str, person: str, name: str, media_type: str, size: int, mark: str,
    now: datetime,
) -> Upload | Refusal:  # fmt: skip
    """A new upload, or the unfinished one of the same file (same person, slot and mark) to be continued."""
    name = shown_name(name)
    if (refusal := refusal_of(name, size)) is not None:
        return refusal
    mine = Upload.objects.filter(
        agency_id=agency, case_id=case, task=task, person_id=person, arrived_at=None, dropped_at=None
    )
    same = mine.filter(kind=kind, mark=mark, size=size).first()
    if same is not None:
        return at_hand(same)
    if mine.count() >= WAITING:
        facts = {"most": WAITING}
        return Refusal("unggahan-menumpuk", "Ada {most} unggahan yang belum selesai; selesaikan atau hapus.", facts)
    folder = Path(settings.MEDIA_ROOT) / agency / "menunggu"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(folder).free - size < RESERVE:
            return DISK_FULL
        with transaction.atomic():
            return Upload.objects.create(
                agency_id=agency, case_id=case, task=task, kind=kind, person_id=person, name=name,
                media_type=media_type[:100], size=size, mark=mark, begun_at=now, touched_at=now,
            )  # fmt: skip
    except IntegrityError:  # the other tab was first
        return at_hand(mine.get(kind=kind, mark=mark))
    except OSError as error:
        return _told(error)


def at_hand(upload: Upload) -> Upload:
    """The upload with no more bytes counted than really lie on the disk."""
    if not upload.is_whole:
        path = waiting_path(upload)
        upload.received = min(upload.received, path.stat().st_size if path.exists() else 0)
    return upload


USED = Refusal("tugas-tidak-terbuka", "Langkah ini sudah selesai dengan berkas itu; berkasnya tidak dapat diubah lagi.")


def _is_used(row: Upload) -> bool:
    """Whether the step was completed with it; whoever completes it holds the row until then."""
    return Record.objects.filter(case_id=row.case_id, upload_id=row.id).exists()


def _locked(agency: str, person: str, upload_id: UUID) -> Upload | None:
    found = Upload.objects.select_for_update().filter(
        id=upload_id, agency_id=agency, person_id=person, dropped_at=None
    )  # fmt: skip
    row = found.first()
    return at_hand(row) if row else None


def put(*, agency: str, person: str, upload_id: UUID, offset: int, data: bytes, now: datetime) -> Upload | Refusal:
    """Write a part at `offset`. What was sent before may come again (wholly or in part) if it is the same."""
    row = _locked(agency, person, upload_id)
    if row is None:
        return NOT_HERE
    facts = {"offset": row.received}
    if row.is_whole:
        return row
    if not data or len(data) > CHUNK or offset < 0 or offset + len(data) > row.size:
        return Refusal("bagian-keliru", "Bagian berkas yang terkirim tidak sesuai ukurannya; dikirim ulang.", facts)
    if offset > row.received:
        return Refusal("bagian-melompat", "Ada bagian berkas yang belum sampai; dikirim ulang dari sana.", facts)
    known = row.received - offset
    path = waiting_path(row)
    try:
        if known and not _lies_there(path, offset, data[:known]):
            return Refusal(
                "bagian-berbeda", "Isi berkas berbeda dari yang sudah terkirim; dikirim lagi dari awal.", facts
            )
        fresh = data[known:]
        if fresh:
            _write(path, row.received, fresh)
    except OSError as error:
        return _told(error)
    row.received += len(fresh)
    row.touched_at = max(now, row.touched_at)
    row.save(update_fields=["received", "touched_at"])
    return row


def _lies_there(path: Path, offset: int, data: bytes) -> bool:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(len(data)) == data


def _write(path: Path, offset: int, data: bytes) -> None:
    """On the disk for good; bytes beyond, of a try whose row was never changed, are cut off."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.ftruncate(handle, offset)
        view = memoryview(data)
        while view:
            written = os.pwrite(handle, view, offset)
            view, offset = view[written:], offset + written
        os.fsync(handle)
    finally:
        os.close(handle)


def _told(error: OSError) -> Refusal:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL
    raise error


def finish(*, agency: str, person: str, upload_id: UUID, claimed: str, now: datetime) -> Upload | Refusal:
    """Put a whole file in its place and issue its receipt. `claimed`: SHA-256 (hex) by the sender, or empty."""
    row = _locked(agency, person, upload_id)
    if row is None:
        return NOT_HERE
    if row.is_whole:
        return row
    if row.received < row.size:
        facts = {"offset": row.received}
        return Refusal("belum-lengkap", "Berkas belum sampai seluruhnya; sisanya dikirim lagi.", facts)
    waiting = waiting_path(row)
    with waiting.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if claimed and claimed.lower() != digest:
        return Refusal("sidik-berbeda", "Berkas yang sampai berbeda dari yang Anda kirim; dikirim lagi dari awal.")
    hold_digest(agency, digest)
    try:
        _place(waiting, file_path(agency, digest))
    except OSError as error:
        return _told(error)
    row.sha256 = digest
    _receipt(row, now)
    row.save(update_fields=["sha256", "arrived_at", "touched_at", "code", "received"])
    transaction.on_commit(lambda: waiting.unlink(missing_ok=True))
    return row


def hold_digest(agency: str, digest: str) -> None:
    """Whoever puts or removes the file of this digest waits for the other, to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 2))", [f"{agency}:{digest}"])


def _place(waiting: Path, place: Path) -> None:
    """A second name in the file's final place; the first goes once the row is committed. What lay there before, even
    if it was damaged, gives way to the bytes just digested."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f"{place.name}.{secrets.token_hex(4)}")
    copy: Callable[[Path, Path], object] = os.link
    try:
        copy(waiting, beside)
    except OSError as error:  # a disk without hard links
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        shutil.copyfile(waiting, beside)
    os.replace(beside, place)
    flush_folder(place.parent)


def new_code() -> str:
    """Receipt number of 80 random bits, in groups of four signs."""
    plain = base64.b32encode(secrets.token_bytes(10)).decode()
    return "-".join(plain[i : i + 4] for i in range(0, 16, 4))


def _receipt(row: Upload, now: datetime) -> None:
    row.code, row.arrived_at, row.touched_at, row.received = new_code(), now, now, row.size
    journal(
        agency=str(row.agency_id),
        kind="berkas-diterima",
        at=now,
        by=str(row.person_id),
        event={"receipt": row.code, "case": str(row.case_id), "size": row.size, "sha256": row.sha256},
        private={"name": row.name},
    )
    announce(row.agency_id, row.sha256, now)


def arrived(
    *, agency: str, case: UUID, task: str, kind: str, person: str, file: KeptFile, now: datetime
) -> Upload:  # fmt: skip
    """The receipt of a file that came whole with a form."""
    row = Upload(
        agency_id=agency, case_id=case, task=task, kind=kind, person_id=person, name=file.name,
        media_type=file.media_type, size=file.size, sha256=file.sha256, begun_at=now,
    )  # fmt: skip
    _receipt(row, now)
    row.save(force_insert=True)
    return row


def move(*, agency: str, person: str, upload_id: UUID, kind: str) -> Upload | Refusal:
    """Into another slot of the same task, without sending it again."""
    row = _locked(agency, person, upload_id)
    if row is None:
        return NOT_HERE
    if _is_used(row):
        return USED
    row.kind = kind
    try:
        with transaction.atomic():
            row.save(update_fields=["kind"])
    except IntegrityError:
        return Refusal("sudah-di-sana", "Berkas yang sama sedang diunggah ke tempat itu.")
    return row


def drop(*, agency: str, person: str, upload_id: UUID, now: datetime) -> Upload | Refusal:
    """Take an upload back before the step is completed. A whole one keeps its receipt."""
    row = _locked(agency, person, upload_id)
    if row is None:
        return NOT_HERE
    if _is_used(row):
        return USED
    row.dropped_at = now
    row.save(update_fields=["dropped_at"])
    if not row.is_whole:
        transaction.on_commit(lambda: waiting_path(row).unlink(missing_ok=True))
    return row


def kept(row: Upload) -> KeptFile:
    return KeptFile(row.name, row.media_type, row.size, row.sha256, str(row.id))
