"""What every test runs on: settings of mode ``uji`` and one PostgreSQL server per run, shared by xdist's workers.

Here and not in ``tests/``, because each package keeps its tests beside itself. The server starts with the first test
that asks for the database, in a folder of its own that goes away with the run; ``LAJUR_TEST_DATA`` names one to keep.
"""

from __future__ import annotations

import os
import shutil
import tempfile

import hypothesis
import pytest

# How long an example takes says something about the machine, not about the rule: CI shares its cores.
hypothesis.settings.register_profile("lajur", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("lajur")

if "PYTEST_XDIST_WORKER" not in os.environ:  # workers inherit all this from the process that started them
    for name in [name for name in os.environ if name.startswith("LAJUR_") and name != "LAJUR_TEST_DATA"]:
        del os.environ[name]
    if os.environ.get("LAJUR_TEST_DATA"):
        os.environ["LAJUR_DATA"] = os.environ["LAJUR_TEST_DATA"]
    else:
        os.environ["LAJUR_DATA"] = tempfile.mkdtemp(prefix="lajur-uji-")
        os.environ["LAJUR_TEST_FOLDER"] = os.environ["LAJUR_DATA"]
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "lajur.config.settings",
        "LAJUR_MODE": "uji",
        "LAJUR_DURABLE": "0",
        "LAJUR_BACKUP_DIR": "tidak",  # jobs that a test runs all at once leave the night's backup out
        "LAJUR_LANG": "id",
    }


def pytest_configure(config: pytest.Config) -> None:
    import django

    django.setup()  # only now: settings read the environment set above


def pytest_unconfigure(config: pytest.Config) -> None:
    from lajur.postgres.server import leave, own_cluster

    own = own_cluster()
    if own:
        leave(own)
    if "PYTEST_XDIST_WORKER" not in os.environ and "LAJUR_TEST_FOLDER" in os.environ:
        shutil.rmtree(os.environ["LAJUR_TEST_FOLDER"], ignore_errors=True)


@pytest.fixture(scope="session")
def database_server() -> str:
    """Connection string of the run's own server, as its superuser; starts it on first use."""
    from lajur.postgres.server import join, own_cluster

    own = own_cluster()
    assert own is not None
    join(own)
    return own.url(database="postgres", user="postgres")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, database_server: str) -> None:
    """Called by pytest-django before it makes the test database."""


@pytest.fixture(autouse=True)
def _border_of_one_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that binds its process, run inside a test, does not bind the tests after it."""
    from lajur.registers.authority import border

    monkeypatch.setattr(border, "_process", dict(border._process))
