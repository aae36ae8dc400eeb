"""Viewflow 2 with its select-for-update lock: by service calls (`run`) and through HTTP (`run_http`)."""

import atexit
import os
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any

import django

from bench.clock import Clock
from bench.http_client import Client
from bench.procedure import COMPLETIONS_PER_CASE, cases_for
from bench.web import wsgi_server

_user: Any
_dsn: str


def prepare(dsn: str) -> None:
    global _user, _dsn
    _dsn = dsn
    os.environ.update(BENCH_DSN=dsn, DJANGO_SETTINGS_MODULE="bench.viewflow_site.settings")
    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _user = get_user_model().objects.create_superuser("officer", password=None)


def _start_case() -> int:
    from bench.viewflow_site.flows import BenchFlow

    return BenchFlow.begin.run().pk


def _open_tasks(case: int) -> Iterator[Any]:
    """The case's open task, again and again until the case is over; finding it is not measured."""
    from viewflow.workflow.models import Task
    from viewflow.workflow.status import STATUS

    while task := Task.objects.filter(process_id=case, status=STATUS.NEW, flow_task_type="HUMAN").first():
        yield task


def run(n: int) -> float:
    """Complete at least n steps over new cases: claim, start and execute in one lock; completions per second."""
    clock = Clock()
    for case in [_start_case() for _ in range(cases_for(n))]:
        before = clock.completions
        for task in _open_tasks(case):
            with clock.running(), task.activation() as activation:
                activation.assign(_user)
                activation.start(None)
                activation.execute()
        assert clock.completions - before == COMPLETIONS_PER_CASE
    return clock.rate


def _session_cookie() -> str:
    from django.conf import settings
    from django.test import Client as TestClient

    client = TestClient()
    client.force_login(_user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@cache
def _browser() -> Client:
    """A signed-in browser on a server that is started once and lives as long as this process."""
    environment = {"BENCH_DSN": _dsn, "DJANGO_SETTINGS_MODULE": "bench.viewflow_site.settings"}
    lasting = ExitStack()
    atexit.register(lasting.close)
    base = lasting.enter_context(
        wsgi_server("bench.viewflow_site.wsgi:application", environment, probe="/accounts/login/")
    )
    client = Client(base, cookie=_session_cookie())
    client.get("/accounts/login/")  # hands out the CSRF cookie, which every signed-in person has
    return client


def run_http(n: int) -> float:
    """Complete at least n steps by claim, form page and submit, one request after another on one kept connection."""
    clock = Clock()
    client = _browser()
    for case in [_start_case() for _ in range(cases_for(n))]:
        before = clock.completions
        for task in _open_tasks(case):
            url = f"/app/bench/{case}/{task.flow_task.name}/{task.pk}/"
            with clock.running():
                client.post(f"{url}assign/", {}, expect=302)
                client.get(f"{url}execute/", expect=200)
                client.post(f"{url}execute/", {"note": "done"}, expect=302)
        assert clock.completions - before == COMPLETIONS_PER_CASE
    return clock.rate
