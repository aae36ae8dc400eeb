"""Django's migrations without drawing the same models anew again and again.

While migrations run, Django keeps classes of all models as they are at that point, and after every operation it makes
anew all classes that are related to the changed one: here that is nearly all of them, because nearly every table has
an agency. Three kinds of operations need none of it: a new model, which nobody can point at yet, a new index or
constraint, which is only a line in the class's options, and a new field, which joins the class that is there. The
others need the class itself and those that point at it, but not those that it points at. From an empty database all
this is nine tenths of the time. Only for an empty database; one with data goes Django's own way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.utils import resolve_relation
from django.db.models import Field
from django.db.models.fields import NOT_PROVIDED

Key = tuple[str, str]
"""Of a model: its app's label and its name in small letters."""


def _add_model(self: Any, model_state: ModelState) -> None:
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:
        self.resolve_model_relations(key)
    if "apps" in self.__dict__:
        self.apps.render_multiple([model_state])


def _append_option(self: Any, app_label: str, model_name: str, option_name: str, obj: Any) -> None:
    options = self.models[app_label, model_name].options
    options[option_name] = [*options[option_name], obj]
    if "apps" in self.__dict__:
        meta = self.apps.get_model(app_label, model_name)._meta
        setattr(meta, option_name, [*getattr(meta, option_name), obj])
        meta.original_attrs[option_name] = options[option_name]


def _add_field(
    self: Any, app_label: str, model_name: str, name: str, field: Field[Any, Any], preserve_default: bool
) -> None:
    if not preserve_default:
        field = field.clone()
        field.default = NOT_PROVIDED
    key = app_label, model_name
    self.models[key].fields[name] = field
    if self._relations is not None:
        self.resolve_model_field_relations(key, name, field)
    if "apps" in self.__dict__:
        self.apps.get_model(app_label, model_name).add_to_class(name, field.clone())
        self.apps.clear_cache()


def _find_reload_model(self: Any, app_label: str, model_name: str, delay: bool = False) -> set[Key]:
    pointing: dict[Key, set[Key]] = {}
    for key, state in self.models.items():
        for target in _targets(state):
            pointing.setdefault(target, set()).add(key)
    found: set[Key] = set()
    left = {(app_label, model_name)}
    while left:
        found |= left
        left = {one for target in left for one in pointing.get(target, ())} - found
    return found


def _targets(state: ModelState) -> set[Key]:
    """What the model points at, is made of, or goes through."""
    named: list[Any] = list(state.bases)
    for field in state.fields.values():
        if field.is_relation:
            named += [getattr(field.remote_field, name, None) for name in ("model", "through")]
    return {
        resolve_relation(one, state.app_label, state.name_lower)
        for one in named
        if isinstance(one, str) or hasattr(one, "_meta")
    }


QUICK = {
    "add_model": _add_model,
    "add_field": _add_field,
    "_append_option": _append_option,
    "_find_reload_model": _find_reload_model,
}


@contextmanager
def quick_states() -> Iterator[None]:
    """For one run of `migrate`."""
    kept = {name: getattr(ProjectState, name) for name in QUICK}
    try:
        for name, way in QUICK.items():
            setattr(ProjectState, name, way)
        yield
    finally:
        for name, way in kept.items():
            setattr(ProjectState, name, way)
