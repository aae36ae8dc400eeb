"""A drill: back up while officers work, restore into an empty place, compare, sign in there."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, connections

from lajur.backup.envelope import BackupProblem, make_key
from lajur.backup.making import Place, make
from lajur.backup.restoring import restore
from lajur.backup.rules import Retention
from lajur.backup.settings import Settings, settings
from lajur.casework.cases.testing import Office
from lajur.casework.documents.actions import keep_file
from lajur.casework.jobs.models import JobOutcome
from lajur.casework.jobs.registry import run_job
from lajur.casework.upkeep import backups, jobs
from lajur.casework.upkeep.models import Backup
from lajur.registers.organisation.models import Person

NOW = datetime(2026, 11, 20, 18, 37, tzinfo=UTC)
PASSWORD = "Kapal-Layar-81"
VISITOR = """
import sys, django
django.setup()
from lajur.entrypoints.cli.preparation import migrate
migrate()
from django.test import Client
from django_scopes import scope, scopes_disabled
from lajur.casework.cases.models import Case
from lajur.registers.authority.journal import verify_agency
from lajur.registers.organisation.models import Agency
browser = Client()
print(browser.post("/masuk/", {"username": sys.argv[1], "password": sys.argv[2]}).status_code)
print(browser.get("/tugas/").status_code)
with scopes_disabled():
    agency = Agency.objects.get()
with scope(agency=agency):
    verdict = verify_agency(str(agency.id))
    print(Case.objects.count(), verdict.chains, len(verdict.faults))
"""


def database_url(name: str) -> str:
    own = settings().place.url
    return own.replace("/lajur?", f"/{name}?")


@pytest.fixture
def office_settings(tmp_path: Path) -> Settings:
    """The tests' database as the place that is backed up, in a folder of the test's own."""
    url = database_url(str(connection.settings_dict["NAME"]))
    make_key(tmp_path / "kunci")
    place = Place(url, tmp_path / "berkas", tmp_path / "kunci-rahasia", url.replace("//lajur@", "//postgres@"))
    return Settings(tmp_path / "cadangan", tmp_path / "kunci", Retention(), True, tmp_path, place)


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest) -> Any:
    """An empty database on the tests' server."""
    name = f"pulih_{os.getpid()}"
    with psycopg.connect(database_url("postgres").replace("//lajur@", "//postgres@"), autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name} OWNER lajur")
        yield database_url(name)
        link.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_backup_made_under_writes_is_restored_equal_and_people_sign_in_there(
    shared_office: Office, office_settings: Settings, elsewhere: str, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = office_settings.place.files
    office, end = shared_office, threading.Event()
    kept = keep_file(office.agency.id, "SK.pdf", "application/pdf", [b"%PDF-1.7 isi"])
    office.ani.set_password(PASSWORD)
    office.ani.save()
    office.start()

    def work() -> None:
        from django_scopes import scope

        with scope(agency=office.agency):
            while not end.is_set():
                office.start()
        connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        target = office_settings.folder / "satu.lajur"
        made = make(office_settings.place, target, now=NOW, key=office_settings.key())
    finally:
        end.set()
        worker.join(60)
    there = Place(
        elsewhere, tmp_path / "lain" / "berkas", tmp_path / "lain" / "kunci-rahasia",
        elsewhere.replace("//lajur@", "//postgres@"),
    )  # fmt: skip
    proven = restore(target, office_settings.key(), there)
    assert proven.manifest.tables == made.manifest.tables
    restored = there.files / str(office.agency.id) / kept.sha256[:2] / kept.sha256
    assert restored.read_bytes() == b"%PDF-1.7 isi"

    environ = {name: value for name, value in os.environ.items() if not name.startswith("LAJUR_")}
    environ |= {"DATABASE_URL": elsewhere, "LAJUR_DATA": str(tmp_path / "lain"), "LAJUR_MODE": "uji"}
    environ |= {"LAJUR_HOSTS": "testserver", "LAJUR_LANG": "id"}
    words = [sys.executable, "-c", VISITOR, office.ani.username, PASSWORD]
    told = subprocess.run(words, env=environ, capture_output=True, text=True, check=False, timeout=120)
    assert told.returncode == 0, told.stderr[-3000:]
    signed_in, page, counted = told.stdout.splitlines()
    assert (signed_in, page) == ("302", "200")
    cases, chains, faults = map(int, counted.split())
    assert made.manifest.tables["cases_case"].rows == cases
    assert (chains >= cases >= 1, faults) == (True, 0)


@pytest.mark.django_db
def test_a_night_notes_what_it_came_to_and_clears_what_is_too_old(
    office_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stands for the night's command; making and proving have tests of their own."""
    asked: list[Path] = []
    monkeypatch.setattr(backups, "make_noted", lambda s, target, now, key: _touched(target))
    monkeypatch.setattr(backups, "verify_noted", lambda s, path, key: asked.append(path))
    for number in range(40):
        night = backups.nightly(office_settings, NOW + timedelta(days=number))
        assert night.fault == ""
    names = [path.name for path in office_settings.backups()]
    assert names[-1] == asked[-1].name == "lajur-20261229-183700.lajur"
    assert len(names) == 7 + 2 + 1, names  # two weeks and one month have no night among the last seven
    (office_settings.folder / "lajur-tahunan.lajur").touch()
    backups.clear_old(office_settings)
    assert (office_settings.folder / "lajur-tahunan.lajur").exists(), "not named by us, so not ours to remove"


def _touched(target: Path) -> Any:
    target.parent.mkdir(exist_ok=True)
    target.touch()
    return type("Made", (), {"path": target})


@pytest.mark.django_db
def test_nothing_old_goes_away_in_a_night_that_failed(
    office_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    office_settings.folder.mkdir()
    for day in range(1, 30):
        (office_settings.folder / f"lajur-202609{day:02d}-183700.lajur").touch()

    def full(*_words: Any, **_given: Any) -> Any:
        raise BackupProblem("disk penuh")

    monkeypatch.setattr(backups, "make", full)
    night = backups.nightly(office_settings, NOW)
    assert (night.fault, night.cleared) == ("disk penuh", 0)
    assert len(office_settings.backups()) == 29
    assert Backup.objects.get().fault == "disk penuh"


@pytest.mark.django_db
def test_the_nightly_job_runs_a_command_of_its_own_and_fails_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAJUR_BACKUP_DIR", "")
    monkeypatch.setattr(jobs, "COMMAND", (sys.executable, "-c", "import sys; sys.exit('disk penuh')"))
    run = run_job("upkeep.back_up", NOW)
    assert (run.outcome, "disk penuh" in run.error) == (JobOutcome.FAILED, True)
    monkeypatch.setattr(jobs, "COMMAND", (sys.executable, "-c", ""))
    assert run_job("upkeep.back_up", NOW).outcome == JobOutcome.DONE
    monkeypatch.setenv("LAJUR_BACKUP_DIR", "tidak")
    monkeypatch.setattr(jobs, "COMMAND", ("tidak-ada",))
    assert run_job("upkeep.back_up", NOW).done == 0
    assert Person.objects.count() == 0
