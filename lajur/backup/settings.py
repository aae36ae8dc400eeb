"""Where backups go and what they are made of, as the operator set it in the environment (docs/operate.md)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from lajur.backup.envelope import BackupProblem, read_key
from lajur.backup.making import ENDING, Place
from lajur.backup.rules import Retention, retention_from
from lajur.postgres.server import data_folder, own_cluster

OFF = "tidak"


@dataclass(frozen=True, slots=True)
class Settings:
    """`is_nightly` is False where the operator sees to backups himself (``LAJUR_BACKUP_DIR=tidak``)."""

    folder: Path
    key_file: Path | None
    retention: Retention
    is_nightly: bool
    data: Path
    place: Place

    def key(self, given: Path | None = None) -> bytes | None:
        """The key from the file given, else from the one set; None when there is neither."""
        path = given or self.key_file
        return read_key(path) if path else None

    def backups(self) -> list[Path]:
        """Whole backups in the folder, oldest first: their names are their times."""
        return sorted(path for path in self.folder.glob(f"lajur-*{ENDING}") if path.is_file())


def settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Raises BackupProblem for a retention that cannot be read."""
    data, own = data_folder(environ), own_cluster(environ)
    url = own.url() if own else environ["DATABASE_URL"]
    # All rows of all agencies: our own server's superuser, or whom the office lets read everything.
    reader = own.url(user="postgres") if own else environ.get("LAJUR_BACKUP_URL") or url
    wanted = environ.get("LAJUR_BACKUP_DIR", "")
    folder = data / "cadangan" if wanted in ("", OFF) else Path(wanted).expanduser()
    told = environ.get("LAJUR_BACKUP_KEEP", "7,4,12")
    retention = retention_from(told)
    if retention is None:
        raise BackupProblem(
            _("LAJUR_BACKUP_KEEP={told} tidak dikenal. Tulis tiga angka: harian,mingguan,bulanan.").format(told=told)
        )
    key_file = Path(environ["LAJUR_BACKUP_KEY"]).expanduser() if environ.get("LAJUR_BACKUP_KEY") else None
    place = Place(url, data / "berkas", data / "kunci-rahasia", reader)
    return Settings(folder, key_file, retention, wanted != OFF, data, place)
