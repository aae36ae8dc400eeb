"""Message catalogues: compile ``.po`` into ``.mo`` without GNU gettext, collect texts from the code.

Two domains under ``lajur/locale``: ``django`` (web) and ``cli`` (command line). Texts in the code are Indonesian.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "lajur" / "locale"
COMMAND_LINE = [ROOT / "lajur" / name for name in ("entrypoints/cli", "postgres", "config")]
LANGUAGES = ("id", "en")


def compile_all(locale: Path = LOCALE) -> list[Path]:
    """Write a ``.mo`` beside every ``.po`` and return the files written."""
    written = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        polib.pofile(str(source)).save_as_mofile(str(target))
        written.append(target)
    return written


def collect_web() -> None:
    """Merge the texts of pages and forms into ``django.po``. Needs GNU gettext, as does nothing else here."""
    (LOCALE / "en" / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    elsewhere = ("entrypoints/cli/*", "config/*", "postgres/*", "*/tests/*")
    ignored = [word for pattern in elsewhere for word in ("--ignore", pattern)]
    words = ["makemessages", "--settings", "lajur.config.settings", "--no-location", "--locale", "en", *ignored]
    subprocess.run([sys.executable, "-m", "django", *words], cwd=ROOT / "lajur", check=True)


def texts_of_command_line() -> list[str]:
    """Every text inside ``_()`` or ``N_()`` in the modules that speak on the terminal, in reading order.

    Read from the syntax tree: ``xgettext`` does not look into f-strings.
    """
    found: dict[str, None] = {}
    for path in (path for folder in COMMAND_LINE for path in sorted(folder.glob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "N_"}:
                text = node.args[0]
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    found[text.value] = None
    return list(found)


def collect_command_line() -> None:
    """Bring ``cli.po`` of both languages up to date with the code.

    Click's own texts are English and live inside click: entries marked with the comment ``click`` stay as they are.
    Ours are Indonesian in the code, so that only the other languages list them.
    """
    wanted = texts_of_command_line()
    for language in LANGUAGES:
        path = LOCALE / language / "LC_MESSAGES" / "cli.po"
        catalogue = polib.pofile(str(path), wrapwidth=100)
        for entry in [entry for entry in catalogue if entry.msgid not in wanted and entry.tcomment != "click"]:
            catalogue.remove(entry)
        if language != "id":
            known = {entry.msgid for entry in catalogue}
            catalogue.extend(polib.POEntry(msgid=text) for text in wanted if text not in known)
        catalogue.save(str(path))


if __name__ == "__main__":
    if "--collect" in sys.argv[1:]:
        collect_web()
        collect_command_line()
    else:
        compile_all()
