"""A refusal is a value: a code for programs, a sentence for people that says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Refusal:
    """Falsy, so that `if not outcome` reads well.

    `template` is the Indonesian source string (translated where it is shown), `params` fills it, `fields` maps the
    key of a field or a document kind to what is wrong with it.
    """

    code: str
    template: str
    params: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return self.template.format(**self.params)

    def __bool__(self) -> Literal[False]:
        return False

    def __str__(self) -> str:
        return self.sentence
