"""What people write stays text (S3, S9): in every page, file, form and answer, wherever a text may be written.

`make hostile` sends all fifty payloads into every field; here they take turns."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from django.db import transaction
from django.urls import resolve
from pytest_django import DjangoDbBlocker

from lajur.registers.organisation.testing import NOW
from tests.borders.scene import Scene
from tests.borders.test_matrix import rows
from tests.hostile.crawling import built_with, filled, forms_on, in_turn, judged, openings, submit, visit
from tests.hostile.judging import MARK, PAYLOADS, faults_of, policy_faults, read
from tests.test_house_files import ROOT

WHOLE = os.environ.get("HOSTILE_WHOLE") == "1"
SIGNS = "\"'><img ljx src=x onerror=ljx(0)>{{7*7}}&lt;#"
"""All that could end a text early, in every place at once."""


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        with pytest.MonkeyPatch.context() as patch:
            yield built_with(SIGNS, patch)
        transaction.set_rollback(True)


def test_fifty_payloads_are_there_and_differ() -> None:
    assert len(PAYLOADS) == len(set(PAYLOADS.values())) == 50


IN_OTHER_STATES = {
    "organisation.end_substitution": "registers/organisation/templates/organisation/substitutes.html",
    "procedures.fill_lanes": "registers/procedures/templates/procedures/lanes.html",
    "procedures.rule": "registers/procedures/templates/procedures/drafts.html",
    "procedures.show": "registers/procedures/templates/procedures/procedure.html",
    "procedures.withdraw": "registers/procedures/templates/procedures/history.html",
    "schedule.revoke_feed": "casework/schedule/templates/schedule/subscription.html",
    "staffing.propose": "capabilities/staffing/templates/staffing/plan.html",
    "surveys.publish": "capabilities/surveys/templates/surveys/follow_ups.html",
}
"""Addresses whose form another reader or another state of the office shows, with the template it stands in."""


@pytest.fixture(scope="module")
def pages(scene: Scene, django_db_blocker: DjangoDbBlocker) -> list[tuple[str, str, Any]]:
    """Each address with who reads it and the answer."""
    with django_db_blocker.unblock():
        return [(name, who, visit(scene, name, who, row)) for name, who, row in openings(3 if WHOLE else 1)]


def test_whatever_is_written_is_written_by_a_form_that_needs_no_script(
    pages: list[tuple[str, str, Any]], db: None
) -> None:
    """Each address that takes what is sent is that of a form on some page, as the server made the page."""
    forms = set()
    for _name, _who, response in pages:
        here = response.request["PATH_INFO"]
        for form in forms_on(response):
            places = [form.get("action", ""), *(field.get("formaction", "") for field in form["fields"])]
            if form.get("method", "get").lower() == "post":
                forms |= {resolve(urlsplit(urljoin(here, place)).path).url_name for place in places}
    writing = {
        name
        for name, row in rows().items()
        if "!" in row.get("POST", "") and "!" not in row.get("GET", "") and not name.startswith("api.")
    }
    assert len(forms & writing) > 30, "hardly a form was read"
    assert sorted(writing - forms - set(IN_OTHER_STATES)) == []
    for name, template in IN_OTHER_STATES.items():
        text = (ROOT / "lajur" / template).read_text()
        assert re.search(rf"<form[^>]*method=\"post\" action=\"{{% url '{re.escape(name)}'", text), name


def test_texts_in_every_page_file_and_form_stay_texts(
    scene: Scene, pages: list[tuple[str, str, Any]], db: None
) -> None:
    """Each address is read, and each form on it sent with payloads wherever a person could write."""
    texts, done = in_turn(list(PAYLOADS.values())), set()
    wrong, shown, seen, fields, forms = [], 0, 0, 0, 0
    for name, who, response in pages:
        seen, shown = seen + 1, shown + (MARK in response.whole.decode(errors="replace"))
        wrong += [f"{name} as {who}: {fault}" for fault in judged(response)]
        for form in forms_on(response):
            known = (form.get("method", ""), form.get("action", ""), *(field["name"] for field in form["fields"]))
            if known in done or "/keluar/" in form.get("action", ""):
                continue
            done.add(known)
            for _ in range(len(PAYLOADS) if WHOLE else 1):
                given, took = filled(form, texts)
                if not took:
                    break
                wrong += submit(scene, who, response.request["PATH_INFO"], form, given)
                fields, forms = fields + took, forms + 1
    sys.stdout.write(f"{seen} answers, {shown} with the text; {fields} fields filled in {forms} forms sent\n")
    assert wrong == []
    assert shown > 60, "the text is not where people would read it: nothing was tried"
    assert fields > 60


@pytest.mark.parametrize(
    ("kind", "content", "says"),
    [
        ("text/html", '<p>&lt;img ljx onerror="x"&gt;</p><script src="/a.js"></script>', ""),
        ("text/html", "<img ljx src=x>", "became <img"),
        ("text/html", "<a href='java\tscript:x()'>", "leads to"),
        ("text/html", '<div onclick="x()">', "onclick"),
        ("text/html", "<script>let a = 1</script>", "stands in the page"),
        ("text/html", '<p style="color:red">', "style"),
        ("text/csv", "a,=1+1\n", "computes"),
        ("text/csv", "a,'=1+1,-3\n", ""),
        ("text/calendar", "BEGIN:VEVENT\r\nX-LJX:1\r\nEND:VEVENT", "became a line"),
        ("application/pdf", "%PDF /JavaScript", "JavaScript"),
        ("image/svg+xml", "<svg onload='ljx(1)'/>", "onload"),
    ],
)
def test_the_judge_knows_what_is_wrong(kind: str, content: str, says: str) -> None:
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    }
    found = faults_of(kind, content.encode(), headers)
    assert says in "\n".join(found)
    assert bool(found) is bool(says)


def test_the_judge_knows_a_loose_policy() -> None:
    assert policy_faults(
        "script-src 'self' 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert policy_faults("")
    assert read(b"<!-- ljx -->").faults
