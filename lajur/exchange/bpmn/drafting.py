"""A traced diagram as the tree of a SOP file, and the list of what the diagram does not say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from lajur.catalogue.yamltree import Listing, Node, Scalar, Table
from lajur.engine.definition import END
from lajur.exchange.bpmn import extensions
from lajur.exchange.bpmn.diagram import Diagram, Problem, clean, ours
from lajur.exchange.bpmn.tracing import TASKS, Refused, Row, Tracing, name_of
from lajur.exchange.bpmn.words import quoted

_KEPT = ("no", "serta", "keterangan", "catatan", "tambahan", "isian", "menunjuk", "formulir", "efek")
_ISO = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?)?")


def table(line: int, /, **entries: Any) -> Table:
    """A table of the tree that the catalogue reads; texts stand for themselves, empty parts are left out."""
    found = Table(line)
    for key, value in entries.items():
        if value in (None, "", [], False):
            continue
        found.entries[key] = tree(line, value)
        found.lines[key] = line
    return found


def tree(line: int, value: Any) -> Node:
    if isinstance(value, Scalar | Listing | Table):
        return value
    if isinstance(value, list | tuple):
        return Listing(line, [tree(line, item) for item in value])
    if isinstance(value, dict):
        return table(line, **value)
    if value is True:
        return Scalar(line, "true")
    return Scalar(line, str(value), plain=False)


def draft_tree(diagram: Diagram) -> tuple[Table, list[Problem]] | list[Problem]:
    """The tree of a SOP file and what the diagram does not say, or why it cannot be a SOP."""
    try:
        return _Drafting(diagram).draft()
    except Refused as refused:
        return [refused.problem]


class _Drafting(Tracing):
    """The words of the draft around the rows that were traced."""

    def draft(self) -> tuple[Table, list[Problem]]:
        self.taken = {END}
        head = self._table(self.trace())
        return head, sorted(self.lacking, key=lambda one: one.line)

    def _table(self, top: list[Row]) -> Table:
        diagram, line = self.diagram, extensions.line_of(self.diagram.process)
        said = ours(diagram.process, "sop")
        head = table(line, judul=diagram.title[:300] or "Tanpa judul")
        if not diagram.title:
            self.lack("judul-kosong", line)
        identity = extensions.read(said) if said is not None else None
        if isinstance(identity, Table):
            head.entries.update(identity.entries)
            head.lines.update(identity.lines)
        if "nomor" not in head.entries:
            head.entries["nomor"], head.lines["nomor"] = Scalar(line, "belum bernomor", plain=False), line
            self.lack("nomor-kosong", line)
        if "tanggal" not in head.entries:
            head.entries["tanggal"] = Table(line, {"pembuatan": Scalar(line, "")}, {"pembuatan": line})
            head.lines["tanggal"] = line
            self.lack("tanggal-kosong", line)
        self.lane_keys = self._lanes(head, line)
        self.paper_keys = self._papers(head, line)
        for row in self.rows.values():
            row.key = self._row_key(row)
        self.number = 0
        head.entries["langkah"] = Listing(line, self._rows(top))
        head.lines["langkah"] = line
        return head

    def _lanes(self, head: Table, line: int) -> dict[str, str]:
        keys: dict[str, str] = {}
        lanes = Table(line)
        used = [row.node.lane for row in self.rows.values()]
        if "" in used:
            name = "Pelaksana"
            keys[""] = "pelaksana"
            lanes.entries["pelaksana"] = table(line, nama=name)
            lanes.lines["pelaksana"] = line
            self.lack("tanpa-lajur", line)
        for lane, (title, element) in self.diagram.lanes.items():
            said = ours(element, "pelaksana")
            keys[lane] = _unique(
                (said.get("kunci") if said is not None else "") or slug(title) or "lajur", set(keys.values())
            )
            at = extensions.line_of(element)
            entry = table(at, nama=title[:300] or "Tanpa nama")
            extra = extensions.read(said) if said is not None else None
            if isinstance(extra, Table):
                entry.entries.update(extra.entries)
                entry.lines.update(extra.lines)
            else:
                self.lack("kualifikasi-kosong", at, name=quoted(title))
            lanes.entries[keys[lane]], lanes.lines[keys[lane]] = entry, at
        head.entries["pelaksana"], head.lines["pelaksana"] = lanes, line
        return keys

    def _papers(self, head: Table, line: int) -> dict[str, str]:
        """Key of the document that each reference stands for: the same object or the same name is the same document."""
        keys: dict[str, str] = {}
        named: dict[str, str] = {}
        papers = Table(line)
        for paper, (title, element) in self.diagram.papers.items():
            root = element.get("dataObjectRef") or paper
            root_title, root_element = self.diagram.papers.get(root, (title, element))
            title = root_title or title or "Dokumen tanpa nama"
            if root_element.tag.endswith("dataObject") and element is root_element and self._referred(root):
                continue
            said = ours(root_element, "dokumen")
            if title not in named:
                named[title] = _unique(
                    (said.get("kunci") if said is not None else "") or slug(title) or "dokumen", set(papers.entries)
                )
                entry = table(extensions.line_of(root_element), nama=title[:300])
                extra = extensions.read(said) if said is not None else None
                if isinstance(extra, Table):
                    entry.entries.update(extra.entries)
                    entry.lines.update(extra.lines)
                papers.entries[named[title]], papers.lines[named[title]] = entry, extensions.line_of(root_element)
            keys[paper] = named[title]
        if papers.entries:
            head.entries["dokumen"], head.lines["dokumen"] = papers, line
        return keys

    def _referred(self, root: str) -> bool:
        return any(element.get("dataObjectRef") == root for _, element in self.diagram.papers.values())

    def _row_key(self, row: Row) -> str:
        said = self._said(row)
        given = said.entries.get("kunci") if said else None
        wanted = given.text if isinstance(given, Scalar) else slug(row.node.name) or "langkah"
        key = _unique(wanted, self.taken)
        self.taken.add(key)
        return key

    def _said(self, row: Row) -> Table | None:
        """What our elements say of a row."""
        element = ours(row.node.xml, "baris")
        said = extensions.read(element) if element is not None else None
        return said if isinstance(said, Table) else None

    def _rows(self, rows: list[Row]) -> list[Node]:
        found: list[Node] = []
        for place, row in enumerate(rows):
            following = rows[place + 1].node.id if place + 1 < len(rows) else END
            found.append(self._written(row, following))
        return found

    def _written(self, row: Row, following: str) -> Table:
        node, line, said = row.node, row.node.line, self._said(row)
        is_task = node.tag in TASKS
        written = table(line, kunci=row.key, kegiatan=self._title(row)[:500], pelaksana=self.lane_keys[node.lane])
        self.number += 1
        kept = {name: said.entries[name] for name in _KEPT if name in said.entries} if said else {}
        if not said or "no" not in said.entries:
            kept = {"no": Scalar(line, str(self.number), plain=False), **kept}
        extra: dict[str, Any] = {}
        if not is_task and not row.is_fork and not said:
            extra["tambahan"] = True
        if row.is_fork and not is_task:
            extra["payung"] = True
        if (standard := self._standard(row, said)).entries:
            extra["mutu_baku"] = standard
        if node.tag == "callActivity":
            self._call(row, said, extra)
        if row.exits:
            extra |= self._exits(row, said)
        elif row.is_fork:
            branches = [Listing(line, self._rows(branch)) for branch in row.branches]
            extra["sub"] = {"cara": "serentak", "langkah": branches}
        if not row.exits and row.onward != following:
            extra["lanjut"] = self._target(row.onward)
        more = table(line, **kept, **extra)
        written.entries.update(more.entries)
        written.lines.update(more.lines)
        return written

    def _title(self, row: Row) -> str:
        if row.node.name:
            return row.node.name
        self.lack("kegiatan-kosong", row.node.line, name=quoted(row.node.id))
        if row.is_fork:
            return "Mengerjakan bagian-bagian berikut"
        return "Memutuskan langkah berikutnya" if row.exits else "Kegiatan tanpa nama"

    def _target(self, to: str) -> str:
        return END if to == END or to.startswith("=") else self.rows[to].key

    def _standard(self, row: Row, said: Table | None) -> Table:
        line = row.node.line
        before = said.entries.get("mutu_baku") if said else None
        kept = (
            {name: part for name, part in before.entries.items() if name in ("waktu", "bersama")}
            if isinstance(before, Table)
            else {}
        )
        if "bersama" in kept and isinstance(kept["bersama"], Scalar) and kept["bersama"].text not in self.taken:
            del kept["bersama"]
        uses = [
            (paper, given)
            for task, paper, given in self.diagram.uses
            if task == row.node.id and paper in self.paper_keys
        ]
        kept |= {
            name: tree(
                line, list(dict.fromkeys(self.paper_keys[paper] for paper, is_given in uses if is_given is given))
            )
            for name, given in (("kelengkapan", False), ("output", True))
            if any(is_given is given for _, is_given in uses)
        }
        said_time = self.times.get(row.node.id) or row.node.timer
        if said_time and "waktu" not in kept:
            kept["waktu"] = tree(line, measure(said_time) or {"teks": said_time[:300]})
        if row.node.tag in TASKS and said is None:
            if "waktu" not in kept:
                self.lack("waktu-kosong", line, name=name_of(row.node))
            if "output" not in kept:
                self.lack("output-kosong", line, name=name_of(row.node))
        return table(line, **kept)

    def _call(self, row: Row, said: Table | None, extra: dict[str, Any]) -> None:
        called = said.entries.get("panggil") if said else None
        if called is not None:
            extra["panggil"] = called
            return
        wanted = row.node.xml.get("calledElement", "")
        self.lack("panggilan", row.node.line, name=name_of(row.node), sop=quoted(clean(wanted) or "?"))

    def _exits(self, row: Row, said: Table | None) -> dict[str, Any]:
        """A decision, or ways chosen by facts where our own conditions are left for every way."""
        labels: list[str] = []
        for number, (label, _, arrow) in enumerate(row.exits, 1):
            if not label:
                self.lack("label-kosong", arrow.line, number=number, name=name_of(row.node))
            labels.append(_unique(label[:56] or f"jalan {number}", set(labels), " "))
        before = said.entries.get("pilihan") if said else None
        known = {}
        for one in before.items if isinstance(before, Listing) else ():
            if isinstance(one, Table) and isinstance(one.entries.get("label"), Scalar):
                known[getattr(one.entries["label"], "text", "")] = one.entries.get("jika")
        targets = [self._target(to) for _, to, _ in row.exits]
        for label, (_, to, _) in zip(labels, row.exits, strict=True):  # alternatives keep theirs at their first row
            head = self._said(self.rows[to]) if to in self.rows else None
            if head and "jika" in head.entries and not isinstance(before, Listing):
                known[label] = head.entries["jika"]
        if known and set(labels) == set(known):
            order = sorted(range(len(labels)), key=lambda place: list(known).index(labels[place]))
            return {"pilihan": [{"jika": known[labels[at]], "label": labels[at], "ke": targets[at]} for at in order]}
        for _, _, arrow in row.exits:
            if arrow.condition and not arrow.condition.startswith("putusan["):
                self.lack("syarat", arrow.line, condition=quoted(arrow.condition), name=name_of(row.node))
        choice = Table(row.node.line)
        for label, to in zip(labels, targets, strict=True):
            choice.entries[label], choice.lines[label] = Scalar(row.node.line, to, plain=False), row.node.line
        return {"keputusan": choice}


def measure(said: str) -> str:
    """A duration of ISO 8601 in the words of a SOP file; empty where it is none, or is mixed of several units."""
    found = _ISO.fullmatch(said)
    parts = (
        [(int(amount), unit) for amount, unit in zip(found.groups(), ("hari", "jam", "menit"), strict=True) if amount]
        if found
        else []
    )
    parts = [part for part in parts if part[0]]
    return f"{parts[0][0]} {parts[0][1]}" if len(parts) == 1 else ""


def slug(text: str) -> str:
    """A key made from words: `Menyusun rencana` → `menyusun-rencana`, at most five words."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)[:5]
    while words and not words[0][0].isalpha():
        words.pop(0)
    return "-".join(words)[:40].strip("-")


def _unique(wanted: str, taken: Iterable[str], between: str = "-") -> str:
    taken = set(taken)
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}{between}{number}", number + 1
    return found
