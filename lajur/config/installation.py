"""What settings need to know about this installation: its mode, its secret key, its connection."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from enum import StrEnum
from gettext import gettext as _
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict


class MODES(StrEnum):
    """``LAJUR_MODE``: on one's own machine, behind the office's web server, while writing code, in tests."""

    LOCAL = "lokal"
    PRODUCTION = "produksi"
    DEVELOPMENT = "pengembangan"
    TEST = "uji"

    @classmethod
    def _missing_(cls, value: object) -> MODES:
        if value == "production":
            return cls.PRODUCTION
        choices = ", ".join(cls)
        raise ImproperlyConfigured(
            _("LAJUR_MODE={value} tidak dikenal. Pilihan: {choices}.").format(value=value, choices=choices)
        )


def secret_key(data: Path, *, given: str, required: bool) -> str:
    """The given key, or the one kept in the data folder, made there on the first start.

    Where ``DATABASE_URL`` is set in production, several machines may serve one database: then the key must be given.
    """
    if given:
        return given
    if required and os.environ.get("DATABASE_URL"):
        raise ImproperlyConfigured(
            _("LAJUR_SECRET_KEY belum diisi. Dengan DATABASE_URL pada mode produksi, kunci rahasia harus diberikan.")
        )
    kept = data / "kunci-rahasia"
    try:
        return kept.read_text().strip()
    except FileNotFoundError:
        pass
    data.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
    fresh = data / f"kunci-rahasia.{os.getpid()}"
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_urlsafe(64))
    with suppress(FileExistsError):  # the first of several processes wins, and nobody reads a half-written key
        os.link(fresh, kept)
    fresh.unlink()
    return kept.read_text().strip()


def connection(url: str) -> dict[str, Any]:
    """Django's database settings for a PostgreSQL connection string."""
    given = conninfo_to_dict(url)
    fields = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return {
        "ENGINE": "lajur.registers.authority.postgresql",
        **{name: given.pop(key, "") or "" for name, key in fields.items()},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # So high that only statements asked to be prepared are: those of casework's hot path.
        "OPTIONS": {"prepare_threshold": 1_000_000, **given},
    }
