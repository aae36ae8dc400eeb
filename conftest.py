"""What every test runs on: settings of mode ``uji`` and one PostgreSQL server per run, shared by xdist's workers.

Here and not in ``tests/``, because each package keeps its tests beside itself. The server starts with the first test
that asks for the database, in a folder of its own that goes away with the run; ``LAJUR_TEST_DATA`` names one to keep.

Workers take whole files, the longest work first: `Rooms`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from xdist.scheduler import LoadScopeScheduling

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


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """A file's tests go to one worker, which makes what they share once; all journeys go to one, with one office and
    one browser. Rounds of the siege, long and sharing nothing, go by themselves, so that workers end together."""
    from xdist.scheduler import LoadScopeScheduling

    if config.getoption("dist") != "load":  # somebody asked for another way
        return None

    class Rooms(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            if file.startswith("tests/e2e/"):
                return "tests/e2e"
            return nodeid if file.startswith("tests/siege/") else file

    config.option.loadscopereorder = False  # handed out in the order in which they were collected: see below
    return Rooms(config, log)


LONG = ("tests/e2e/", "tests/storm/", "tests/test_house_english_pages", "tests/borders/", "tests/hostile/",
        "lajur/entrypoints/cli/tests/test_serve", "lajur/casework/cases/tests/test_browser")  # fmt: skip
"""Files that take a minute and more: begun first, so that nobody waits for the last of them."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files in one piece, long ones first; those that empty the database (pytest-django put them together) last.

    xdist takes tests of one id for one test and runs only the first: schemathesis names its items by their operation
    and leaves that out of their ids.
    """
    for item in items:
        operation = getattr(item, "operation_label", None)
        if operation and item.id.params is None:
            item._id = item.id.with_params(operation)
    twice = [nodeid for nodeid, times in Counter(item.nodeid for item in items).items() if times > 1]
    assert not twice, f"several tests of one id, of which xdist would run one: {twice}"
    emptying = {item.path for item in items if "transactional_db" in getattr(item, "fixturenames", ())}
    long = {prefix: place for place, prefix in enumerate(LONG)}

    def place(item: pytest.Item) -> tuple[bool, int]:
        first = (at for prefix, at in long.items() if item.nodeid.startswith(prefix))
        return item.path in emptying, next(first, len(long))

    items.sort(key=place)


def pytest_unconfigure(config: pytest.Config) -> None:
    from lajur.postgres.server import leave, own_cluster

    own = own_cluster()
    if own:
        leave(own)
    if "PYTEST_XDIST_WORKER" not in os.environ and "LAJUR_TEST_FOLDER" in os.environ:
        shutil.rmtree(os.environ["LAJUR_TEST_FOLDER"], ignore_errors=True)


@pytest.fixture
def still_clock() -> Iterator[None]:
    """The clock stands at the moment at which the offices of tests live."""
    import time_machine

    from lajur.registers.organisation.testing import NOW

    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Files go to a folder of this test."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def place(db: None) -> Iterator[Any]:
    """An agency with its administrator, a head and an officer (`administering.Place`), inside its scope."""
    from django_scopes import scope, scopes_disabled

    from lajur.registers.organisation.testing import make_agency
    from lajur.registers.organisation.tests.administering import Place

    with scopes_disabled():
        agency = make_agency()
    with scope(agency=agency):
        yield Place(agency)


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


@pytest.fixture(autouse=True)
def _language_of_one_test() -> None:
    """A request in English leaves its thread in English; the next test begins in the product's language."""
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)
