"""The matrix of permissions (`matrix_*.yaml`): every address, every verb, everybody who may knock. A new address
without its row fails here, and so does a cell that says nothing or says it wrongly."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import time_machine
import yaml
from django.db import transaction
from django.test import Client
from django.urls import resolve
from django_scopes import scopes_disabled
from pytest_django import DjangoDbBlocker

from lajur.registers.organisation.testing import NOW
from tests.borders.asking import LETTERS, ask, path_of
from tests.borders.recording import FEW, VERBS, recorded, write
from tests.borders.scene import STRANGERS, WHO, Scene, addresses, build

HERE = Path(__file__).parent
WITHOUT_CSRF = ("/api", "/periksa/berkas/")
"""No cookie opens these, or they change nothing; every other address refuses what comes without the form's token."""


@cache
def rows() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(HERE.glob("matrix_*.yaml")):
        for name, row in yaml.safe_load(file.read_text()).items():
            assert name not in found, f"{name} stands twice"
            found[name] = row
    return found


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """Made once; every cell undoes what it did."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def scene(built: Scene, db: None) -> Scene:
    return built


@pytest.mark.skipif("RECORD_MATRIX" not in os.environ, reason="only asked for: see recording.py")
def test_rows_are_recorded(scene: Scene) -> None:
    kept = {name: row for name, row in rows().items() if name in addresses()}
    wanted = os.environ["RECORD_MATRIX"].split(",")
    for name in addresses():
        if name in wanted or name not in kept:
            kept[name] = recorded(scene, name, kept.get(name, {}))
    write(kept, HERE)
    rows.cache_clear()


def test_every_address_has_its_row() -> None:
    assert sorted(set(addresses()) ^ set(rows())) == []


def test_every_cell_says_something() -> None:
    for name, row in rows().items():
        verbs = [verb for verb in VERBS if verb in row]
        assert verbs, name
        assert set(row) <= {*VERBS, "with", "body", "query", "few"}, name
        for verb in verbs:
            assert len(row[verb]) == len(WHO), f"{name} {verb}"
            known = set(LETTERS) | ({"-"} if row.get("few") else set())
            assert set(row[verb]) <= known, f"{name} {verb}"


def test_whoever_is_signed_out_or_deactivated_changes_nothing() -> None:
    """Read from the matrix itself, so that no row can be made to say so."""
    for name, row in rows().items():
        for verb in VERBS:
            for who in ("tamu", "nonaktif"):
                assert row.get(verb, "")[WHO.index(who) :][:1] != "!", f"{name} {verb} {who}"


@pytest.mark.parametrize("name", sorted(rows()))
def test_an_address_opens_to_whom_the_matrix_says(scene: Scene, name: str) -> None:
    row, path = rows()[name], path_of(addresses()[name], rows()[name], scene)
    wrong = []
    for verb in VERBS:
        expected = row.get(verb, "5" * len(WHO))
        everybody = FEW if row.get("few") else WHO
        asked = everybody if verb in row else ("admin", "tamu")
        for who in asked:
            found = ask(scene, who, verb, path, row)
            if found != expected[WHO.index(who)]:
                wrong.append(f"{verb} {path} as {who}: {found}, the matrix says {expected[WHO.index(who)]}")
    assert wrong == []


def test_the_agency_itself_reads_what_strangers_must_not(scene: Scene) -> None:
    """The word that is looked for in strangers' answers does stand in those of the agency."""
    seen = [name for name in rows() if "GET" in rows()[name] and not rows()[name].get("few") and is_told(scene, name)]
    assert len(seen) > 20


def is_told(scene: Scene, name: str) -> bool:
    row = rows()[name]
    if row["GET"][WHO.index("kepala")] != "." or name.endswith("pdf"):
        return False
    client = Client()
    client.cookies.load(scene.cookies["kepala"])
    response = client.get(path_of(addresses()[name], row, scene), row.get("query", {}))
    return not response.streaming and "Zamrud" in response.content.decode(errors="replace")


def test_search_counts_nothing_of_another_agency(scene: Scene) -> None:
    for who, count in (("kepala", True), *((stranger, False) for stranger in STRANGERS)):
        client = Client()
        client.cookies.load(scene.cookies[who])
        response = client.get("/cari/", {"q": "perkara"})
        assert response.status_code == 200
        assert ("Zamrud" in response.content.decode()) is count


def test_no_address_but_those_listed_takes_anything_without_the_token_of_its_form(scene: Scene) -> None:
    """By enumeration: every verb that changes something, at every address, signed in and signed out."""
    for name, row in rows().items():
        path = path_of(addresses()[name], row, scene)
        exempt = bool(getattr(resolve(path).func, "csrf_exempt", False))
        assert exempt is path.startswith(WITHOUT_CSRF), name
        if exempt:
            continue
        for who in ("ani", "admin", "tamu"):
            client = Client(enforce_csrf_checks=True)
            client.cookies.load(scene.cookies.get(who, {}))
            for verb in VERBS[1:] if who == "ani" else ("POST",):
                with scopes_disabled(), transaction.atomic():
                    response = client.generic(verb, path, b"", "application/x-www-form-urlencoded")
                    transaction.set_rollback(True)
                assert response.status_code == 403, f"{verb} {path} as {who}"
