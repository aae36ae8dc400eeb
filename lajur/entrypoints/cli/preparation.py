"""What must be true before Lajur serves: tables up to date, static files packed. Cheap when nothing changed."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from pkgutil import iter_modules

import click
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from lajur.entrypoints.cli import loading
from lajur.entrypoints.cli.language import _
from lajur.postgres.pooling import shares_sessions

MIGRATION_LOCK = 0x6C616A7572  # any number, the same for all: "lajur"


def refuse_shared_sessions() -> None:
    """Behind a pooler that gives one session of the server to several clients the agency's border would not hold: do
    not serve at all. Asked only of an outside server."""
    if settings.DATABASE_URL and shares_sessions(settings.DATABASE_URL):
        raise click.ClickException(
            _(
                "Di antara Lajur dan PostgreSQL ada pengumpul sambungan yang membagi satu sesi kepada beberapa pemakai."
                " Di sana batas antarinstansi tidak terjaga. Setel pool_mode = session, atau arahkan DATABASE_URL"
                " langsung ke PostgreSQL."
            )
        )


def migrate() -> None:
    """Bring the tables up to date; one process at a time does it, the others find nothing left to do."""
    from lajur.registers.authority.raising import raise_border, stands

    if not pending() and stands():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            if pending():
                call_command("migrate", verbosity=0, interactive=False)
                seed_national_calendar()
            elif not stands():
                raise_border()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def seed_national_calendar() -> None:
    """Holidays and joint leave of the nation; years and days already there stay as they are."""
    from lajur.registers.reference.actions import seed_calendar
    from lajur.registers.reference.permissions import INSTALLATION

    seed_calendar(by=INSTALLATION, now=datetime.now(UTC))


def pending() -> bool:
    """Whether a migration is not applied yet. Told by the names of their files: loading them and drawing their graph
    would cost every start a seventh of a second."""
    applied = MigrationRecorder(connection).applied_migrations()
    return any(
        (app.label, name) not in applied
        for app in apps.get_app_configs()
        for _finder, name, is_package in iter_modules([str(Path(app.path) / "migrations")])
        if not is_package and name[0] not in "_~"
    )


def collect_static_files() -> None:
    """Pack the static files into the data folder unless those there were made from the same sources."""
    if not settings.PACKED:
        return
    root = Path(settings.STATIC_ROOT)
    mark = root.with_name(f"{root.name}.sidik")
    seen = fingerprint()
    if mark.exists() and mark.read_text() == seen:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=root.exists())
    mark.write_text(seen)


def fingerprint() -> str:
    """Changes with the name, size or time of any static file."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def demonstration_accounts() -> list[str]:
    """Lines that list who can sign in to the demonstration, by agency; empty unless in demonstration mode."""
    if not settings.DEMO:
        return []
    from lajur.casework.demonstration.office import PASSWORD, accounts
    from lajur.registers.organisation.models import Agency

    lines: list[str] = []
    for agency in Agency.objects.filter(is_demo=True).order_by("name"):
        lines += ["", agency.name]
        rows = accounts(agency)
        width = max((len(person.username) for person, _held in rows), default=0)
        lines += [f"  {person.username:<{width}}  {person.name:<24}  {held}" for person, held in rows]
    if lines:
        lines += ["", _("Kata sandi semua akun contoh: {password}").format(password=PASSWORD)]
    return lines


def has_agency() -> bool:
    from lajur.registers.organisation.models import Agency

    return Agency.objects.exists()


def load_pages() -> None:
    """Every page's code, before web workers are forked: they share it, and none loads it for its first visitor."""
    from django.urls import reverse

    with loading():
        reverse("organisation.sign_in")


def first_run_path() -> str:
    """Where the four questions are answered, with a fresh code; empty when there is an agency already."""
    from lajur.registers.procedures.first_run import new_code

    return "" if has_agency() else f"mulai/?kode={new_code()}"
