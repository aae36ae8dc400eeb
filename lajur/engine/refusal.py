"""A refusal is a value: a code for programs, a sentence for people that says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


class Words(str):
    """A sentence in Indonesian that keeps its source string and what fills it, to be translated where it is shown.

    `params` that are Words themselves are translated too.
    """

    __slots__ = ("params", "template")
    template: str
    params: Mapping[str, Any]

    def __new__(cls, template: str, **params: Any) -> Words:
        words = super().__new__(cls, template.format(**params) if params else template)
        words.template, words.params = template, params
        return words


@dataclass(frozen=True, slots=True)
class Refusal:
    """Falsy, so that `if not outcome` reads well.

    `template` is the Indonesian source string (translated where it is shown), `params` fills it, `fields` maps the
    key of a field or a document kind to what is wrong with it: a source string, or Words where it has blanks.
    `passable`: one may go on against it by giving a reason, which is a deviation.
    """

    code: str
    template: str
    params: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    passable: bool = False

    @property
    def sentence(self) -> str:
        return self.template.format(**self.params)

    def __bool__(self) -> Literal[False]:
        return False

    def __str__(self) -> str:
        return self.sentence
