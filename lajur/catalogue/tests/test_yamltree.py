"""Hostile files end early with a sentence and a line; traps of YAML 1.1 do not exist."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lajur.catalogue import yamltree
from lajur.catalogue.testing import BASE, findings_in
from lajur.catalogue.yamltree import Listing, Scalar, Table, read_tree
from lajur.engine.testing import processor_seconds

BOMB = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n" for n in range(9))
STEPS = b"langkah:\n" + b"".join(b"  - {kunci: k%d, kegiatan: Menulis, pelaksana: p}\n" % n for n in range(10_000))
HOSTILE: list[tuple[str, bytes, str, int]] = [
    ("alias bomb", BOMB.encode(), "yaml-terlarang", 1),
    ("alias", b"judul: *x\n", "yaml-terlarang", 1),
    ("python tag", b"judul: !!python/object/apply:os.system [id]\n", "yaml-terlarang", 1),
    ("local tag", b"judul: x\nnomor: !secret y\n", "yaml-terlarang", 2),
    ("binary tag", b"judul: !!binary aGFp\n", "yaml-terlarang", 1),
    ("tag directive", b"%TAG ! tag:example.org,2000:\n---\njudul: x\n", "yaml-terlarang", 1),
    ("merge", b"judul:\n  <<: {a: b}\n", "yaml-terlarang", 2),
    ("second document", b"judul: x\n---\njudul: y\n", "yaml-terlarang", 2),
    ("duplicate key", b"judul: x\nnomor: 1\njudul: y\n", "kunci-ganda", 3),
    ("deep flow", b"judul: " + b"[" * 100_000, "terlalu-dalam", 1),
    ("deep flow tables", b"judul: " + b"{a: " * 60_000, "terlalu-dalam", 1),
    ("deep block", b"\n".join(b" " * n + b"a:" for n in range(600)), "terlalu-dalam", 21),
    ("deep dashes", b"judul:\n" + b"- " * 100_000, "terlalu-dalam", 2),
    ("ten thousand steps", STEPS, "berkas-terlalu-besar", 5_064),
    ("ten thousand short lines", b"- a\n" * 10_000, "berkas-terlalu-besar", 6_001),
    ("many nodes", b"judul: [" + b"a," * 30_000 + b"]\n", "terlalu-banyak", 1),
    ("many keys", b"".join(b"k%d: 1\n" % n for n in range(5_900)), "kunci-tidak-dikenal", 1),
    ("many flow keys", b"judul: {" + b"".join(b"k%d: 1," % n for n in range(11_000)) + b"}\n", "terlalu-banyak", 1),
    ("long line", b"judul: " + b"x" * 10_000_000, "berkas-terlalu-besar", 1),
    ("long word", b"judul: " + b"x" * 200_000, "terlalu-panjang", 1),
    ("long key", b"x" * 200_000 + b": 1\n", "yaml-rusak", 1),
    ("long number", b"judul: " + b"9" * 200_000, "terlalu-panjang", 1),
    ("many opened quotes", b"judul: \"" + b"\\" * 200_001, "yaml-rusak", 1),
    ("many anchors", b"judul: " + b"&a " * 50_000, "yaml-terlarang", 1),
    ("many question marks", b"? " * 100_000, "yaml-rusak", 1),
    ("many comments", b"# x\n" * 5_990 + b"judul: [\n", "yaml-rusak", 5_992),
    ("nul", b"judul: x\nnomor: a\x00b\n", "karakter-terlarang", 2),
    ("escape", b"judul: \x1b[2J\n", "karakter-terlarang", 1),
    ("invalid utf-8", b"judul: x\n\nnomor: \xff\xfe\n", "bukan-utf8", 3),
    ("utf-16", "judul: x\n".encode("utf-16"), "bukan-utf8", 1),
    ("overlong utf-8", b"judul: \xc0\xaf\n", "bukan-utf8", 1),
    ("surrogates", b"judul: \xed\xa0\x80\n", "bukan-utf8", 1),
    ("right to left", "judul: a\u202eb\n".encode(), "karakter-terlarang", 1),
    ("zero width", "judul: a\u200bb\n".encode(), "karakter-terlarang", 1),
    ("line separator", "judul: a\u2028b\n".encode(), "karakter-terlarang", 1),
    ("escaped control", b'judul: "a\\u0007b"\n', "karakter-terlarang", 1),
    ("escaped surrogate", b'judul: "a\\ud800b"\n', "yaml-rusak", 1),
    ("empty", b"", "berkas-kosong", 1),
    ("only comments", b"# x\n\n", "berkas-kosong", 1),
    ("null", b"~\n", "berkas-kosong", 1),
    ("list at the top", b"- a\n- b\n", "salah-jenis", 1),
    ("word at the top", b"halo\n", "salah-jenis", 1),
    ("tab", b"judul:\n\ta: b\n", "yaml-rusak", 2),
    ("open quote", b'judul: "a\nnomor: b\n', "yaml-rusak", 3),
]  # fmt: skip


@pytest.mark.parametrize(("name", "source", "rule", "line"), HOSTILE, ids=[name for name, *_ in HOSTILE])
def test_a_hostile_file_ends_within_a_second_with_rule_and_line(name: str, source: bytes, rule: str, line: int):
    """A second of processor: what other programs do meanwhile is not the file's doing."""
    found = findings_in(source)
    assert processor_seconds(lambda: findings_in(source), within=1) < 1
    assert (found[0].rule, found[0].line) == (rule, line), found[:3]
    assert found[0].sentence.strip()
    assert len(found[0].sentence) < 600


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (200 * 2**20, 200 * 2**20))
from time import process_time
from lajur.catalogue.tests.test_yamltree import HOSTILE
from lajur.catalogue.testing import findings_in
for name, source, rule, line in HOSTILE:
    started = process_time()
    assert findings_in(source)[0].rule == rule, name
    assert process_time() - started < 1, name
"""


def test_all_hostile_files_together_need_less_than_200_mib_of_address_space():
    bare = LIMITED.replace("from lajur.catalogue.tests.test_yamltree import HOSTILE", _without_pytest())
    done = subprocess.run(
        [sys.executable, "-c", bare], capture_output=True, text=True, timeout=60, cwd=Path(__file__).parents[3]
    )
    assert done.returncode == 0, done.stderr


def _without_pytest() -> str:
    """The hostile files as source text, so that the measured process imports no test tools."""
    start = "BOMB = "
    source = Path(__file__).read_text()
    return source[source.index(start) : source.index("# fmt: skip")].replace(": list[tuple[str, bytes, str, int]]", "")


def test_the_pure_python_parser_gives_the_same_tree(monkeypatch: pytest.MonkeyPatch):
    import yaml

    fast = read_tree(BASE)
    monkeypatch.setattr(yamltree, "Parser", yaml.SafeLoader)
    assert read_tree(BASE) == fast


@given(st.one_of(st.text(max_size=300), st.binary(max_size=300)))
@example("\ufeffjudul: x")
@example("a: b\r\nc: d\r")
@settings(max_examples=500, deadline=2000)
def test_no_text_makes_the_reader_raise(source: str | bytes):
    found = findings_in(source)
    assert found
    assert all(finding.sentence for finding in found)


TOKENS = [
    "", "x", "- ", ": ", "{", "}", "[", "]", "&a ", "*a", "!!int ", "|", ">", "'", '"', "#", "? ", "\n", "\n  ", "%",
    "null", "true", "1", "2025-01-01", "~", "<<", "---", "selesai", "susun", "[]", "{}", "\t", "\\", "serentak",
]  # fmt: skip


@given(st.data())
@settings(max_examples=500, deadline=2000)
def test_no_mutation_of_a_sound_file_makes_reader_or_checker_raise(data: st.DataObject):
    lines = BASE.splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 3))):
        match data.draw(st.integers(0, 4)):
            case 0:
                del lines[data.draw(st.integers(0, len(lines) - 1))]
            case 1:
                here, there = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
                lines[here], lines[there] = lines[there], lines[here]
            case 2:
                here = data.draw(st.integers(0, len(lines) - 1))
                lines.insert(here, lines[here])
            case 3:  # the value after a colon becomes something else
                here = data.draw(st.integers(0, len(lines) - 1))
                lines[here] = lines[here].partition(":")[0] + ": " + data.draw(st.sampled_from(TOKENS)) + "\n"
            case _:
                here = data.draw(st.integers(0, len(lines) - 1))
                at = data.draw(st.integers(0, len(lines[here])))
                size = data.draw(st.integers(0, 8))
                lines[here] = lines[here][:at] + data.draw(st.sampled_from(TOKENS)) + lines[here][at + size :]
    for finding in findings_in("".join(lines), known_plugs=set(), known_sops={}):
        assert finding.sentence
        assert finding.line >= 1


def scalar(text: str) -> object:
    tree = read_tree(f"x: {text}\n")
    assert isinstance(tree, Table)
    node = tree.entries["x"]
    assert isinstance(node, Scalar)
    return node.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("y", "y"), ("True", "True"), ("ya", "ya"),
        ("true", True), ("false", False), ("null", None), ("~", None), ("", None), ("'null'", "null"),
        ("12", 12), ("-3", -3), ("0", 0), ("012", "012"), ("0x1F", "0x1F"), ("1_000", "1_000"), ("1:20", "1:20"),
        ("1.5", "1.5"), ("1e3", "1e3"), (".inf", ".inf"), ("'12'", "12"), ("7a", "7a"), ("2025-02-21", "2025-02-21"),
        ("9999999999999999", "9999999999999999"), ("=", "="),
    ],
)  # fmt: skip
def test_scalars_are_integers_booleans_null_or_text(text: str, value: object):
    found = scalar(text)
    assert found == value
    assert type(found) is type(value)


def test_keys_are_always_text():
    tree = read_tree("no: 1\n7: a\ntrue: b\nnull: c\n2025-01-01: d\n")
    assert isinstance(tree, Table)
    assert list(tree.entries) == ["no", "7", "true", "null", "2025-01-01"]


def test_nodes_know_their_lines():
    tree = read_tree("a: 1\nb:\n  - x\n  - y: z\n")
    assert isinstance(tree, Table)
    b = tree.entries["b"]
    assert isinstance(b, Listing)
    assert (tree.lines["b"], [item.line for item in b.items]) == (2, [3, 4])
