"""Message catalogues: collect texts from the code into ``.po``, compile them into ``.mo``. Needs no GNU gettext.

Two domains under ``lajur/locale``: ``django`` (all that pages show, refusals included) and ``cli`` (the words of the
command line). Texts in the code are Indonesian, so that only the other languages list them. Findings of the catalogue
are not collected: they speak of SOP files, whose keys are Indonesian too; what it tells on pages is.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "lajur"
LOCALE = PACKAGE / "locale"
COMMAND_LINE = [PACKAGE / name for name in ("entrypoints/cli", "postgres", "config")]
ELSEWHERE = [*COMMAND_LINE, PACKAGE / "catalogue"]
SHOWN_ON_PAGES = [PACKAGE / "catalogue" / name for name in ("comparing.py", "laws.py")]
LANGUAGES = ("id", "en")
WIDTH = 100

LOOKED_UP = {"_", "N_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}
SHOWN_LATER: dict[str, tuple[int | str, ...]] = {
    "Words": (0,),
    "Refusal": (1, 3, "fields"),
    "Permission": (1,),
    "Fault": (2,),
    "by_role": ("who",),
    "job": ("title",),
    "installation_job": ("title",),
}
"""Calls whose literal texts are translated where they are shown: the places of the texts, or of dicts of texts."""

_LITERAL = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_BLANKS = re.compile(r"\{\w+\}")
_IN_TEMPLATE = re.compile(rf"\b(_|gettext|ngettext|pgettext)\(\s*{_LITERAL}(?:\s*,\s*{_LITERAL})?")


@dataclass(frozen=True, slots=True)
class Message:
    """An entry of a catalogue."""

    text: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.text


def compile_all(locale: Path = LOCALE) -> list[Path]:
    """Write a ``.mo`` beside every ``.po`` and return the files written."""
    written = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        polib.pofile(str(source)).save_as_mofile(str(target))
        written.append(target)
    return written


def texts_of_web() -> list[Message]:
    """Every text of templates, and of all modules but those of the terminal, of the catalogue and of tests."""
    found: list[Message] = []
    for path in sorted(PACKAGE.rglob("*")):
        elsewhere = any(path.is_relative_to(folder) for folder in ELSEWHERE) and path not in SHOWN_ON_PAGES
        if "tests" in path.parts or elsewhere:
            continue
        if path.suffix == ".py":
            found += texts_of_module(path.read_text())
        elif path.suffix == ".html":
            found += texts_of_template(path.read_text())
    return _distinct(found)


def texts_of_command_line() -> list[Message]:
    """Every text of the modules that speak on the terminal."""
    paths = (path for folder in COMMAND_LINE for path in sorted(folder.glob("*.py")))
    return _distinct(message for path in paths for message in texts_of_module(path.read_text()))


def texts_of_module(source: str) -> Iterator[Message]:
    """Read from the syntax tree: ``xgettext`` sees neither into f-strings nor into dicts."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        texts = [text for argument in node.args[:2] if (text := _literal(argument))]
        if name in LOOKED_UP and texts:
            yield Message(texts[0])
        elif name in PLURAL and len(texts) == 2:
            yield Message(texts[0], plural=texts[1])
        elif name in IN_CONTEXT and len(texts) == 2:
            yield Message(texts[1], context=texts[0])
        elif name in SHOWN_LATER:
            yield from (Message(text) for text in _shown_later(node, SHOWN_LATER[name]) if _BLANKS.sub("", text))


def texts_of_template(source: str) -> Iterator[Message]:
    """Read from what Django makes of a template for ``xgettext``."""
    for name, *literals in _IN_TEMPLATE.findall(templatize(source)):
        first, second = (ast.literal_eval(literal).replace("%%", "%") if literal else "" for literal in literals)
        match name:
            case "ngettext":
                yield Message(first, plural=second)
            case "pgettext":
                yield Message(second, context=first)
            case _:
                yield Message(first)


def merge(path: Path, wanted: Sequence[Message]) -> None:
    """Bring a ``.po`` up to date: new texts come without translation, texts that are gone go, in the code's order.

    Click's own texts are English and live inside click: entries marked with the comment ``click`` stay as they are.
    """
    catalogue = polib.pofile(str(path), wrapwidth=WIDTH)
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue}
    entries = [known.get(message.key) or _entry(message) for message in wanted]
    for entry in list(catalogue):
        catalogue.remove(entry)
    catalogue.extend([*(entry for entry in known.values() if entry.tcomment == "click"), *entries])
    catalogue.save(str(path))


def collect(locale: Path = LOCALE) -> None:
    for language in LANGUAGES:
        folder = locale / language / "LC_MESSAGES"
        ours = language != "id"
        merge(folder / "cli.po", texts_of_command_line() if ours else [])
        if ours:
            merge(folder / "django.po", texts_of_web())


def _entry(message: Message) -> polib.POEntry:
    flags = ["python-format"] if "%(" in message.text else ["python-brace-format"] if "{" in message.text else []
    entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None, flags=flags)
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {0: "", 1: ""}
    return entry


def _distinct(messages: Iterable[Message]) -> list[Message]:
    """Each text once; the one with a plural where both occur, as ``msgmerge`` does."""
    found: dict[tuple[str, str], Message] = {}
    for message in messages:
        if message.key not in found or message.plural:
            found[message.key] = message
    return list(found.values())


def _literal(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _shown_later(call: ast.Call, places: Iterable[int | str]) -> Iterator[str]:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    for place in places:
        if isinstance(place, str):
            argument = named.get(place)
        else:
            argument = call.args[place] if place < len(call.args) else None
        match argument:
            case ast.Constant(value=str(text)):
                yield text
            case ast.Dict(values=values):
                yield from (text for value in values if (text := _literal(value)))


if __name__ == "__main__":
    if "--collect" in sys.argv[1:]:
        collect()
    compile_all()
