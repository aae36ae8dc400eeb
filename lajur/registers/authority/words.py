"""Refusals in the reader's language: their Indonesian sentences are the source texts of the translation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from lajur.engine.refusal import Refusal, Words


def spoken(text: str) -> str:
    """A source string, or Words, in the reader's language."""
    if isinstance(text, Words):
        return gettext(text.template).format(**_spoken_params(text.params)) if text.params else gettext(text.template)
    return gettext(text)


def kept(text: Any) -> Any:
    """Words as JSON that keeps their source string, so that each later reader is told in his own language."""
    if not isinstance(text, Words):
        return text
    return [text.template, {name: kept(value) for name, value in text.params.items()}]


def retold(told: Any) -> Any:
    """What `kept` made, as Words again; anything else as it is."""
    if not isinstance(told, list):
        return told
    template, params = told
    return Words(template, **{name: retold(value) for name, value in params.items()})


def sentence(refusal: Refusal) -> str:
    """What the refusal says, translated before its blanks are filled."""
    return gettext(refusal.template).format(**_spoken_params(refusal.params))


def faults(refusal: Refusal) -> dict[str, str]:
    """Field or document kind → what is wrong with it."""
    return {name: spoken(text) for name, text in refusal.fields.items()}


def _spoken_params(params: Any) -> dict[str, Any]:
    """Names and numbers stay; words of ours are translated."""
    return {name: spoken(value) if isinstance(value, Words) else value for name, value in params.items()}
