"""Who acts: by the mark in a lane's column, by drawn shapes, or, where the drawing is lost, guessed from the words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lajur.engine.refusal import Words
from lajur.exchange.reading.rows import Mark, Row, marker
from lajur.exchange.reading.wording import likeness, plain, roots

_HEADS = re.compile(
    r"\b(?:kepala|pimpinan|ketua|direktur|sekretaris|kabag|kasubag|pejabat|menteri|camat|lurah|ka|pa)\b"
)
_STAFF = re.compile(
    r"\b(?:staf|pelaksana|tim|sekretariat|petugas|pengadministrasi|analis|jf\w*|jabfung|operator|pokja)\b"
)
_HIGH = re.compile(r"^(?:menyetujui|menetapkan|memerintah\w*|mendisposisi\w*|menandatangani|mengesahkan|memutuskan|"
                   r"memberi\w* (?:arahan|perintah|persetujuan|tugas)|menugaskan|memparaf|menunjuk)\b")  # fmt: skip
_LOW = re.compile(r"^(?:menyusun|membuat|menyiapkan|mempersiapkan|mengetik|mengumpulkan|mencatat|mengarsip\w*|mengolah|"
                  r"mengagendakan|menggandakan|mendistribusikan|melaksanakan|mendokumentasikan|merekap\w*)\b")  # fmt: skip # noqa: E501
_TOWARDS = re.compile(r"\b(?:kepada|ke|dari|untuk|melalui|lewat|oleh|atas|bagi|dengan)\s+(?:\w+\s+){0,2}$")


@dataclass(frozen=True, slots=True)
class Actor:
    """Column of the lane, others that share the step, how sure, and why not surer."""

    column: int
    others: tuple[int, ...] = ()
    sure: float = 1.0
    why: str = ""


def by_marks(row: Row) -> Actor | None:
    """The lane that the row's own marks name. None when it has none."""
    groups: dict[str, list[int]] = {"nomor": [], "bentuk": [], "tanda": [], "mulai": [], "selesai": []}
    for mark in row.marks:
        groups[_kind(mark, row)].append(mark.column)
    for kind in ("nomor", "bentuk", "tanda", "mulai", "selesai"):
        columns = sorted(set(groups[kind]))
        if not columns:
            continue
        ends = [column for column in groups["selesai"] if column not in columns] if kind != "selesai" else []
        if len(columns) == 1 and not ends:
            return Actor(columns[0])
        if len(columns) == 1:
            return Actor(columns[0], tuple(ends), 0.8, Words("tanda selesai berada di kolom lain"))
        decisive = [m.column for m in row.marks if "keputusan" in m.symbols]
        first = decisive[0] if decisive else columns[0]
        others = tuple(column for column in columns if column != first)
        return Actor(
            first, others, 0.6, Words("lebih dari satu kolom bertanda; yang pertama dibaca sebagai pelaksana utama")
        )
    return None


def _kind(mark: Mark, row: Row) -> str:
    bare = mark.text.strip(" .()")
    if told := marker(bare):
        return told
    if bare and row.no and bare == row.no:
        return "nomor"
    if mark.symbols:
        return "selesai" if set(mark.symbols) == {"mulai"} and row.end else "bentuk"
    return "tanda"


def letters_of(mark: Mark) -> list[str]:
    """`a,b,c` as letters; empty when the mark is something else."""
    if re.fullmatch(r"[a-z](?:\s*[,.&/]\s*[a-z])+[.)]?", mark.text.strip().lower()):
        return re.findall(r"[a-z]", mark.text.lower())
    return []


def by_name(text: str, lanes: Mapping[int, str]) -> Actor | None:
    """The lane that a cell names in words."""
    words = plain(text)
    if not words:
        return None
    scored = sorted(((likeness(words, plain(name)), column) for column, name in lanes.items()), reverse=True)
    return Actor(scored[0][1]) if scored and scored[0][0] >= 0.9 else None


def guess(
    row: Row, lanes: Mapping[int, str], asked: Mapping[int, Sequence[str]], before: int | None, last: str
) -> Actor:
    """The likeliest lane by the words of the step, its qualifications and who was named just before."""
    words = plain(row.kegiatan)
    scores = dict.fromkeys(lanes, 0.0)
    for column, name in lanes.items():
        for form in _forms(name):
            at = words.find(form)
            if at == 0:
                scores[column] += 4
            elif at > 0:
                scores[column] += -1.5 if _TOWARDS.search(words[:at]) else 0.5
            if form and form in plain(last) and _TOWARDS.search(plain(last).partition(form)[0]):
                scores[column] += 1.5
        known = (
            frozenset[str]().union(*(roots(line) for line in asked.get(column, ()))) if asked.get(column) else roots("")
        )
        shared = roots(row.kegiatan) & known
        scores[column] += min(len(shared), 3) * 0.25
        title = plain(name)
        if _HIGH.match(words):
            scores[column] += 1.0 if _HEADS.search(title) else -0.3
        if _LOW.match(words):
            scores[column] += 0.8 if _STAFF.search(title) or not _HEADS.search(title) else -0.3
    if before in scores:
        scores[before] += 0.2
    best = max(scores, key=lambda column: (scores[column], -column))
    return Actor(best, (), 0.3, Words("lambang pada kolom pelaksana tidak ada; pelaksana ditebak dari bunyi kegiatan"))


def _forms(name: str) -> set[str]:
    """The names by which a text may call a lane."""
    title = plain(name)
    inner = re.findall(r"\(([^)]*)\)", name)
    return {form for form in (title, plain(re.sub(r"\([^)]*\)", "", name)), *map(plain, inner)) if len(form) > 1}


def told_otherwise(row: Row, lane: str) -> str:
    """Why the words of a step speak against the lane that is marked; empty if they do not."""
    words = plain(row.kegiatan)
    for form in _forms(lane):
        at = words.find(form)
        if at > 0 and re.search(r"\b(?:kepada|ke)\s+$", words[:at]):
            return Words("kolom bertanda, tetapi kalimatnya menyebut pelaksana itu sebagai penerima")
    return ""
