"""The one checker: whether a SOP that compiles makes sense as a procedure and can always end."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from lajur.catalogue.compiling import FiledSop
from lajur.catalogue.conditions import check_conditions
from lajur.catalogue.findings import Finding, shorten
from lajur.catalogue.flow import Flow
from lajur.catalogue.outline import Row, rows_of
from lajur.catalogue.reader import Document, compile
from lajur.catalogue.schema import Path
from lajur.catalogue.structure import Places
from lajur.engine.definition import Sop
from lajur.engine.soundness import flaws

_ACTIVE = re.compile(r"(?:me|be[rl])[a-z]{3,}", re.IGNORECASE)
_NOUNS = frozenset(
    [
        "berkas",
        "berita",
        "berikut",
        "beras",
        "media",
        "mekanisme",
        "memo",
        "menteri",
        "merek",
        "mesin",
        "meterai",
        "metode",
        "metodologi",
        "medali",
    ]
)


def check(
    what: Document | FiledSop,
    *,
    known_plugs: Collection[str] | None = None,
    known_sops: Mapping[str, Sop | None] | None = None,
    sop_id: str = "",
    built: FiledSop | None = None,
) -> list[Finding]:
    """Everything to mend, by line. Plugs and called SOPs are only looked up where the known ones are given; None in
    `known_sops` stands for a SOP that exists and is broken itself. `sop_id` is the document's own id; `built` what its
    content compiles to, where the caller has it."""
    document = what if isinstance(what, Document) else Document(what.id, dict(what.content))
    sop_id = sop_id or (what.id if isinstance(what, FiledSop) else "")
    sop = compile(document, sop_id, built)
    if isinstance(sop, list):
        return sop
    rows = {row.key: row for row in rows_of(document.content)}
    places = Places(document.lines)
    flow = Flow(sop, rows.values())
    _check_lanes(sop, places)
    _check_documents(sop, places)
    _check_activities(sop, rows, places)
    check_conditions(sop, rows, flow, places)
    _check_needs(sop, rows, flow, known_sops or {}, places)
    _check_plugs(sop, rows, known_plugs, places)
    if known_sops is not None:
        _check_calls(sop, rows, known_sops, places)
    for flaw in flaws(sop):
        places.report(flaw.kind, rows[flaw.step].path if flaw.step in rows else (), key=flaw.step)
    return sorted(places.findings, key=lambda finding: finding.line)


def _check_lanes(sop: Sop, places: Places) -> None:
    used = {lane for step in sop.steps.values() for lane in (step.lane, *step.with_lanes)}
    titles: set[str] = set()
    for lane in sop.lanes.values():
        path: Path = ("pelaksana", lane.key)
        if lane.key not in used:
            places.report("pelaksana-tidak-dipakai", path, key=lane.key)
        if not lane.qualifications:
            places.report("pelaksana-tanpa-kualifikasi", path, key=lane.key)
        if lane.title.casefold() in titles:
            places.report("pelaksana-judul-ganda", path, title=shorten(lane.title))
        titles.add(lane.title.casefold())


def _check_documents(sop: Sop, places: Places) -> None:
    used: set[str] = set()
    for step in sop.steps.values():
        used.update(step.standard.needs, step.standard.yields)
        if step.call:
            used.update(step.call.hands_in, (ours for _, ours in step.call.takes_out))
    titles: dict[str, str] = {}
    for kind in sop.documents.values():
        path: Path = ("dokumen", kind.key)
        if kind.key not in used:
            places.report("dokumen-tidak-dipakai", path, key=kind.key)
        other = titles.setdefault(kind.title.casefold(), kind.key)
        if other != kind.key:
            places.report("dokumen-judul-ganda", path, title=shorten(kind.title), other=other)


def _check_activities(sop: Sop, rows: Mapping[str, Row], places: Places) -> None:
    for step in sop.steps.values():
        word = re.split(r"[\s,./-]", step.title, maxsplit=1)[0]
        if not _ACTIVE.fullmatch(word) or word.casefold() in _NOUNS:
            places.report("kegiatan-bukan-kata-kerja", (*rows[step.key].path, "kegiatan"), title=shorten(step.title))


def _check_needs(
    sop: Sop, rows: Mapping[str, Row], flow: Flow, known_sops: Mapping[str, Sop | None], places: Places
) -> None:
    makers: dict[str, set[str]] = {}
    for step in sop.steps.values():
        kinds = set(sop.yields_of(step))
        if step.call:
            kinds.update(ours for _, ours in step.call.takes_out)
            if child := known_sops.get(step.call.sop):
                renamed = {theirs for theirs, _ in step.call.takes_out}
                kinds.update(kind for kind in yielded_by(child) if kind in sop.documents and kind not in renamed)
        for kind in kinds:
            makers.setdefault(kind, set()).add(step.key)
    for step in sop.steps.values():
        for index, kind in enumerate(step.standard.needs):
            document, sources = sop.documents[kind], makers.get(kind, set())
            if document.outside or document.tool or any(flow.can_come_before(maker, step.key) for maker in sources):
                continue
            beside = any(flow.side_by_side(maker, step.key) for maker in sources)
            rule = "kelengkapan-cabang-lain" if beside else "kelengkapan-tanpa-sumber"
            path = (*rows[step.key].path, "mutu_baku", "kelengkapan", index)
            places.report(rule, path, title=shorten(document.title), key=kind)


def yielded_by(sop: Sop) -> set[str]:
    """Kinds that a case of `sop` holds by its own work."""
    return {kind for step in sop.steps.values() for kind in step.standard.yields}


def _check_plugs(sop: Sop, rows: Mapping[str, Row], known: Collection[str] | None, places: Places) -> None:
    if known is None:
        return
    for step in sop.steps.values():
        named: list[tuple[Path, str]] = [(("efek", index), name) for index, name in enumerate(step.effects)]
        if step.form:
            named.append((("formulir",), step.form))
        for path, name in named:
            if name not in known:
                hint = places.hint(name, known)
                places.report("plug-tidak-dikenal", (*rows[step.key].path, *path), key=name, hint=hint)


def _check_calls(sop: Sop, rows: Mapping[str, Row], known: Mapping[str, Sop | None], places: Places) -> None:
    for step in sop.steps.values():
        if step.call is None:
            continue
        path: Path = (*rows[step.key].path, "panggil")
        called = step.call.sop
        if called != sop.id and called not in known:
            hint = places.hint(called, known)
            places.report("sop-tidak-dikenal", (*path, "sop"), key=called, hint=hint)
            continue
        if circle := _circle(sop, called, known):
            places.report("panggilan-melingkar", (*path, "sop"), path=" → ".join(circle))
        child = known.get(called)
        if child is None:
            continue
        wanted: list[tuple[Path, str]] = [(("bawa", i), kind) for i, kind in enumerate(step.call.hands_in)]
        wanted += [(("terima", theirs), theirs) for theirs, _ in step.call.takes_out]
        for inner, kind in wanted:
            if kind not in child.documents:
                hint = places.hint(kind, child.documents)
                places.report("dokumen-anak-tidak-ada", (*path, *inner), sop=called, key=kind, hint=hint)


def _circle(sop: Sop, called: str, known: Mapping[str, Sop | None]) -> list[str]:
    """The way from `called` back to `sop`, both ends included; empty when there is none."""
    before: dict[str, str] = {called: sop.id}
    waiting = [called]
    while waiting:
        here = waiting.pop()
        if here == sop.id:
            way = [here]
            while len(way) == 1 or way[-1] != sop.id:
                way.append(before[way[-1]])
            return way[::-1]
        there = known.get(here)
        for step in there.steps.values() if there else ():
            if step.call and step.call.sop not in before:
                before[step.call.sop] = here
                waiting.append(step.call.sop)
    return []
