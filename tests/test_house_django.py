"""The house: import rules, migrations and settings as Django sees them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parents[1]
OWN = [config.label for config in apps.get_app_configs() if config.name.startswith("lajur.")]


def test_imports_point_down_only() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def own_migrations() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Each migration of ours with those of the same app that it follows."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {
        key: [parent for parent in migration.dependencies if parent[0] == key[0]]
        for key, migration in loader.disk_migrations.items()
        if key[0] in OWN
    }


def test_migrations_of_an_app_form_one_line() -> None:
    migrations = own_migrations()
    assert migrations
    for app in {app for app, _ in migrations}:
        mine = {key: parents for key, parents in migrations.items() if key[0] == app}
        firsts = [key for key, parents in mine.items() if not parents]
        followed = [parent for parents in mine.values() for parent in parents]
        assert len(firsts) == 1, firsts
        assert len(followed) == len(set(followed)), f"{app}: two migrations follow the same one"
        assert all(len(parents) <= 1 for parents in mine.values()), f"{app}: a merge"


def test_migrations_are_named_for_what_they_do() -> None:
    assert [key for key in own_migrations() if "_auto_" in key[1] or key[1].endswith("_merge")] == []


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_settings_are_one_short_file() -> None:
    assert len((ROOT / "lajur/config/settings.py").read_text().splitlines()) <= 150


def test_scripts_and_styles_come_from_us_and_from_files_only() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = {source for sources in directives.values() for source in sources}
    assert allowed == {"'none'", "'self'", "data:"}
    assert "data:" not in directives["script-src"] + directives["style-src"]


def load_settings(**environ: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LAJUR_")}
    return subprocess.run(
        [sys.executable, "-c", "from lajur.config import settings as s; print(len(s.SECRET_KEY) >= 50, s.DEBUG)"],
        env=kept | environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_secret_key_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    assert load_settings(LAJUR_DATA=str(tmp_path)).stdout == "True False\n"
    key = tmp_path / "kunci-rahasia"
    first = key.read_text()
    assert key.stat().st_mode & 0o077 == 0
    load_settings(LAJUR_DATA=str(tmp_path))
    assert key.read_text() == first


@pytest.mark.parametrize("mode", ["produksi", "production"])
def test_production_on_an_outside_database_refuses_to_invent_a_key(tmp_path: Path, mode: str) -> None:
    outside = {"LAJUR_DATA": str(tmp_path), "DATABASE_URL": "postgresql://kantor/lajur", "LAJUR_MODE": mode}
    assert "LAJUR_SECRET_KEY" in load_settings(**outside).stderr
    assert list(tmp_path.iterdir()) == []
    assert load_settings(**outside, LAJUR_SECRET_KEY="k" * 50).stdout == "True False\n"


def test_earlier_secret_keys_are_told_with_spaces_between_them(tmp_path: Path) -> None:
    program = "from lajur.config import settings as s; print(s.SECRET_KEY_FALLBACKS)"
    for given, kept in (("", []), ("dulu lama-sekali", ["dulu", "lama-sekali"])):
        environ = {"LAJUR_DATA": str(tmp_path), "LAJUR_SECRET_KEY_OLD": given}
        done = subprocess.run(
            [sys.executable, "-c", program], env=os.environ | environ, capture_output=True, text=True, check=False
        )
        assert done.stdout == f"{kept}\n"


def test_an_unknown_mode_is_told_with_its_choices(tmp_path: Path) -> None:
    assert "lokal, produksi, pengembangan, uji" in load_settings(LAJUR_DATA=str(tmp_path), LAJUR_MODE="cepat").stderr
