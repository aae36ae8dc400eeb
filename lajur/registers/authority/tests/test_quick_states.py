"""Migrations from nothing, the quick way: the classes they meet are those that Django's own way would make."""

from __future__ import annotations

from typing import Any

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from lajur.registers.authority.quick_states import QUICK, quick_states


def told(model: Any) -> dict[str, Any]:
    """What a class says of itself and of who points at it."""
    meta = model._meta
    return {
        "fields": {field.name: (field.column, repr(field.deconstruct()[1:])) for field in meta.local_fields},
        "pointed at by": sorted(one.related_model._meta.label for one in meta.related_objects),
        "indexes": [repr(index.deconstruct()) for index in meta.indexes],
        "constraints": [repr(constraint.deconstruct()) for constraint in meta.constraints],
    }


def test_the_classes_are_the_same_as_when_all_are_made_at_once() -> None:
    loader = MigrationLoader(None)
    plan = [loader.graph.nodes[key] for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf)]
    state = ProjectState()
    assert state.apps is not None  # from now on every operation has to keep the classes up to date
    with quick_states():
        for migration in dict.fromkeys(plan):
            state = migration.mutate_state(state, preserve=False)
    once = ProjectState(models=dict(state.models)).apps
    assert len(state.models) > 90
    for app_label, name in state.models:
        assert told(state.apps.get_model(app_label, name)) == told(once.get_model(app_label, name)), name


def test_django_s_own_way_is_back_afterwards() -> None:
    before = {name: getattr(ProjectState, name) for name in QUICK}
    with quick_states():
        assert all(getattr(ProjectState, name) is not before[name] for name in QUICK)
    assert {name: getattr(ProjectState, name) for name in QUICK} == before
