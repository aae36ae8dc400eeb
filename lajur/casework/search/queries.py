"""A search as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lajur.casework.cases.models import Case, Comment
from lajur.casework.documents.models import Record
from lajur.casework.documents.papers.models import Paper
from lajur.casework.search.catalogue import find_people, find_sops, words_of_people, words_of_sops
from lajur.casework.search.finding import LINE_KINDS, find_lines, known_near
from lajur.casework.search.parties import find_parties
from lajur.casework.search.rules import BEGIN, END, Wanted, marked, read_query
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency
from lajur.registers.procedures.queries import sop_of

KINDS = ("pelaksanaan", "dokumen", "naskah", "sop", "orang", "komentar")
FEW, MANY = 5, 20
"""Results of each kind when all kinds are shown; on a page of one kind."""
LAST = 500
"""Pages of one kind that can be turned to."""


@dataclass(frozen=True, slots=True)
class Result:
    """Something found. `title`, `snippet` and `about` are safe, with marks; `url` empty where there is no page."""

    kind: str
    title: SafeString
    url: str
    snippet: SafeString | str = ""
    about: SafeString | str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """`counts`: kind → how many the actor may see; `groups`: (kind, results) in the order of `KINDS`. `is_near`:
    nothing was as typed, this is what comes near."""

    wanted: Wanted
    counts: dict[str, int]
    groups: list[tuple[str, list[Result]]]
    is_near: bool = False

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def search(actor: Actor, agency: Agency, text: str, *, kind: str = "", page: int = 1) -> Found:
    """What the actor may see of all that holds the words of `text`; of one `kind` its `page`, else the first few."""
    wanted = read_query(text)
    if not wanted.words:
        return Found(wanted, {}, [])
    found = _search(actor, agency, wanted, kind, page)
    if found.total:
        return found
    more = [*words_of_sops(agency), *words_of_people(actor)]
    near = tuple(known_near(actor, word, more) for word in wanted.words)
    if not any(near):
        return found
    second = _search(actor, agency, replace(wanted, near=near), kind, page)
    return replace(second, is_near=bool(second.total))


def _search(actor: Actor, agency: Agency, wanted: Wanted, kind: str, page: int) -> Found:
    shown = (kind,) if kind else KINDS
    limit = MANY if kind else FEW
    offset = (min(max(page, 1), LAST) - 1) * limit
    parties = find_parties(actor, wanted.text)
    kinds = [k for k in LINE_KINDS if k in shown]
    lines = find_lines(actor, wanted, kinds, offset=offset, limit=limit, cases=parties.cases)
    sops, people = find_sops(agency, wanted), find_people(actor, wanted, parties.people)
    counts = {name: lines.counts.get(name, 0) for name in KINDS}
    counts |= {"sop": len(sops), "orang": len(people)}
    marks = () if parties.cases or parties.people else wanted.all_spellings  # parts of a long number say nothing
    results = _of_lines(lines.shown, marks)
    results["sop"] = [
        Result(
            "sop",
            safe(marked(row.procedure.title, marks, 400)),
            f"/sop/{row.procedure.key}/",
            safe(" · ".join(marked(step, marks) for step in row.steps)),
        )
        for row in sops[offset : offset + limit]
    ]
    results["orang"] = [
        Result(
            "orang",
            safe(marked(row.name, marks, 400)),
            "",
            safe(marked(" · ".join(filter(None, (row.business, ", ".join(row.positions)))), marks)),
            row.numbers,
        )
        for row in people[offset : offset + limit]
    ]
    return Found(wanted, counts, [(name, results[name]) for name in KINDS if name in shown and results.get(name)])


def _of_lines(shown: dict[str, list[tuple[UUID, UUID]]], marks: Sequence[str]) -> dict[str, list[Result]]:
    """Lines with what they are about, read now: at most one query for each kind, and one for the cases."""
    wanted = {case for kind, pairs in shown.items() if kind != "naskah" for _target, case in pairs}
    cases = {
        case.id: case
        for case in Case.objects.filter(id__in=wanted).only("id", "number", "subject", "status", "edition_id")
    }
    results: dict[str, list[Result]] = {}
    for target, _case in shown.get("pelaksanaan", []):
        case = cases[target]
        title = f"{case.number} · {case.subject}"
        results.setdefault("pelaksanaan", []).append(
            Result(
                "pelaksanaan",
                safe(marked(title, marks, 400)),
                f"/pelaksanaan/{case.id}/",
                about=sop_of(case.edition_id).identity.title,
                status=case.status,
            )
        )
    if pairs := shown.get("dokumen"):
        rows = Record.objects.in_bulk([target for target, _ in pairs])
        for target, case_id in pairs:
            record, case = rows[target], cases[case_id]
            kind = sop_of(case.edition_id).documents.get(record.kind)
            title = " · ".join(part for part in (kind.title if kind else record.kind, record.name) if part)
            results.setdefault("dokumen", []).append(
                Result(
                    "dokumen",
                    safe(marked(title, marks, 400)),
                    f"/dokumen/{record.id}/",
                    safe(marked(record.text[:50_000], marks)) if record.text else "",
                    safe(marked(f"{case.number} · {case.subject}", marks, 400)),
                )
            )
    if pairs := shown.get("komentar"):
        written = Comment.objects.select_related("by").in_bulk([target for target, _ in pairs])
        for target, case_id in pairs:
            remark, case = written[target], cases[case_id]
            results.setdefault("komentar", []).append(
                Result(
                    "komentar",
                    safe(marked(f"{case.number} · {case.subject}", marks, 400)),
                    f"/pelaksanaan/{case.id}/",
                    safe(marked(remark.text, marks)),
                    remark.by.name,
                )
            )
    if pairs := shown.get("naskah"):
        results["naskah"] = _of_papers([target for target, _ in pairs], marks)
    return results


def _of_papers(targets: Sequence[UUID], marks: Sequence[str]) -> list[Result]:
    papers = Paper.objects.select_related("signer").defer("body").in_bulk(list(targets))
    return [
        Result(
            "naskah",
            safe(marked(f"{papers[target].number} · {papers[target].subject}", marks, 400)),
            f"/naskah/{target}/",
            about=safe(marked(f"{papers[target].get_kind_display()} · {papers[target].signer.name}", marks, 400)),
            status="batal" if papers[target].is_void else "",
        )
        for target in targets
    ]


def safe(text: str) -> SafeString:
    """Escaped, with <mark> where `rules.marked` has put its signs."""
    return mark_safe(str(escape(text)).replace(BEGIN, "<mark>").replace(END, "</mark>"))  # noqa: S308 - escaped before


def titles() -> dict[str, str]:
    return {
        "pelaksanaan": _("Pelaksanaan"),
        "dokumen": _("Dokumen"),
        "naskah": _("Naskah"),
        "sop": _("SOP"),
        "orang": _("Orang"),
        "komentar": _("Komentar"),
    }
