"""Refusals in the reader's language: their Indonesian sentences are the source texts of the translation."""

from __future__ import annotations

from django.utils.translation import gettext

from lajur.engine.refusal import Refusal


def sentence(refusal: Refusal) -> str:
    """What the refusal says, translated before its blanks are filled."""
    return gettext(refusal.template).format(**refusal.params)


def faults(refusal: Refusal) -> dict[str, str]:
    """Field or document kind → what is wrong with it, translated where the words are fixed."""
    return {name: gettext(text) for name, text in refusal.fields.items()}
