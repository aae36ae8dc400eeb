"""What a document's reader was not sure of, told in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from lajur.engine.refusal import Words
from lajur.registers.authority.words import spoken

Told = dict[str, Any]


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
