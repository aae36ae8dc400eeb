"""The house in both languages: nothing untranslated, nothing left out of the catalogues, no page half in Indonesian."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from functools import cache
from string import Formatter
from typing import Any

import polib
import pytest

from lajur.config.messages import LOCALE, texts_of_command_line, texts_of_module, texts_of_template, texts_of_web

PACKAGE = LOCALE.parent
REDO = "run: make messages, then fill lajur/locale/en/LC_MESSAGES/*.po"
CATALOGUES = [("en", "django"), ("en", "cli"), ("id", "cli")]
COLLECTED = {"django": texts_of_web, "cli": texts_of_command_line}
TEMPLATES = sorted(path for path in PACKAGE.rglob("templates/**/*.html") if "tests" not in path.parts)
MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if "tests" not in path.parts and path.name != "testing.py"]

NAMES = {
    "Lajur", "Indonesia", "English", "SOP", "SHA-256", "SHA‑256", "NIP", "NPWP", "NIB", "XLSX", "CSV", "PDF", "Word",
    "Excel", "BPMN", "Enter", "XES", "IKM", "NRR",
}  # fmt: skip
"""Written alike in every language."""
INDONESIAN = re.compile(
    r"\b(dan|yang|dengan|belum|sudah|langkah|tugas|untuk|dari|pada|tidak|atau|ke|oleh|ini|itu|anda|saya|adalah|akan|"
    r"pelaksanaan|pelaksana|penyimpangan|selesai|selesaikan|mulai|dimulai|menunggu|sejak|sisa|jatuh|tempo|terlambat|"
    r"kelengkapan|hasil|berkas|dokumen|unggah|simpan|keputusan|alasan|catatan|riwayat|keadaan|jabatan|instansi|"
    r"pengganti|pimpinan|atasan|hari|jam|menit|kerja|masuk|keluar|semua|cari|lihat|tulis|pilih|bila|agar|jalankan)\b",
    re.IGNORECASE,
)
ENGLISH = re.compile(
    r"\b(the|and|of|is|are|with|not|this|show|usage|options|commands|default|required)\b", re.IGNORECASE
)


@cache
def catalogue(language: str, domain: str) -> polib.POFile:
    """Read once a run, which takes seconds; to look at, not to change."""
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / f"{domain}.po"))


def blanks(text: str) -> set[str]:
    """Names of what fills a text, in either way of writing them."""
    percent = set(re.findall(r"%\((\w+)\)[sd]", text))
    return percent or {name.split("!")[0] for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_every_text_is_translated_and_none_is_a_guess(language: str, domain: str) -> None:
    left = [entry.msgid for entry in catalogue(language, domain) if not entry.translated() or entry.fuzzy]
    assert left == [], REDO


def unmarked(source: str) -> list[str]:
    """Texts that reach a refusal by a name and stand as bare strings where they are named: nobody collects those."""
    tree = ast.parse(source)
    named = {
        (target.id, node.value.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name) and " " in node.value.value
    }
    given: set[str] = set()
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Refusal":
            for told in (*call.args[1:], *(keyword.value for keyword in call.keywords)):
                parts = told.values if isinstance(told, ast.Dict) else [told]
                given |= {part.id for part in parts if isinstance(part, ast.Name)}
    return [text for name, text in sorted(named) if name in given]


def test_refusals_are_told_in_words_that_are_collected() -> None:
    assert unmarked('def f():\n    why = "Isi dahulu."\n    return Refusal("a", why, fields={"b": why})') == [
        "Isi dahulu."
    ]
    assert unmarked('why = Words("Isi dahulu.")\nRefusal("a", why, fields={"b": why})') == []
    left = {str(path.relative_to(PACKAGE)): texts for path in MODULES if (texts := unmarked(path.read_text()))}
    assert left == {}, "write the text as Words(…)"


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_a_translation_has_the_blanks_of_its_text(language: str, domain: str) -> None:
    differing = []
    for entry in catalogue(language, domain):
        wanted = blanks(entry.msgid) | blanks(entry.msgid_plural or "")
        told = [text for text in (entry.msgstr, *entry.msgstr_plural.values()) if text]
        if entry.msgid_plural and language == "en" and any(not blanks(text) <= wanted for text in told):
            differing.append(entry.msgid)
        if not entry.msgid_plural and any(blanks(text) != wanted for text in told):
            differing.append(entry.msgid)
    assert differing == []


@pytest.mark.parametrize("domain", ["django", "cli"])
def test_the_catalogue_holds_the_texts_of_the_sources_and_no_others(domain: str) -> None:
    kept = {(entry.msgctxt or "", entry.msgid) for entry in catalogue("en", domain) if entry.tcomment != "click"}
    wanted = {message.key for message in COLLECTED[domain]()}
    assert (sorted(wanted - kept), sorted(kept - wanted)) == ([], []), REDO


def test_texts_in_the_code_are_indonesian() -> None:
    english = [text for collect in COLLECTED.values() for text in collect() if ENGLISH.search(text.text)]
    assert english == []


def test_the_collector_sees_every_way_of_marking() -> None:
    module = """
_("a"); ngettext("b", "c", 2); pgettext("di", "d"); Refusal("x", "e", {}, {"k": "f"}); Words("g {n}", n=1)
Refusal("x", f"{1}", fields={"k": "h"}); Refusal("x", "{why}"); by_role(1, who="i"); f"{_('j')}"; N_(name)
"""
    found = {(message.context, message.text, message.plural) for message in texts_of_module(module)}
    alone = {("", text, "") for text in ("a", "e", "f", "g {n}", "h", "i", "j")}
    assert found == alone | {("", "b", "c"), ("di", "d", "")}
    template = """{% load i18n %}{% translate "a" %}{% translate 'b' context "di" %}{{ x|default:_("c") }}
{% blocktranslate with n=x %}d {{ n }} 5%{% endblocktranslate %}{% translate "e" as word %}
{% blocktranslate count n=x %}f{% plural %}g{% endblocktranslate %}"""
    found = {(message.context, message.text, message.plural) for message in texts_of_template(template)}
    assert found == {
        ("", "a", ""),
        ("di", "b", ""),
        ("", "c", ""),
        ("", "d %(n)s 5%", ""),
        ("", "e", ""),
        ("", "f", "g"),
    }


# What is written in the sources without a mark

_MARKED = re.compile(
    r"{#.*?#}|{%\s*comment\b.*?endcomment\s*%}|{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}"
    r"|<(script|style|code)\b.*?</\1>|<!.*?>",
    re.DOTALL,
)
_TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
_TOLD_BY = re.compile(r"""\b(?:aria-label|title|alt|placeholder|content|data-(?!when\b)[a-z-]+)="([^"]*)\"""")
_SILENT = ("translate", "load", "extends", "include", "url", "icon", "static", "if", "elif", "block", "stylesheets")
_MACHINE = re.compile(r"F Y|[a-z0-9_#./:?=-]*|width=device-width.*|light dark|color-scheme|strict-origin.*|[A-Za-z:]")


def unmarked_in(source: str) -> list[str]:
    """Texts of a template that nobody translates: between tags, in attributes people hear, in arguments of tags.
    What stands in <code> is typed as it is, in every language."""
    plain = _MARKED.sub("", source)
    found = []
    for tag in _TAG.findall(plain):
        inside = tag[2:-2].strip()
        if inside.split(" ")[0] not in _SILENT:
            found += re.findall(r"""(?<!_\()"([^"]*)\"""", inside)
    bare = _TAG.sub("", plain)
    found += _TOLD_BY.findall(bare)
    found += re.split(r"\n|·", re.sub(r"<[^>]*>", "\n", bare))
    texts = [re.sub(r"&\w+;", "", text).strip(" \t·–()/:,.|?“”") for text in found]
    return [
        text for text in texts if re.search(r"[^\W\d_]", text) and text not in NAMES and not _MACHINE.fullmatch(text)
    ]


def test_templates_say_nothing_that_is_not_translated() -> None:
    assert len(TEMPLATES) > 30
    left = {str(path.relative_to(PACKAGE)): texts for path in TEMPLATES if (texts := unmarked_in(path.read_text()))}
    assert left == {}


def test_the_scanner_finds_texts_without_a_mark() -> None:
    assert unmarked_in('{% load i18n %}<p class="x">{% translate "Ya" %} · {{ a }} Lajur</p>') == []
    assert unmarked_in("<p>Belum ada</p>") == ["Belum ada"]
    assert unmarked_in('<a aria-label="Ke atas">{% translate "Ya" %}</a>') == ["Ke atas"]
    assert unmarked_in('{{ name|default:"Tidak ada" }}{{ name|default:_("Ada") }}') == ["Tidak ada"]
    assert unmarked_in('{% empty "Belum ada tugas" icon="tugas" %}') == ["Belum ada tugas"]


_SHOWN = {"label", "help_text", "prompt", "help", "short_help", "epilog"}
_SAID = {"success", "error", "warning", "info"}


def unmarked_in_module(source: str) -> list[str]:
    """Labels, helps and messages that are plain texts, and sentences put together before they can be translated."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        shown = [word.value for word in node.keywords if word.arg in _SHOWN]
        if isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "messages":
            shown += node.args[1:2] if node.func.attr in _SAID else []
        found += [ast.unparse(one) for one in shown if isinstance(one, ast.Constant | ast.JoinedStr)]
        if getattr(node.func, "id", "") in {"Refusal", "Words", "Permission", "_", "N_", "gettext", "ngettext"}:
            found += [ast.unparse(one) for part in node.args for one in ast.walk(part) if is_sentence(one)]
    texts = [(text, text.strip("'\"")) for text in found]
    return [text for text, said in texts if re.search(r"[^\W\d_]", said) and said not in NAMES]


def is_sentence(node: ast.AST) -> bool:
    """An f-string with words of its own."""
    if not isinstance(node, ast.JoinedStr):
        return False
    words = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    return bool(re.search(r"[^\W\d_]{3,} ", words))


def test_modules_say_nothing_that_is_not_translated() -> None:
    left = {
        str(path.relative_to(PACKAGE)): texts for path in MODULES if (texts := unmarked_in_module(path.read_text()))
    }
    assert left == {}


def test_the_scanner_of_modules_finds_texts_without_a_mark() -> None:
    assert unmarked_in_module('CharField(label="Nama", help_text=_("Isi"))') == ["'Nama'"]
    assert unmarked_in_module('messages.success(request, "Tersimpan.")') == ["'Tersimpan.'"]
    assert unmarked_in_module('Refusal("kode", f"Tidak ada {name}.")') == ["f'Tidak ada {name}.'"]


# The command line

WALK = """
import json
import click
from lajur.entrypoints.cli import cli
told = {}
def walk(command, context):
    told[context.command_path] = command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            walk(inner, click.Context(inner, info_name=name, parent=context))
walk(cli, click.Context(cli, info_name="lajur"))
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def help_in() -> Any:
    subprocess.run([sys.executable, "-m", "lajur.config.messages"], check=True)

    def told(language: str) -> dict[str, str]:
        environ = {name: value for name, value in os.environ.items() if name not in {"LC_ALL", "LANG", "LANGUAGE"}}
        chosen = {"LAJUR_LANG": language} if language else {"LAJUR_LANG": ""}
        words = [sys.executable, "-c", WALK]
        done = subprocess.run(words, env=environ | chosen, capture_output=True, text=True, check=True)
        return dict(json.loads(done.stdout))

    return told


def words_of_help(told: dict[str, str]) -> dict[str, str]:
    """Without what is typed as it stands: names of commands and the values an option takes."""
    names = {word for name in told for word in name.split()}
    typed = re.compile(rf"\[\w+(?:\|\w+)+\]|\b(?:{'|'.join(names)})\b")
    return {name: typed.sub("", text) for name, text in told.items()}


def test_the_help_of_every_command_is_english_when_asked_for(help_in: Any) -> None:
    told = help_in("en")
    assert {"lajur", "lajur serve", "lajur cases simulate", "lajur journal verify", "lajur jobs run"} <= set(told)
    assert all(text.startswith("Usage: ") for text in told.values())
    assert {name: f for name, text in words_of_help(told).items() if (f := set(INDONESIAN.findall(text)))} == {}


def test_the_help_of_every_command_is_indonesian_else(help_in: Any) -> None:
    told = help_in("")
    assert set(told) == set(help_in("en"))
    assert all(text.startswith("Pemakaian: ") for text in told.values())
    assert {name: f for name, text in words_of_help(told).items() if (f := set(ENGLISH.findall(text)))} == {}
