"""Parts of the case page written line by line: a long case has thousands of them, and a template's nodes cost ten times
as much as a line here. Every text is escaped where it is put in."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lajur.casework.cases.casepage import PageEntry, PageRecord, Visit
from lajur.casework.cases.models import Deviation, DeviationStatus
from lajur.casework.cases.presentation import Detail, Teller, Told, record_name
from lajur.casework.cases.why import Why
from lajur.engine.definition import Sop
from lajur.engine.state import State
from lajur.exchange.sheet.flow import FINISH, START, key_of
from lajur.exchange.sheet.svg import Way
from lajur.registers.authority.words import spoken
from lajur.registers.procedures.queries import sop_of
from lajur.ui import formats
from lajur.ui.icons import icon_svg
from lajur.ui.sheet import State as RowState
from lajur.ui.sheet import sheet_of
from lajur.ui.templatetags.ui import status

CASE_BLANK = "//pelaksanaan//"
"""Stands for the address of the case in a kept sheet."""
DONE_BLANK = "//oleh:{step}//"
DONE_PATTERN = re.compile(r"//oleh:([^/]+)//")
"""Stands for who did a step last, and when."""


def safe(text: str) -> SafeString:
    return mark_safe(text)  # noqa: S308 - what is joined here has been escaped


KEPT_EVENTS = 10_000
"""Entries whose lines a process keeps; the oldest goes first."""

_events: OrderedDict[tuple[Any, ...], str] = OrderedDict()


def history(teller: Teller, entries: Iterable[PageEntry]) -> SafeString:
    """The timeline, latest first, with the number and the mark of every journal entry.

    An entry never changes and its hash names it, so its lines are kept: they depend besides on the language, the zone,
    the names of people, the links to calls, and on whether its private text has been erased.
    """
    of_all = (
        get_language(), timezone.get_current_timezone_name(), frozenset(teller.names.items()),
        frozenset(teller.children.items()), frozenset(teller.called.items()),
    )  # fmt: skip
    words = _mark_words()
    lines = []
    for entry in entries:
        key = (entry.hash, entry.holds, repr(entry.private), of_all)
        line = _events.get(key)
        if line is None:
            line = _events[key] = _event(teller.tell(entry), entry, words)
            if len(_events) > KEPT_EVENTS:
                with suppress(KeyError):  # another thread may have dropped it just now
                    _events.popitem(last=False)
        lines.append(line)
    return safe(f'<ol class="timeline">{"".join(lines)}</ol>')


def _mark_words() -> dict[str, str]:
    return {
        "journal": escape(_("jurnal")), "mark": escape(_("Sidik entri (SHA-256)")),
        "holds": escape(_("Baru saja diperiksa: cocok dengan isinya dan dengan entri sebelumnya.")),
        "fails": escape(_("Baru saja diperiksa: TIDAK cocok. Beri tahu administrator.")),
    }  # fmt: skip


def _event(told: Told, entry: PageEntry, words: Mapping[str, str]) -> str:
    who = f' <span class="event-who">{escape(told.who)}</span>' if told.who else ""
    reason = f'<blockquote class="event-reason">{_lines(told.reason)}</blockquote>' if told.reason else ""
    details = f'<ul class="small">{"".join(map(_detail, told.details))}</ul>' if told.details else ""
    digest = entry.hash.hex()
    return (
        f'<li class="event" id="jurnal-{told.number}">{icon_svg(told.icon)}<div><p class="event-line"><b>'
        f'{escape(told.text)}</b>{who}</p>{reason}{details}<div class="event-when">{moment(told.at)} · <details '
        f'class="mark"><summary>{words["journal"]} {told.number}</summary>{words["mark"]} <code>{digest[:16]}…</code>. '
        f"{words['holds' if entry.holds else 'fails']}</details></div></div></li>"
    )


def _lines(text: str) -> str:
    return str(escape(text)).replace("\r\n", "\n").replace("\n", "<br>")


def _detail(detail: Detail) -> str:
    links = " · ".join(
        f'<a href="{escape(url)}">{escape(name)}</a>' if url else str(escape(name)) for name, url in detail.links
    )
    reason = f" <q>{escape(detail.reason)}</q>" if detail.reason else ""
    return f"<li>{escape(detail.text)}{detail.joint if links else ''}{links}{reason}</li>"


def moment(at: datetime) -> str:
    return f'<time datetime="{at.isoformat(timespec="seconds")}">{formats.full_moment(at)}</time>'


def documents(sop: Sop, records: Mapping[int, PageRecord], *, most: int | None) -> SafeString:
    """Records by kind, the latest version first and about `most` of each; kinds in the order of their first one."""
    kinds: dict[str, list[PageRecord]] = {}
    for record in records.values():
        kinds.setdefault(record.kind, []).insert(0, record)
    if not kinds:
        return safe(f'<p class="muted">{escape(_("Belum ada dokumen."))}</p>')
    return safe("".join(_versions(sop, kind, rows, most) for kind, rows in kinds.items()))


def _versions(sop: Sop, kind: str, rows: Sequence[PageRecord], most: int | None) -> str:
    known = sop.documents.get(kind)
    title, handed = known.title if known else kind, _handed_in(rows[0])
    now = [row for row in rows if _handed_in(row) == handed]  # files of one press are one version, in their order
    older = [row for row in rows if _handed_in(row) != handed]
    text = "".join(_version(sop, "" if index else title, row) for index, row in enumerate(reversed(now)))
    if older:
        said = ngettext("%(n)d versi sebelumnya", "%(n)d versi sebelumnya", len(older)) % {"n": len(older)}
        rest = "".join(_version(sop, title, row) for row in older[: None if most is None else most - 1])
        if most is not None and len(older) >= most:
            rest += f'<p><a href="?dokumen=semua">{escape(_("Tampilkan semua versi"))}</a></p>'
        opened = " open" if most is None else ""
        text += f"<details{opened}><summary>{escape(said)}</summary>{rest}</details>"
    return f"<div>{text}</div>"


def _handed_in(record: PageRecord) -> tuple[str, str, datetime]:
    return record.task, record.came_from, record.at


def _version(sop: Sop, title: str, record: PageRecord) -> str:
    lead = f"<b>{escape(title)}</b> " if record.name and title else ""
    step = sop.steps.get(record.task.rpartition(".")[0])
    facts = [
        _("langkah %(no)s") % {"no": step.no} if step else "",
        f"{record.by}, {formats.short_moment(record.at)}" if record.by else formats.short_moment(record.at),
        formats.size(record.size),
        f"SHA‑256 {record.sha256[:8]}",
        _("dari %(number)s") % {"number": record.came_from} if record.came_from else "",
        _("naskah ini dibatalkan") if record.is_void else "",
    ]
    return (
        f'<p class="slot-document">{lead}<a href="/dokumen/{record.id}/">{escape(record_name(record, sop))}</a>'
        f' <span class="sub">{escape(" · ".join(filter(None, facts)))}</span></p>'
    )


def people(rows: Iterable[tuple[str, str, Sequence[str], bool]], *, appoint: str) -> SafeString:
    """(lane, its title, names, appointed for this case); `appoint` is the address to appoint at, or empty."""
    by_case, by_post = escape(_("ditunjuk untuk pelaksanaan ini")), escape(_("menurut jabatan"))
    word, found = escape(_("Tunjuk")), []
    for lane, title, names, appointed in rows:
        link = (
            f' · <a href="{appoint}?pelaksana={lane}">{word}<span class="sr"> {escape(title)}</span></a>'
            if appoint
            else ""
        )
        found.append(
            f'<div><dt>{escape(title)}</dt><dd>{escape(", ".join(names) or "–")}<span class="sub">'
            f"{by_case if appointed else by_post}{link}</span></dd></div>"
        )
    return safe(f'<dl class="facts">{"".join(found)}</dl>')


@lru_cache(maxsize=256)
def _kept_sheet(
    edition: str, language: str, marks: tuple[tuple[str, RowState, str, bool], ...], taken: frozenset[Way]
) -> str:
    sop = sop_of(edition)
    states = {step: state for step, state, _task, _late in marks}
    urls = {step: f"{CASE_BLANK}{task}/" for step, _state, task, _late in marks if task}
    late = [step for step, _state, _task, is_late in marks if is_late]
    done = {step: DONE_BLANK.format(step=step) for step, state, _task, _late in marks if state == "selesai"}
    sheet = sheet_of(sop, states=states, urls=urls, done=done, late=late, taken=taken)
    return render_to_string("ui/sheet.html", {"sheet": sheet})


def sheet(edition: str, sop: Sop, state: State, path: str, visits: Sequence[Visit]) -> SafeString:
    """The SOP's sheet with the row lit where the case stands, late rows and the ways it took; drawn once for all cases
    that came to the same place by the same ways. Who did what is put in for each."""
    at = {token.step: task for task, token in state.open.items()}
    late = {visit.step for visit in visits if visit.late}
    marks = tuple((step, row_state(state, at, step), at.get(step, ""), step in late) for step in sop.steps)
    text = _kept_sheet(edition, get_language() or "id", marks, ways_taken(visits, state)).replace(CASE_BLANK, path)
    last = {visit.step: visit for visit in visits if visit.done_at}
    word = escape(_("Selesai"))

    def told(found: re.Match[str]) -> str:
        visit = last.get(found[1])
        if visit is None or visit.done_at is None:
            return word
        return escape(" · ".join(filter(None, (visit.done_by, formats.short_moment(visit.done_at)))))

    return safe(DONE_PATTERN.sub(told, text))


def ways_taken(visits: Sequence[Visit], state: State) -> frozenset[Way]:
    """Arrows the case has gone along: to each visit from the one it came after, and to Selesai from the last."""
    steps = {visit.key: visit.step for visit in visits}
    ways = {
        (key_of(steps[visit.after]) if visit.after in steps else START, key_of(visit.step)) for visit in visits
    }  # fmt: skip
    if state.status == "selesai":
        ended = max(((visit.done_at, visit.step) for visit in visits if visit.done_at), default=None)
        ways |= {(key_of(ended[1]), FINISH)} if ended else set()
    return frozenset(ways)


def row_state(state: State, at: Mapping[str, str], step: str) -> RowState:
    return "kini" if step in at else "selesai" if state.visits.get(step) else "nanti"


def strip(sop: Sop, state: State, path: str) -> SafeString:
    """Where the case stands, as small numbered boxes; those done or open lead to their task."""
    at = {token.step: task for task, token in state.open.items()}
    words = {"selesai": _("selesai"), "kini": _("sedang berjalan"), "nanti": _("belum")}
    lead, done, found = escape(_("Langkah")), icon_svg("selesai"), []
    for step in sop.steps.values():
        here = row_state(state, at, step.key)
        task = at.get(step.key) or (
            f"{step.key}.{state.visits[step.key]}" if here == "selesai" and not step.umbrella else ""
        )
        inside = (
            f'<span class="sr">{lead} </span>{escape(step.no)}{done if here == "selesai" else ""}'
            f'<span class="sr">, {escape(words[here])}: {escape(step.title)}</span>'
        )
        title = f'title="{escape(step.title)}"'
        box = f'<a href="{path}{task}/" {title}>{inside}</a>' if task else f'<span class="strip-box" {title}>{inside}</span>'  # fmt: skip  # noqa: E501
        found.append(f'<li class="strip-step strip-{here}"{" aria-current=step" if here == "kini" else ""}>{box}</li>')
    keys = " ".join(f'<span class="key key-{key}"></span>{escape(word)}' for key, word in words.items())
    return safe(
        f'<nav class="strip" aria-label="{escape(_("Langkah pelaksanaan"))}"><ol>{"".join(found)}</ol>'
        f'<p class="strip-key" aria-hidden="true">{keys}</p></nav>'
    )


def deviations(rows: Iterable[Mapping[str, Any]], path: str) -> SafeString:
    """Each with its reason, the officer's answer, the judgement, and what the reader may do about it."""
    return safe("".join(_deviation(row, path) for row in rows))


def _deviation(one: Mapping[str, Any], path: str) -> str:
    row: Deviation = one["row"]
    facts = f"{one['step']} · {row.person.name if row.person else '–'} · {formats.short_moment(row.at)}"
    late = f" · {formats.working_time(row.minutes)}" if row.minutes else ""
    text = (
        f'<div id="penyimpangan-{row.number}"><p><b>{row.number}. {escape(row.get_kind_display())}</b>'
        f"{escape(': ' + one['what'] if one['what'] else '')}{escape(late)}"
        f'<span class="sub">{escape(facts)}</span></p>'
    )
    if row.reason:
        text += f'<blockquote class="event-reason">{_lines(row.reason)}</blockquote>'
    text += f"<p>{_deviation_status(row)}</p>"
    if row.answer:
        text += f'<p class="sub">{escape(_("Penjelasan:"))} {escape(row.answer)}</p>'
    if row.judged_by and row.judged_at:
        said = f": {row.judgement}" if row.judgement else ""
        text += f'<p class="sub">{escape(row.judged_by.name)}, {formats.short_moment(row.judged_at)}{escape(said)}</p>'
    for allowed, word, place in ((one["may_answer"], _("Jawab"), "jawab"), (one["may_judge"], _("Nilai"), "nilai")):
        if allowed:
            text += (
                f'<p><a class="button" href="{path}penyimpangan/{row.number}/{place}/">{escape(word)}'
                f'<span class="sr"> {row.number}</span></a></p>'
            )
    return f"{text}</div>"


def _deviation_status(row: Deviation) -> SafeString:
    match row.status:
        case DeviationStatus.ACCEPTED:
            return status("diterima")
        case DeviationStatus.REJECTED:
            return status("ditolak", str(row.get_status_display()))
        case DeviationStatus.ANSWERED:
            return status("menunggu", _("Belum dinilai"))
    return status("menunggu", _("Belum dijawab"))


def reckoning(why: Why, due: datetime) -> SafeString:
    """How a deadline was counted, stretch by stretch."""
    if not why.stretches:
        said = _("Tenggatnya tanggal yang ditetapkan dalam rencana: %(due)s.") % {"due": formats.full_moment(due)}
        return safe(f"<p>{escape(said)}</p>")
    words = {"text": why.standard, "begin": formats.full_moment(why.begin)}
    said = _("%(text)s, dihitung sejak %(begin)s menurut kalender kerja instansi.") % words
    heads = "".join(f'<th scope="col">{escape(word)}</th>' for word in (_("Tanggal"), _("Hari"), _("Waktu kerja")))
    rows = []
    for part in why.stretches:
        days = formats.long_date(part.first)
        if part.days > 1:
            days = f"{days} – {formats.long_date(part.last)}"
        share = formats.working_time(part.days * part.minutes, day=100_000) if part.minutes else "–"
        rows.append(f'<tr><th scope="row">{days}</th><td>{escape(spoken(part.reason))}</td><td>{share}</td></tr>')
    total = formats.working_time(why.total, day=100_000)
    rows.append(f'<tr><th scope="row">{escape(_("Jumlah"))}</th><td></td><td><b>{total}</b></td></tr>')
    moved = f"<p>{escape(_('Tenggat yang berlaku lain, karena kalender diubah sesudahnya.'))}</p>" if why.moved else ""
    return safe(
        f'<p>{escape(said)}</p><table class="table table-fixed"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}'
        f"</tbody></table>{moved}"
    )
