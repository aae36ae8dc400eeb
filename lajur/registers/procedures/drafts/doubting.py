"""What a document's reader was not sure of, told in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from lajur.engine.refusal import Words
from lajur.registers.authority.words import spoken

Told = dict[str, Any]


def said(sentence: str) -> str:
    """A sentence of the reader of documents, as it is kept with the document, in the reader's language."""
    for pattern, template in _known():
        if (match := pattern.fullmatch(sentence)) is not None:
            return spoken(Words(template, **match.groupdict()))
    return sentence


@cache
def _known() -> list[tuple[re.Pattern[str], str]]:
    from lajur.exchange.reading.apart import BROKEN
    from lajur.exchange.reading.diagrams import REFUSED
    from lajur.exchange.reading.refusing import NOTICES, SENTENCES
    from lajur.registers.procedures.drafts.reading import TOO_LONG

    templates = (*SENTENCES.values(), *NOTICES.values(), BROKEN, REFUSED, TOO_LONG)
    return [
        (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.*)", re.escape(one)), re.DOTALL), str(one)) for one in templates
    ]


def told(doubt: Mapping[str, Any]) -> Told:
    """The doubt as it is kept (`exchange.reading.doubts.Doubt.as_data`) with its reason and place in words."""
    kept = doubt.get("kata")
    why = Words(kept[0], **kept[1]) if kept else str(doubt.get("sebab", ""))
    return {**doubt, "sebab": spoken(why) if why else "", "tempat": _place(doubt)}


def _place(doubt: Mapping[str, Any]) -> str:
    where = doubt.get("letak")
    if not where:
        return str(doubt.get("tempat", ""))
    parts = (
        ("sheet", _("lembar “%(sheet)s”")), ("page", _("halaman %(page)s")), ("table", _("tabel %(table)s")),
        ("row", _("baris %(row)s")), ("cell", _("sel %(cell)s")),
    )  # fmt: skip
    return ", ".join(text % where for name, text in parts if where.get(name))
