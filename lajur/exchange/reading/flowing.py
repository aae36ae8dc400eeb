"""Where steps lead: decisions, returns, cells that several rows share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lajur.engine.refusal import Words
from lajur.exchange.reading.doubts import Doubts
from lajur.exchange.reading.exits import Choice, Option, arrows_in, choice_in, may_decide, unless
from lajur.exchange.reading.wording import likeness, overlap, plain

if TYPE_CHECKING:
    from lajur.exchange.reading.drafting import Step

_WORK = re.compile(
    r"^(?:me(?:ny|m|n|ng)?(?:usun|buat|rancang|rumus|siap|konsep|olah|rencana|persiap)\w*|memper\w+)", re.I
)


def flow(steps: list[Step], papers: Mapping[str, str], doubts: Doubts) -> None:
    for position, step in enumerate(steps):
        _decide(steps, position, doubts)
        for sub in step.subs:
            if may_decide(sub.row.kegiatan) and not sub.content.get("keputusan"):
                _maybe(sub, doubts)
    _share(steps, doubts)
    _compare_papers(steps, papers, doubts)


def _decide(steps: list[Step], position: int, doubts: Doubts) -> None:
    step = steps[position]
    words = [mark.text for mark in step.row.marks if len(mark.text) > 1 and not mark.text.isdigit()]
    choice = choice_in(step.row.kegiatan, words)
    drawn = any("keputusan" in mark.symbols for mark in step.row.marks)
    if choice is None and (told := arrows_in([step.row.text("keterangan"), *words])):
        options = tuple(told) if len(told) > 1 else (Option("ya", "maju"), *told)
        choice = Choice(step.row.kegiatan, options, 0.7)
    if choice is None and not step.subs:
        choice = unless(step.row.kegiatan)
        if choice is None and (remark := unless(step.row.text("keterangan"))):
            choice = Choice(step.row.kegiatan, remark.options, remark.sure)
    linked = _linked(steps, step)
    if choice is None and drawn:
        choice = Choice(step.row.kegiatan, (Option("ya", "maju", sure=0.5), Option("tidak", "ragu", sure=0.2)), 0.6)
    if choice is None or step.subs:
        if may_decide(step.row.kegiatan) or step.subs:
            _maybe(step, doubts)
        return
    ways: list[list[str]] = []
    for option in choice.options:
        label = _free_label(option.label, [name for name, _ in ways])
        target, sure, why = _target(steps, position, option, linked)
        ways.append([label, target])
        if sure < 0.9:
            doubts.tell(
                ("langkah", step.key, "keputusan"), f"{label} → {target}", why, sure, step.row.place, step.row.kegiatan
            )
    if len(ways) < 2:
        _maybe(step, doubts)
        return
    step.content["kegiatan"] = choice.kegiatan[:500]
    step.content["keputusan"] = ways
    if choice.sure < 0.9:
        doubts.tell(
            ("langkah", step.key, "keputusan"),
            "",
            Words("keputusan disimpulkan dari bunyi kegiatan"),
            choice.sure,
            step.row.place,
            step.row.kegiatan,
        )


def _maybe(step: Step, doubts: Doubts) -> None:
    doubts.tell(
        ("langkah", step.key, "keputusan"),
        "",
        Words("mungkin ada keputusan di sini yang jalannya tidak tertulis"),
        0.5,
        step.row.place,
        step.row.kegiatan,
    )


def _free_label(label: str, taken: list[str]) -> str:
    number, free = 2, label
    while free in taken:
        free, number = f"{label[:55]} {number}", number + 1
    return free


def _target(steps: list[Step], position: int, option: Option, linked: list[str]) -> tuple[str, float, str]:
    following = steps[position + 1].key if position + 1 < len(steps) else "selesai"
    if option.way == "nomor":
        found = [step.key for step in steps if step.row.no == str(int(option.number))]
        if len(found) == 1:
            return found[0], option.sure, Words("tujuan disebut dengan nomor")
        return (found[0] if found else following), 0.4, Words("nomor tujuan tidak ada atau tercetak lebih dari sekali")
    if option.way == "maju":
        return following, option.sure, Words("tujuan jalan ini dibaca sebagai langkah berikutnya")
    if option.way == "selesai":
        return "selesai", option.sure, Words("jalan ini dibaca menuju selesai")
    back = next((key for key in linked if key != following), None)
    if back:
        return back, 0.8, Words("tujuan dibaca dari panah pada gambar")
    if option.way == "kembali":
        return (
            _maker(steps, position),
            0.5,
            Words("tujuan pengembalian ditebak: langkah terakhir yang menyusun bahannya"),
        )
    after = steps[position + 2].key if position + 2 < len(steps) else "selesai"
    return after, 0.2, Words("tujuan jalan ini tidak tertulis")


def _maker(steps: list[Step], position: int) -> str:
    """The last step before that made what is decided about, else the last that drew something up."""
    needed = set(_standard(steps[position]).get("kelengkapan", []))
    for step in reversed(steps[:position]):
        if needed & set(_standard(step).get("output", [])) and _WORK.match(step.row.kegiatan):
            return step.key
    for step in reversed(steps[:position]):
        if _WORK.match(step.row.kegiatan):
            return step.key
    return steps[position - 1].key if position else steps[0].key


def _standard(step: Step) -> dict[str, Any]:
    found: dict[str, Any] = step.content.get("mutu_baku", {})
    return found


def _linked(steps: list[Step], step: Step) -> list[str]:
    """Steps to which drawn arrows lead from this step's row."""
    rows = {other.row.at: other.key for other in steps if other.table is step.table}
    return [
        rows[to[0]] for start, to in step.table.links if start[0] == step.row.at and to[0] in rows and to[0] != start[0]
    ]


def _share(steps: list[Step], doubts: Doubts) -> None:
    """One cell of mutu baku for several rows: told by the format, or supposed where rows below are wholly empty."""
    owner: Step | None = None
    for step in steps:
        if step.subs:
            owner = None
            continue
        if _standard(step).get("waktu") or (_standard(step) and not step.table.spans_known):
            owner = step
            continue
        if owner is None:
            continue
        if step.table.spans_known:
            if "waktu" in step.row.merged and _standard(step).get("kelengkapan"):
                doubts.tell(
                    ("langkah", step.key, "waktu"),
                    "",
                    Words(
                        "waktu satu sel dengan langkah “{key}”, tetapi "
                        "kelengkapannya sendiri; berkas SOP tidak mengenal bentuk ini",
                        key=owner.key,
                    ),
                    0.4,
                    step.row.place,
                )
            elif "waktu" in step.row.merged:
                step.content.setdefault("mutu_baku", {})["bersama"] = owner.key
            else:
                owner = None
            continue
        step.content["mutu_baku"] = {"bersama": owner.key}
        for name in ("kelengkapan", "waktu", "output"):
            doubts.tell(
                ("langkah", step.key, name),
                "bersama",
                Words("mutu baku kosong; mungkin sel gabungan dengan baris di atasnya"),
                0.5,
                step.row.place,
            )


def alike(one: str, other: str) -> bool:
    """Whether two names may be of one document."""
    return overlap(one, other) >= 0.34 and likeness(plain(one), plain(other)) >= 0.72


def _compare_papers(steps: list[Step], papers: Mapping[str, str], doubts: Doubts) -> None:
    """Documents that do not fit together: names nearly alike, an output missing that the next step needs, several
    outputs of a decision."""
    given: dict[str, str] = {}
    rows = [one for step in steps for one in (step, *step.subs)]
    for position, step in enumerate(rows):
        standard = _standard(step)
        for key in standard.get("kelengkapan", []):
            if key in given:
                continue
            near = [name for name in given.values() if alike(papers[key], name)]
            if near:
                doubts.tell(
                    ("langkah", step.key, "kelengkapan"),
                    papers[key],
                    Words("mungkin dokumen yang sama dengan “{title}”", title=near[-1]),
                    0.6,
                    step.row.place_of("kelengkapan"),
                    papers[key],
                )
            before = rows[position - 1] if position else None
            if before is not None and not near and not _standard(before).get("output"):
                doubts.tell(
                    ("langkah", before.key, "output"),
                    "",
                    Words("output kosong, padahal langkah berikutnya memerlukan “{title}”", title=papers[key]),
                    0.5,
                    before.row.place,
                )
        outputs = standard.get("output", [])
        if len(outputs) > 1 and step.content.get("keputusan"):
            doubts.tell(
                ("langkah", step.key, "output"),
                f"{len(outputs)} dokumen",
                Words("langkah keputusan dengan beberapa output; mungkin masing-masing untuk satu jalan"),
                0.6,
                step.row.place_of("output"),
            )
        given |= {key: papers[key] for key in outputs}
