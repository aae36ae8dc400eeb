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


AT_LINE = Words("Baris {line}: {sentence}")


def said(sentence: str) -> str:
    """A sentence of the reader of documents, as it is kept with the document, in the reader's language."""
    known = words_of(sentence)
    return sentence if known is None else spoken(known)


def words_of(sentence: str) -> Words | None:
    """The sentence with its source string and what fills it; None where nobody here says it."""
    if (numbered := re.fullmatch(r"Baris (\d+): (.+)", sentence, re.DOTALL)) is not None:
        return Words(AT_LINE.template, line=numbered[1], sentence=words_of(numbered[2]) or numbered[2])
    for pattern, template in _known():
        if (match := pattern.fullmatch(sentence)) is not None:
            given = {name: _phrases().get(value, value) for name, value in match.groupdict().items()}
            return Words(template, **given)
    return None


@cache
def _phrases() -> dict[str, Words]:
    """What fills a sentence and is itself said in the reader's language."""
    from lajur.exchange.bpmn.words import REFUSED

    return {str(phrase): phrase for phrase in REFUSED.values()}


@cache
def _known() -> list[tuple[re.Pattern[str], str]]:
    from lajur.exchange.bpmn.words import FLOW, LACKING, WHOLE
    from lajur.exchange.reading.apart import BROKEN
    from lajur.exchange.reading.diagrams import REFUSED
    from lajur.exchange.reading.refusing import NOTICES, SENTENCES
    from lajur.registers.procedures.drafts.reading import TOO_LONG

    of_diagrams = (*WHOLE.values(), *FLOW.values(), *LACKING.values())
    templates = (*SENTENCES.values(), *NOTICES.values(), BROKEN, REFUSED, TOO_LONG, *of_diagrams)
    found = []
    for one in templates:
        met: set[str] = set()
        parts = re.split(r"\{(\w+)\}", one)
        pattern = "".join(_piece(part, number % 2 == 1, met) for number, part in enumerate(parts))
        found.append((re.compile(pattern, re.DOTALL), str(one)))
    return found


def _piece(part: str, is_blank: bool, met: set[str]) -> str:
    """A blank's first place names it; where it comes again it holds the same."""
    if not is_blank:
        return re.escape(part)
    again = part in met
    met.add(part)
    return f"(?P={part})" if again else f"(?P<{part}>.*)"


def told(doubt: Mapping[str, Any]) -> Told:
    """The doubt as it is kept (`exchange.reading.doubts.Doubt.as_data`) with its reason and place in words."""
    kept = doubt.get("kata")
    if kept:
        why = spoken(Words(kept[0], **kept[1]))
    else:  # of a diagram: kept without its full stop
        plain = str(doubt.get("sebab", ""))
        why = said(f"{plain}.").rstrip(".") if plain else ""
    return {**doubt, "sebab": why, "tempat": _place(doubt)}


def _place(doubt: Mapping[str, Any]) -> str:
    where = doubt.get("letak")
    if not where:
        place = str(doubt.get("tempat", ""))
        line = re.fullmatch(r"baris (\d+)", place)
        return _("baris %(row)s") % {"row": line[1]} if line else place
    parts = (
        ("sheet", _("lembar “%(sheet)s”")), ("page", _("halaman %(page)s")), ("table", _("tabel %(table)s")),
        ("row", _("baris %(row)s")), ("cell", _("sel %(cell)s")),
    )  # fmt: skip
    return ", ".join(text % where for name, text in parts if where.get(name))
