"""The one way to change anything."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import OperationalError, transaction
from django_scopes import scopes_disabled
from psycopg.errors import DeadlockDetected

from lajur.engine.refusal import Refusal
from lajur.registers.authority import permissions
from lajur.registers.authority.actions import ACTIONS, ATTEMPTS, PermissionNotAsked, Refused, Stale, action
from lajur.registers.authority.permissions import ALLOWED, Permission, all_permissions, may, permission

ACTOR = SimpleNamespace(person=None, agency="")
NO = Refusal("tidak", "Tidak boleh.")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _permissions(monkeypatch):
    """Two permissions for these tests: one that everybody has, one that nobody has."""
    monkeypatch.setitem(
        permissions._registry, "uji.boleh", Permission("uji.boleh", "Boleh", lambda actor, subject: ALLOWED)
    )
    monkeypatch.setitem(permissions._registry, "uji.tidak", Permission("uji.tidak", "Tidak", lambda actor, subject: NO))
    known = dict(ACTIONS)
    yield
    ACTIONS.clear()
    ACTIONS.update(known)


def agencies() -> Any:
    """Some table to leave traces in; by name, because authority knows no other register."""
    return apps.get_model("organisation", "Agency").objects


def leave(slug: str) -> None:
    agencies().create(slug=slug, name=slug)


def left() -> set[str]:
    return set(agencies().filter(slug__startswith="jejak").values_list("slug", flat=True))


def test_what_an_action_does_stays():
    @action(needs="uji.boleh")
    def act() -> str:
        may(ACTOR, "uji.boleh")
        leave("jejak")
        return "jadi"

    assert act() == "jadi"
    assert left() == {"jejak"}


def test_a_refusal_undoes_everything():
    @action(needs="uji.tidak")
    def act() -> Refusal:
        leave("jejak")
        found = may(ACTOR, "uji.tidak")
        assert isinstance(found, Refusal)
        return found

    assert act() == NO
    assert left() == set()


@pytest.mark.parametrize("atomic", [True, False])
def test_a_refusal_raised_from_within_undoes_everything(atomic):
    @action(needs="uji.boleh", atomic=atomic)
    def act() -> None:
        may(ACTOR, "uji.boleh")
        with transaction.atomic():
            leave("jejak")
            raise Refused(NO)

    assert act() == NO
    assert left() == set()


def test_an_error_undoes_everything():
    @action(needs="uji.boleh")
    def act() -> None:
        may(ACTOR, "uji.boleh")
        leave("jejak")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert left() == set()


def test_forgetting_to_ask_is_an_error_and_undoes_everything():
    @action(needs="uji.boleh")
    def act() -> None:
        leave("jejak")

    with pytest.raises(PermissionNotAsked):
        act()
    assert left() == set()


def test_what_another_action_asked_does_not_count():
    @action(needs="uji.boleh")
    def inner() -> None:
        may(ACTOR, "uji.boleh")

    @action(needs="uji.boleh")
    def outer() -> None:
        inner()

    with pytest.raises(PermissionNotAsked):
        outer()
    may(ACTOR, "uji.boleh")
    with pytest.raises(PermissionNotAsked):
        outer()


def test_a_refused_inner_action_undoes_itself_alone():
    @action(needs="uji.boleh")
    def inner() -> Refusal:
        may(ACTOR, "uji.boleh")
        leave("jejak-dalam")
        return NO

    @action(needs="uji.boleh")
    def outer() -> None:
        may(ACTOR, "uji.boleh")
        leave("jejak-luar")
        inner()

    outer()
    assert left() == {"jejak-luar"}


@pytest.mark.parametrize("atomic", [True, False])
def test_stale_reads_are_tried_again_from_the_start(atomic):
    tries = []

    @action(needs="uji.boleh", atomic=atomic)
    def act() -> int:
        may(ACTOR, "uji.boleh")
        tries.append(1)
        with transaction.atomic():
            leave(f"jejak-{len(tries)}")
            if len(tries) < 3:
                raise Stale
        return len(tries)

    assert act() == 3
    assert left() == {"jejak-3"}


def test_it_is_not_tried_for_ever():
    tries = []

    @action(needs="uji.boleh")
    def act() -> None:
        may(ACTOR, "uji.boleh")
        tries.append(1)
        raise Stale

    with pytest.raises(Stale):
        act()
    assert len(tries) == ATTEMPTS


@pytest.mark.parametrize(("outermost", "times"), [(True, 2), (False, 1)])
def test_a_deadlock_is_tried_again_where_the_whole_transaction_is_ours(monkeypatch, outermost, times):
    tries = []
    monkeypatch.setattr(transaction, "get_connection", lambda: SimpleNamespace(in_atomic_block=not outermost))

    @action(needs="uji.boleh", atomic=False)
    def act() -> None:
        may(ACTOR, "uji.boleh")
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("deadlock detected") from DeadlockDetected()

    if outermost:
        act()
    else:
        with pytest.raises(OperationalError):
            act()
    assert len(tries) == times


def test_other_database_errors_are_not_tried_again():
    tries = []

    @action(needs="uji.boleh")
    def act() -> None:
        may(ACTOR, "uji.boleh")
        tries.append(1)
        raise OperationalError("the server is gone")

    with pytest.raises(OperationalError):
        act()
    assert len(tries) == 1


def test_a_permission_that_nobody_declared_does_not_exist():
    with pytest.raises(LookupError, match=r"uji\.entah"):
        may(ACTOR, "uji.entah")


def test_every_action_needs_a_declared_permission():
    for name, needs in ACTIONS.items():
        assert permission(needs).title, name


def test_codes_and_titles_are_told_apart():
    rows = all_permissions()
    assert len({row.code for row in rows}) == len(rows)
    assert all("." in row.code and row.title for row in rows)


@scopes_disabled()
def test_scoped_rows_cannot_be_read_without_an_agency():
    from django_scopes import ScopeError, scope

    from lajur.registers.authority.models import Entry

    with scope(), pytest.raises(ScopeError):
        list(Entry.objects.all())
