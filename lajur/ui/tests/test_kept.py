"""Parts of pages that are rendered once for each set of values."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from lajur.ui import kept


def seen(template: Template, **values: Any) -> str:
    return template.render(Context(values))


def test_a_kept_part_is_rendered_once_for_the_same_values() -> None:
    template = Template("{% load ui %}{% keep name %}{{ name }} {{ asked }}{% endkeep %}")
    times: list[int] = []

    def asked() -> int:
        times.append(1)
        return len(times)

    assert [seen(template, name=name, asked=asked) for name in ("Ani", "Budi", "Ani")] == ["Ani 1", "Budi 2", "Ani 1"]


def test_each_language_has_its_own() -> None:
    template = Template("{% load ui i18n %}{% keep %}{% get_current_language as code %}{{ code }}{% endkeep %}")
    found = []
    for code in ("id", "en", "id"):
        with translation.override(code):
            found.append(seen(template))
    assert found == ["id", "en", "id"]


def test_nothing_is_kept_when_the_first_value_is_none() -> None:
    template = Template("{% load ui %}{% keep key %}{{ word }}{% endkeep %}")
    assert [seen(template, key=None, word=word) for word in ("a", "b")] == ["a", "b"]


def test_the_part_asked_for_least_lately_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LIMIT", 2)
    kept._texts.clear()
    template = Template("{% load ui %}{% keep name %}{{ name }}{{ mark }}{% endkeep %}")
    assert [seen(template, name=name, mark=1) for name in "abac"] == ["a1", "b1", "a1", "c1"]
    assert seen(template, name="a", mark=2) == "a1"
    assert seen(template, name="b", mark=2) == "b2"


def test_what_is_named_inside_is_not_known_after_it() -> None:
    template = Template(
        "{% load ui i18n %}{% keep name %}{% translate 'Ya' as word %}{{ word }}{% endkeep %} {{ word }}"
    )
    told = [seen(template, name=name, word="milik halaman") for name in ("sekali", "sekali", None)]
    assert told == ["Ya milik halaman"] * 3
