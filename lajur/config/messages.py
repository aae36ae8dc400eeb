"""Message catalogues: compile ``.po`` into ``.mo`` without GNU gettext; collect texts with it.

Two domains under ``lajur/locale``: ``django`` (web) and ``cli`` (command line). Texts in the code are Indonesian.
"""

from __future__ import annotations

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
    """Merge the texts of pages and forms into ``django.po``. Needs GNU gettext."""
    (LOCALE / "en" / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    elsewhere = ("entrypoints/cli/*", "config/*", "postgres/*", "*/tests/*")
    ignored = [word for pattern in elsewhere for word in ("--ignore", pattern)]
    words = ["makemessages", "--settings", "lajur.config.settings", "--no-location", "--locale", "en", *ignored]
    subprocess.run([sys.executable, "-m", "django", *words], cwd=ROOT / "lajur", check=True)


def collect_command_line() -> None:
    """Merge the texts of the command line into ``cli.po`` of both languages. Needs GNU gettext."""
    template = LOCALE / "cli.pot"
    sources = [str(path) for folder in COMMAND_LINE for path in sorted(folder.glob("*.py"))]
    options = ["--language=Python", "--from-code=UTF-8", "--no-location", "--keyword=_", "--keyword=N_"]
    subprocess.run(["xgettext", *options, "--output", str(template), *sources], check=True)
    merge_command_line(template)
    template.unlink()


def merge_command_line(template: Path) -> None:
    """Merge our command line texts into ``cli.po`` of each language, keeping the words that belong to click.

    Click's own texts are English and live inside click, where ``xgettext`` does not look: entries marked with the
    comment ``click`` therefore stay although no source of ours holds them.
    """
    ours = polib.pofile(str(template))
    for language in LANGUAGES:
        path = LOCALE / language / "LC_MESSAGES" / "cli.po"
        catalogue = polib.pofile(str(path))
        wanted = {entry.msgid for entry in ours}
        for entry in list(catalogue):
            if entry.msgid not in wanted and entry.tcomment != "click":
                catalogue.remove(entry)
        if language != "id":
            known = {entry.msgid for entry in catalogue}
            catalogue.extend(entry for entry in ours if entry.msgid not in known)
        catalogue.save(str(path))


if __name__ == "__main__":
    if "--collect" in sys.argv[1:]:
        collect_web()
        collect_command_line()
    else:
        compile_all()
