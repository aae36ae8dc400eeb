"""Django's migrations without drawing the same models anew again and again.

While migrations run, Django keeps classes of all models as they are at that point, and after every operation it makes
anew all classes that are related to the changed one: here that is nearly all of them, because nearly every table has
an agency. Two kinds of operations need none of it: a new model, which nobody can point at yet, and a new index or
constraint, which is only a line in the class's options. From an empty database that is two thirds of the time.
Only for an empty database; one with data goes Django's own way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ModelState, ProjectState


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


@contextmanager
def quick_states() -> Iterator[None]:
    """For one run of `migrate`."""
    kept = ProjectState.add_model, ProjectState._append_option  # type: ignore[attr-defined]
    ProjectState.add_model, ProjectState._append_option = _add_model, _append_option  # type: ignore[method-assign,attr-defined]
    try:
        yield
    finally:
        ProjectState.add_model, ProjectState._append_option = kept  # type: ignore[method-assign,attr-defined]
