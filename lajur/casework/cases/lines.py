"""Lines of an inbox as HTML, put together in Python: fifty of them through template nodes cost more than all the rest
of the page (bench/README.md). Everything that is not ours is escaped here."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from lajur.casework.cases.inbox import InboxTask
from lajur.casework.cases.why import Stretch, Why, why_due
from lajur.engine.state import State
from lajur.engine.worktime import WORKING, WorkCalendar
from lajur.registers.authority.words import spoken
from lajur.ui import formats
from lajur.ui.icons import icon_svg

ROW_CLASSES = {"terlambat": ' class="row-late"', "hari-ini": ' class="row-today"'}


class Labels:
    """The words that every line repeats, looked up once for a language."""

    def __init__(self) -> None:
        self.case, self.sender, self.since = pgettext("satu", "Pelaksanaan"), _("Dari"), _("Sejak")
        self.left, self.step, self.pick = _("Sisa waktu"), _("langkah"), _("Pilih")
        self.missing = f"{icon_svg('lampiran')} {escape(_('Belum ada:'))} "
        self.stands_in = f"{icon_svg('serah')} {escape(_('menggantikan %(name)s'))}"
        self.returned = f"{icon_svg('kembali')} {escape(_('dikembalikan'))}"
        self.holds = {
            "ambil": (icon_svg("orang"), escape(_("Ambil"))),
            "lepaskan": (icon_svg("kembali"), escape(_("Lepaskan"))),
        }
        self.held = escape(_("Anda yang memegang"))
        self.why, self.no_limit = escape(_("Mengapa saat itu?")), _("tanpa batas waktu")
        self.due = escape(_("jatuh tempo"))
        self.late, self.remaining = _("terlambat %(span)s kerja"), _("sisa %(span)s kerja")


@lru_cache(maxsize=4)
def _labels(language: str) -> Labels:
    return Labels()


def labels() -> Labels:
    return _labels(get_language() or "id")


def head(words: Labels) -> SafeString:
    """The head of the table above a group's lines."""
    titles = (_("Langkah"), words.case, words.sender, words.since, words.left)
    cells = "".join(f'<th scope="col">{escape(title)}</th>' for title in titles)
    pick = f'<th scope="col" class="pick"><span class="sr">{escape(words.pick)}</span></th>'
    return mark_safe(f"<thead><tr>{pick}{cells}</tr></thead>")  # noqa: S308 - escaped above


class Lines:
    """Writes lines as they stand at `now` in the zone of the calendar; `names` are those of persons stood in for."""

    def __init__(self, calendar: WorkCalendar, now: datetime, today: date, names: dict[str, str]) -> None:
        self.calendar, self.now, self.today, self.names = calendar, now, today, names
        self.words, self.language = labels(), get_language() or "id"

    def line(self, task: InboxTask, group: str) -> str:
        """A row of the table; `group` is that of its deadline."""
        absent = self.names.get(task.stands_for, "") if task.stands_for else ""
        # All that it shows but the time left follows from these, so most lines were written before.
        key = (
            task.case, task.key, task.version, task.due, task.subject, task.sender, absent, self.language,
            self.calendar.version, task.holders,
        )  # fmt: skip
        parts = _written.get(key)
        if parts is None:
            if len(_written) >= KEPT:
                _written.clear()
            parts = _written[key] = self._write(task, absent)
        return f"<tr{ROW_CLASSES.get(group, '')}>{parts[0]}{self._left(task.due)}{parts[1]}</td></tr>"

    def _write(self, task: InboxTask, absent: str) -> tuple[str, str]:
        """What stands before the time left, and after it."""
        words = self.words
        reference = f"{task.case}/{task.key}"
        title, number = escape(task.step.title), escape(task.number)
        below = ""
        if task.stands_for:
            below += f'<span class="sub">{words.stands_in % {"name": escape(absent)}}</span>'
        if missing := task.missing:
            below += f'<span class="sub">{words.missing}{escape("; ".join(missing))}</span>'
        if hold := task.hold:
            sign, label = words.holds[hold]
            held = f'<span class="sub">{words.held}</span>' if hold == "lepaskan" else ""
            below += (
                f'{held}<button class="hold" form="pegang" name="{hold}" value="{reference}"'
                f' aria-label="{label}: {title}, {number}">{sign}{label}</button>'
            )
        sender = escape(task.sender) or "–"
        if task.returned:
            sender += f'<span class="sub">{words.returned}</span>'
        before = (
            f'<td class="pick"><input type="checkbox" name="tugas" value="{reference}"'
            f' aria-label="{escape(words.pick)}: {title}, {number}"></td>'
            f'<th scope="row"><a href="/pelaksanaan/{reference}/">{title}</a>{below}</th>'
            f'<td data-label="{words.case}"><a href="/pelaksanaan/{task.case}/">{number}</a> {escape(task.subject)}'
            f'<span class="sub">{escape(task.sop.identity.title)} · {words.step} {escape(task.step.no)}</span></td>'
            f'<td data-label="{words.sender}">{sender}</td>'
            f'<td data-label="{words.since}">{formats.short_moment(task.opened, self.calendar.zone)}</td>'
            f'<td data-label="{words.left}">'
        )
        if task.due is None:
            return before, ""
        there = task.due.astimezone(self.calendar.zone)
        moment = f'{words.due} <time datetime="{there.isoformat()}">{formats.full_moment(there, there.tzinfo)}</time>'
        return before, f'<span class="due-when">{moment}</span>{self._why(task, task.due)}'

    def _left(self, due: datetime | None) -> str:
        """Working time left, or by how much it is late."""
        words = self.words
        if due is None:
            return _due("plain", "kalender", escape(words.no_limit))
        late = due < self.now
        minutes = self.calendar.between(due, self.now) if late else self.calendar.between(self.now, due)
        tone, sign = ("late", "terlambat") if late else ("today", "segera")
        if not late and due.astimezone(self.calendar.zone).date() != self.today:
            tone, sign = "soon", "jam"
        span = formats.working_time(minutes, brief=True)
        return _due(tone, sign, escape((words.late if late else words.remaining) % {"span": span}))

    def _why(self, task: InboxTask, due: datetime) -> str:
        state = State.from_json(json.loads(task.state))
        why = why_due(task.sop, state, task.step, task.key, task.opened, due, self.calendar)
        told = _told(why, self.calendar.zone.key)
        return f'<details class="why"><summary>{self.words.why}</summary>{told}</details>'


KEPT = 4096
"""Lines that a process keeps; then it begins anew."""
_written: dict[tuple[object, ...], tuple[str, str]] = {}


def _due(tone: str, sign: str, remaining: str) -> str:
    return f'<span class="due due-{tone}">{icon_svg(sign)}<b>{remaining}</b></span>'


def _told(why: Why, zone: str) -> str:
    """Paragraphs: whence, how much on which days, and which days gave nothing."""
    begun = formats.full_moment(why.begin, zone)
    if not why.stretches:
        text = _("Tenggatnya tanggal yang ditetapkan dalam rencana; terbuka sejak %(begin)s.") % {"begin": begun}
        return f"<p>{escape(text)}</p>"
    total = formats.number(why.total)
    words = {"begin": begun, "standard": why.standard, "total": total}
    lines = [_("%(standard)s sejak %(begin)s, yaitu %(total)s menit kerja:") % words]
    lines.append("; ".join(_worked(stretch) for stretch in why.worked) + ".")
    if why.skipped:
        skipped = "; ".join(f"{_dates(stretch)} ({spoken(stretch.reason)})" for stretch in why.skipped)
        lines.append(_("Tidak dihitung: %(days)s.") % {"days": skipped})
    if why.moved:
        lines.append(_("Tenggat yang berlaku lain dari jumlah ini, karena kalender diubah sesudah tugas terbuka."))
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def _worked(stretch: Stretch) -> str:
    words = {"days": _dates(stretch), "n": stretch.days, "minutes": stretch.minutes}
    one, many = _("%(days)s: %(minutes)s menit"), _("%(days)s: %(n)s × %(minutes)s menit")
    text = (one if stretch.days == 1 else many) % words
    return text if stretch.reason == WORKING else f"{text} ({spoken(stretch.reason)})"


def _dates(stretch: Stretch) -> str:
    if stretch.days == 1:
        return _date(stretch.first)
    return f"{_date(stretch.first)} – {_date(stretch.last)}"


def _date(day: date) -> str:
    language = formats.language()
    return f"{formats.SHORT_DAYS[language][day.weekday()]}, {day.day} {formats.SHORT_MONTHS[language][day.month - 1]}"
