"""Language of the command line: ``LAJUR_LANG``, else the system's, else Indonesian.

Our texts are Indonesian in the code; the words of click are English in click. Both are looked up in the domain ``cli``
of ``lajur/locale``, through the ``gettext`` functions of the standard library, which click uses too.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from pathlib import Path

_ = gettext.gettext
LANGUAGES = ("id", "en")


def N_(text: str) -> str:  # noqa: N802 - the name that catalogues' tools know
    """Mark a text for the catalogue where it is only translated later."""
    return text


def click_word(text: str) -> str:
    """A word of click's own that we print: English in the code, and not one of our texts."""
    return gettext.gettext(text)


def wanted(environ: Mapping[str, str] = os.environ) -> str:
    """``id`` or ``en``. A system set to anything else, or to nothing, speaks Indonesian."""
    for name in ("LAJUR_LANG", "LC_ALL", "LANG"):
        if value := environ.get(name):
            language = value.partition("_")[0].partition(".")[0].lower()
            return language if language in LANGUAGES else "id"
    return "id"


def choose() -> None:
    os.environ["LANGUAGE"] = wanted()  # read by gettext at each look-up, and by the processes we start
    gettext.bindtextdomain("cli", str(Path(__file__).resolve().parents[2] / "locale"))
    gettext.textdomain("cli")
