"""Components and formats for templates: `{% load ui %}`. README.md shows every call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms import BoundField
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lajur.ui import formats
from lajur.ui.icons import icon_svg, logo_svg
from lajur.ui.kept import keep
from lajur.ui.pages import Frame, NavItem, frame_of
from lajur.ui.sheet import Shape, Sheet

register = template.Library()
register.tag("keep", keep)

STATUSES: dict[str, tuple[str, str, Any]] = {
    "terlambat": ("late", "terlambat", gettext_lazy("Terlambat")),
    "hari-ini": ("today", "segera", gettext_lazy("Hari ini")),
    "segera": ("soon", "jam", gettext_lazy("Segera")),
    "nanti": ("plain", "kalender", gettext_lazy("Nanti")),
    "berjalan": ("active", "berjalan", gettext_lazy("Berjalan")),
    "menunggu": ("wait", "menunggu", gettext_lazy("Menunggu")),
    "selesai": ("done", "selesai", gettext_lazy("Selesai")),
    "diterima": ("done", "selesai", gettext_lazy("Diterima")),
    "ditolak": ("late", "batal", gettext_lazy("Ditolak")),
    "batal": ("plain", "batal", gettext_lazy("Dibatalkan")),
    "ditangguhkan": ("wait", "menunggu", gettext_lazy("Ditangguhkan")),
    "penyimpangan": ("late", "penyimpangan", gettext_lazy("Penyimpangan")),
    "info": ("plain", "info", gettext_lazy("Keterangan")),
}
SLOTS: dict[str, tuple[str, Any]] = {
    "ada": ("selesai", gettext_lazy("Sudah ada")),
    "lampirkan": ("hari-ini", gettext_lazy("Lampirkan")),
    "belum": ("menunggu", gettext_lazy("Belum ada")),
}
SYMBOLS: dict[Shape, str] = {
    "terminator": '<rect x="2" y="2" width="44" height="20" rx="10"/>',
    "process": '<rect x="2" y="2" width="44" height="20"/>',
    "decision": '<path d="M24 1 46 12 24 23 2 12z"/>',
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    return icon_svg(name, label)


@register.simple_tag
def logo() -> SafeString:
    return logo_svg()


@register.simple_tag
def symbol(shape: Shape) -> SafeString:
    """The flow chart symbol, with its name for those who do not see it."""
    names = {"terminator": _("awal atau akhir"), "process": _("kegiatan"), "decision": _("keputusan")}
    drawing = mark_safe(SYMBOLS[shape])  # noqa: S308 - our own constant
    return format_html('<svg viewBox="0 0 48 24" role="img" aria-label="{}">{}</svg>', names[shape], drawing)


@register.simple_tag
def stylesheets(*names: str) -> SafeString:
    """Links to the named sheets of `static/ui`, in order."""
    links = [format_html('<link rel="stylesheet" href="{}">', static(f"ui/{name}.css")) for name in names]
    return mark_safe("".join(links))  # noqa: S308 - built by format_html


@register.simple_tag(takes_context=True)
def get_frame(context: Context) -> Frame:
    frame = context.get("frame")
    return frame if isinstance(frame, Frame) else frame_of(context.get("request"))


@register.simple_tag(takes_context=True)
def nav_state(context: Context, item: NavItem) -> SafeString:
    """`aria-current` for the entry whose path the request is under."""
    request = context.get("request")
    current = request is not None and get_frame(context).section(request.path) == item.key
    return mark_safe(' aria-current="page"') if current else mark_safe("")


@register.simple_tag(takes_context=True)
def server_clock(context: Context) -> SafeString:
    """The server's time in the agency's zone; scripts let it run on from here, unless it runs faster than they can."""
    frame = get_frame(context)
    there = formats.to_zone(getattr(context.get("request"), "now", None) or timezone.now(), frame.zone)
    seconds = f"{formats.clock(there, there.tzinfo)}{there:{':%S' if formats.language() == 'en' else '.%S'}}"
    return format_html(
        '<time datetime="{}" data-clock>{}</time> {}' if frame.clock_rate == 1 else '<time datetime="{}">{}</time> {}',
        there.isoformat(timespec="seconds"),
        seconds,
        formats.zone_name(there),
    )


@register.simple_tag(takes_context=True)
def take_along(context: Context) -> SafeString:
    """Links that bring the list of the page, as its address filters it, as a table (`organisation.taking`)."""
    asked = context["request"].GET.copy()
    asked.pop("halaman", None)
    kinds = []
    for kind, word in (("xlsx", "Excel"), ("csv", "CSV")):
        asked["berkas"] = kind
        kinds.append((asked.urlencode(), icon_svg("unduh"), _("Unduh"), word))
    link = '<a class="button button-quiet" href="?{}" download>{}<span class="sr">{} </span>{}</a>'
    return format_html('<p class="actions take-along">{}</p>', format_html_join("", link, kinds))


@register.filter
def lookup(mapping: Mapping[str, Any], key: str) -> Any:
    """mapping[key], or None."""
    return mapping.get(key)


@register.inclusion_tag("ui/error_summary.html")
def error_summary(*given: forms.BaseForm) -> dict[str, Any]:
    """Every error of the forms, each with the id of the input to go to and, unless its words have it, its label. A form
    that keeps nothing, such as that for signing in, says `saves = False`."""
    problems: list[tuple[str, str]] = []
    for form in given:
        problems += [("", str(text)) for text in form.non_field_errors()]
        problems += [(first_input(field), named(field, str(text))) for field in form for text in field.errors]
    return {"problems": problems, "saves": all(getattr(form, "saves", True) for form in given)}


def named(field: BoundField, text: str) -> str:
    return text if str(field.label) in text else f"{field.label}: {text}"


def first_input(field: BoundField) -> str:
    """Id of the input that takes the focus; of a group, its first choice."""
    return f"{field.auto_id}_0" if field.field.widget.use_fieldset else str(field.id_for_label)


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    return bound.as_field_group()


@register.simple_tag
def status(kind: str, text: str = "") -> SafeString:
    """A word with its sign; `text` replaces the usual word."""
    tone, icon_name, word = STATUSES[kind]
    return format_html('<span class="status status-{}">{}{}</span>', tone, icon_svg(icon_name), text or word)


@register.simple_tag(takes_context=True)
def due(context: Context, due_at: dt.datetime | None, minutes_left: int | None, day: int = 0) -> SafeString:
    """Working time left and when it ends. `minutes_left` in working minutes, negative when late; None: no standard."""
    zone = context.get("zone")
    if due_at is None or minutes_left is None:
        return _due("plain", "kalender", _("tanpa batas waktu"))
    now = context.get("now")
    now = now if isinstance(now, dt.datetime) else timezone.now()
    span = formats.working_time(minutes_left, day=day or formats.WORKDAY_MINUTES, brief=True)
    worded = _("%(span)s kerja") % {"span": span}
    there = formats.to_zone(due_at, zone)
    moment = format_html(
        '<span class="due-dot">· </span>{} <time datetime="{}">{}</time>',
        _("jatuh tempo"), there.isoformat(), formats.full_moment(there, there.tzinfo),
    )  # fmt: skip
    if minutes_left < 0 or due_at < now:
        return _due("late", "terlambat", _("terlambat %(span)s") % {"span": worded}, moment)
    if there.date() == formats.to_zone(now, zone).date():
        return _due("today", "segera", _("sisa %(span)s") % {"span": worded}, moment)
    return _due("soon", "jam", _("sisa %(span)s") % {"span": worded}, moment)


def _due(tone: str, sign: str, remaining: str, moment: str = "") -> SafeString:
    return format_html(
        '<span class="due due-{}">{}<span><b>{}</b> <span class="due-when">{}</span></span></span>',
        tone, icon_svg(sign), remaining, moment,
    )  # fmt: skip


@register.inclusion_tag("ui/person.html")
def person(name: str, position: str = "", on_behalf_of: str = "") -> dict[str, Any]:
    """Name with position; `on_behalf_of` when a substitute acts."""
    words = [word for word in name.replace(",", " ").split() if word[0].isupper() and "." not in word]
    initials = "".join(word[0] for word in words[:2])
    return {"name": name, "position": position, "on_behalf_of": on_behalf_of, "initials": initials}


@register.inclusion_tag("ui/slot.html")
def document_slot(
    title: str,
    state: str,
    documents: Sequence[Mapping[str, str]] = (),
    advice: str = "",
    field: BoundField | None = None,
) -> dict[str, Any]:
    """A kind of document a step needs or yields. `state`: ada, lampirkan, belum. `documents`: name, url, note."""
    tone, word = SLOTS[state]
    return {
        "title": title, "state": state, "tone": tone, "word": word,
        "documents": documents, "advice": advice, "field": field,
    }  # fmt: skip


@register.inclusion_tag("ui/steps.html")
def step_strip(steps: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Where a case stands. Each step: no, title, state (selesai, kini, nanti), url or none."""
    words = {"selesai": _("selesai"), "kini": _("sedang berjalan"), "nanti": _("belum")}
    return {"steps": [{**step, "word": words[step["state"]]} for step in steps]}


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Iterable[Mapping[str, Any]], label: str = "") -> dict[str, Any]:
    """Links side by side. Each: label, url, current, count or none."""
    shown = [{"count": None, "current": False, **item} for item in items]
    return {"tabs": shown, "label": label or pgettext("nama navigasi", "Bagian")}


@register.simple_tag
def crumbs(*parts: str) -> SafeString:
    """`{% crumbs "Pelaksanaan" "/pelaksanaan/" "KP-1" %}`: label and path in turn; the last label stands alone."""
    places = [(parts[i], parts[i + 1] if i + 1 < len(parts) else "") for i in range(0, len(parts), 2)]
    items = [
        format_html('<li><a href="{}">{}</a></li>', url, label)
        if url
        else format_html('<li><span aria-current="page">{}</span></li>', label)
        for label, url in places
    ]
    joined = mark_safe("".join(items))  # noqa: S308 - built by format_html
    return format_html('<nav class="crumbs" aria-label="{}"><ol>{}</ol></nav>', _("Letak halaman"), joined)


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Links to the pages before and after; the other words of the query stay. The page number is `halaman`."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else None
    if query is not None:
        query.pop("halaman", None)
    return {"page": page, "query": f"{query.urlencode()}&" if query else ""}


@register.inclusion_tag("ui/empty.html")
def empty(title: str, advice: str = "", url: str = "", action: str = "", icon: str = "kosong") -> dict[str, Any]:
    """Nothing to show: what that means and what to do."""
    return {"title": title, "advice": advice, "url": url, "action": action, "icon_name": icon}


@register.inclusion_tag("ui/timeline.html", takes_context=True)
def timeline(context: Context, events: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What happened, in the given order. Each event: at, text, and if any who, reason, icon, url, link."""
    return {"events": [{"icon": "info", **event} for event in events], "zone": context.get("zone") or ""}


@register.inclusion_tag("ui/sheet.html")
def sop_sheet(sheet: Sheet) -> dict[str, Any]:
    return {"sheet": sheet}


@register.filter
def tanggal(value: dt.date | None, zone: str = "") -> str:
    """21 Februari 2025."""
    return formats.long_date(value, zone) if value else ""


@register.filter
def waktu(value: dt.datetime | None, zone: str = "") -> str:
    """23 Nov 2026 10.30."""
    return formats.short_moment(value, zone) if value else ""


@register.filter
def waktu_lengkap(value: dt.datetime | None, zone: str = "") -> str:
    """Sen, 23 Nov 2026 10.30 WIB."""
    return formats.full_moment(value, zone) if value else ""


@register.filter
def jam(value: dt.datetime | None, zone: str = "") -> str:
    """10.30."""
    return formats.clock(value, zone) if value else ""


@register.filter
def durasi_kerja(minutes: int | None, day: int = formats.WORKDAY_MINUTES) -> str:
    """1 hari 2 jam, from working minutes and the minutes of a working day."""
    return "" if minutes is None else formats.working_time(int(minutes), day=day)


@register.filter
def angka(value: Any, decimals: int | None = None) -> str:
    """1.234.567,89; what is no number stays as it is."""
    if value is None or value == "":
        return ""
    try:
        amount = value if isinstance(value, int | float | Decimal) else Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return formats.number(amount, decimals)


@register.filter
def section(path: str, frame: Frame) -> str:
    """The key of the navigation's entry that the path is under."""
    return frame.section(path or "")


@register.filter
def badge(count: int | None) -> str:
    """A number beside a word, 99+ at most; nothing for none."""
    return "" if not count else "99+" if count > 99 else str(count)


@register.filter
def rupiah(value: int | Decimal | None) -> str:
    """Rp1.234.567."""
    return "" if value is None else formats.rupiah(value)


@register.filter
def ukuran(value: int | None) -> str:
    """1,2 MB."""
    return "" if value is None else formats.size(value)
