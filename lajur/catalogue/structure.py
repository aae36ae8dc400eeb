"""Whether the parts of a SOP file refer to each other rightly: what must hold before it can be compiled."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lajur.catalogue.findings import Finding, find, shorten
from lajur.catalogue.outline import Content, Row, rows_of
from lajur.catalogue.schema import MAX_FINDINGS, Path, did_you_mean
from lajur.catalogue.shape import MAX_STEPS
from lajur.engine.definition import END


@dataclass(slots=True)
class Places:
    """Gathers findings, each with the line of the nearest place known."""

    lines: dict[Path, int]
    findings: list[Finding] = field(default_factory=list)

    def line(self, path: Path) -> int:
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)

    def hint(self, word: str, known: Iterable[str]) -> str:
        return did_you_mean(word, known, self.findings)

    def report(self, rule: str, path: Path, /, **particulars: Any) -> None:
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(find(rule, self.line(path), ".".join(map(str, path)), **particulars))


def faults(content: Content, lines: dict[Path, int]) -> list[Finding]:
    """Everything wrong with keys, references, ways out and sub-steps of content that has the right shape."""
    places = Places(lines)
    rows = rows_of(content)
    if len(rows) > MAX_STEPS:
        places.report("terlalu-banyak", rows[MAX_STEPS].path, limit=MAX_STEPS, what="langkah")
        return places.findings
    by_key = _unique_rows(rows, places)
    lanes = [key for key, _ in content["pelaksana"]]
    documents = [key for key, _ in content.get("dokumen", [])]
    for row in rows:
        _check_lanes(row, lanes, places)
        _check_documents(row, documents, places)
        _check_ways(row, places)
        _check_sub(row, places)
        _check_shared(row, rows, by_key, places)
        _check_fields(row, places)
        for path, target in _targets(row):
            _check_target(row, target, path, by_key, places)
    return places.findings


def _unique_rows(rows: list[Row], places: Places) -> dict[str, Row]:
    by_key: dict[str, Row] = {}
    for row in rows:
        path = (*row.path, "kunci")
        if row.key == END:
            places.report("salah-tulis", path, value=END, hint="“selesai” adalah akhir; beri kunci lain")
        elif row.key in by_key:
            first = places.line((*by_key[row.key].path, "kunci"))
            places.report("kunci-langkah-ganda", path, key=row.key, first=first)
        else:
            by_key[row.key] = row
    return by_key


def _known(keys: list[str], known: Collection[str], rule: str, path: Path, places: Places) -> None:
    for index, key in enumerate(keys):
        if key not in known:
            places.report(rule, (*path, index), key=key, hint=places.hint(key, known))


def _check_lanes(row: Row, lanes: list[str], places: Places) -> None:
    lane = row.content.get("pelaksana")
    if lane is not None:
        _known([lane], lanes, "pelaksana-tidak-dikenal", (*row.path, "pelaksana"), places)
    elif not (row.content.get("payung") and any(head.get("pelaksana") for head in row.heads)):
        places.report("wajib-ada", row.path, key="pelaksana", place="pada langkah")
    for name in ("serta", "menunjuk"):
        _known(row.content.get(name, []), lanes, "pelaksana-tidak-dikenal", (*row.path, name), places)


def _check_documents(row: Row, documents: list[str], places: Places) -> None:
    rule = "dokumen-tidak-dikenal"
    for name in ("kelengkapan", "output"):
        path = (*row.path, "mutu_baku", name)
        _known(row.content.get("mutu_baku", {}).get(name, []), documents, rule, path, places)
    call = row.content.get("panggil", {})
    _known(call.get("bawa", []), documents, rule, (*row.path, "panggil", "bawa"), places)
    for theirs, ours in call.get("terima", []):
        _known([ours], documents, rule, (*row.path, "panggil", "terima", theirs), places)


def _check_ways(row: Row, places: Places) -> None:
    content = row.content
    ways = [key for key in ("keputusan", "pilihan", "lanjut") if key in content]
    if len(ways) > 1:
        places.report("satu-jalan-saja", (*row.path, ways[0]), keys=", ".join(ways))
    elif row.way and ways and ways != ["lanjut"]:
        places.report("satu-jalan-saja", (*row.path, ways[0]), keys=f"{ways[0]}, sub")
    if "keputusan" in content and len(content["keputusan"]) < 2:
        places.report("keputusan-kurang", (*row.path, "keputusan"), count=len(content["keputusan"]))
    if "pilihan" in content:
        path = (*row.path, "pilihan")
        if len(content["pilihan"]) < 2:
            places.report("keputusan-kurang", path, count=len(content["pilihan"]))
        _check_order([(way["label"], "jika" in way, (*path, i)) for i, way in enumerate(content["pilihan"])], places)
    if not row.chosen:
        for key in ("jika", "label"):
            if key in content:
                places.report("jika-di-luar-pilihan", (*row.path, key), key=key)


def _check_order(ways: list[tuple[str, bool, Path]], places: Places) -> None:
    """Labels are unique, and only the last way has no condition. `ways`: label, has a condition, path."""
    seen: set[str] = set()
    for label, _, path in ways:
        if label.casefold() in seen:
            places.report("label-ganda", path, label=shorten(label))
        seen.add(label.casefold())
    for label, conditional, path in ways[:-1]:
        if not conditional:
            places.report("pilihan-tanpa-jika", path, label=shorten(label))


def _check_sub(row: Row, places: Places) -> None:
    content, path = row.content, (*row.path, "sub")
    if content.get("payung"):
        why = ""
        if row.way != "serentak":
            why = "tambahkan sub dengan cara: serentak, atau hapus payung"
        elif content.get("mutu_baku", {}).get("output"):
            why = "pindahkan output ke cabangnya"
        elif owned := [k for k in ("isian", "panggil", "menunjuk", "formulir", "efek") if k in content]:
            why = f"pindahkan {', '.join(owned)} ke cabangnya"
        elif "bersama" in content.get("mutu_baku", {}):
            why = "baris payung tidak dapat memakai sel gabungan"
        if why:
            places.report("payung-salah", (*row.path, "payung"), why=why)
    if not row.way:
        return
    if len(row.heads) < 2:
        places.report("sub-kurang", path, count=len(row.heads))
    for index, part in enumerate(content["sub"].get("langkah", [])):
        if part == []:
            places.report("sub-kurang", (*path, "langkah", index), count=0)
    if row.way != "pilihan":
        return
    by_fact = any("jika" in head for head in row.heads)
    for index, head in enumerate(row.heads):
        if not by_fact and "label" not in head:
            places.report("pilihan-tanpa-label", (*path, "langkah", index), key=head["kunci"])
    ways = [
        (head.get("label") or head["kegiatan"], "jika" in head or not by_fact, (*path, "langkah", index))
        for index, head in enumerate(row.heads)
    ]
    _check_order(ways, places)


def _check_shared(row: Row, rows: list[Row], by_key: dict[str, Row], places: Places) -> None:
    standard = row.content.get("mutu_baku", {})
    first = standard.get("bersama")
    if first is None:
        return
    path = (*row.path, "mutu_baku", "bersama")
    if "kelengkapan" in standard or "waktu" in standard:
        places.report("bersama-berisi", path)
    if first not in by_key:
        places.report("tujuan-tidak-ada", path, key=first, hint=places.hint(first, by_key))
        return
    order = [one.key for one in rows]
    between = rows[order.index(first) + 1 : order.index(row.key)] if row.key in by_key else []
    same = all(one.content.get("mutu_baku", {}).get("bersama") == first for one in between)
    chained = "bersama" in by_key[first].content.get("mutu_baku", {})
    if chained or not same or order.index(first) >= order.index(row.key) or by_key[first].branch != row.branch:
        places.report("bersama-tidak-urut", path, key=first)


def _check_fields(row: Row, places: Places) -> None:
    for key, asked in row.content.get("isian", []):
        why = ""
        if asked.get("jenis") == "pilihan" and len(asked.get("pilihan", [])) < 2:
            why = "berjenis pilihan tetapi belum mempunyai paling sedikit dua pilihan"
        elif asked.get("jenis") != "pilihan" and "pilihan" in asked:
            why = "mempunyai daftar pilihan tetapi jenisnya bukan pilihan"
        elif ("min" in asked or "maks" in asked) and asked.get("jenis") not in ("angka", "uang"):
            why = "mempunyai min atau maks tetapi jenisnya bukan angka atau uang"
        elif "min" in asked and "maks" in asked and asked["min"] > asked["maks"]:
            why = "mempunyai min yang lebih besar daripada maks"
        if why:
            places.report("isian-tanpa-pilihan", (*row.path, "isian", key), key=key, why=why)


def _targets(row: Row) -> Iterator[tuple[Path, str]]:
    content = row.content
    if "lanjut" in content:
        yield (*row.path, "lanjut"), content["lanjut"]
    for label, target in content.get("keputusan", []):
        yield (*row.path, "keputusan", label), target
    for index, way in enumerate(content.get("pilihan", [])):
        yield (*row.path, "pilihan", index, "ke"), way["ke"]


def _check_target(row: Row, target: str, path: Path, by_key: dict[str, Row], places: Places) -> None:
    if target == END:
        return
    there = by_key.get(target)
    if there is None:
        places.report("tujuan-tidak-ada", path, key=target, hint=places.hint(target, [*by_key, END]))
    elif there.branch != row.branch:
        if row.branch is None and there.branch is not None:
            places.report("masuk-cabang", path, key=target, heading=there.branch[0])
        else:
            places.report("keluar-cabang", path, key=target)
