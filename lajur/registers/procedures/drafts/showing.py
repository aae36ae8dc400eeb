"""A draft as the editor shows it: the sheet row by row, so that after a change only the rows that differ travel."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import lru_cache
from textwrap import wrap
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lajur.engine.definition import Sop
from lajur.engine.refusal import Words
from lajur.exchange.sheet.drawing import Page, TooTight
from lajur.exchange.sheet.flow import Flow, flow_of
from lajur.exchange.sheet.labels import WIDEST
from lajur.exchange.sheet.svg import PIXELS, draw_screen
from lajur.registers.authority.words import spoken
from lajur.registers.procedures.drafts.judging import Judged, Told
from lajur.registers.procedures.models import DraftState, SopDraft
from lajur.ui.sheet import Row, Sheet, sheet_of

ROW_HEIGHT = 52.0
"""Pixels: rows are drawn as if they all were as low as can be; the browser makes them as high as their texts, and the
lines go along. So a text that grows changes no line."""
KEPT = 200


@dataclass(frozen=True, slots=True)
class Around:
    """What findings and toolbar showed beside a sheet; `undo` and `redo` name what can be undone and done again."""

    told: tuple[Told, ...]
    undo: str
    redo: str

    @property
    def steps(self) -> tuple[str, str]:
        return self.undo, self.redo


@dataclass(frozen=True)
class Shown:
    """The sheet's table in parts: `rows` are (id, HTML) from Mulai to Selesai. `around`: what stood beside it."""

    sheet: Sheet
    rows: tuple[tuple[str, str], ...]
    around: Around | None = None

    @property
    def frame(self) -> tuple[Any, ...]:
        """What the table has around its rows; other rows alone do not make another sheet of it."""
        return (tuple(self.sheet.lanes.items()), self.sheet.with_remarks, [key for key, _ in self.rows])

    @property
    def body(self) -> SafeString:
        return mark_safe("".join(html for _, html in self.rows))  # noqa: S308 - rendered by our templates


def drawn(sop: Sop) -> Page | None:
    """The drawing, worked out once for all sheets whose arrows are the same."""
    flow = flow_of(sop)
    page = _drawn(flow, len(sop.lanes))
    _met[_structure(flow, sop)] = (flow, page)
    while len(_met) > KEPT:
        _met.popitem(last=False)
    return page


_met: OrderedDict[Any, tuple[Flow, Page | None]] = OrderedDict()


def _structure(flow: Flow, sop: Sop) -> Any:
    return len(sop.lanes), flow.nodes, tuple((edge.source, edge.target) for edge in flow.edges)


def is_rough(sop: Sop) -> bool:
    """Whether a sketch of it would differ from its drawing."""
    flow = flow_of(sop)
    known = _met.get(_structure(flow, sop))
    return known is not None and known[1] is not None and known[0] != flow


def sketched(sop: Sop) -> Page | None:
    """The drawing without looking for ways anew when only words beside arrows are others: those stand where the old
    ones stood, until `drawn` finds them a better place."""
    flow = flow_of(sop)
    known = _met.get(_structure(flow, sop))
    if known is None or known[1] is None or not is_rough(sop):
        return drawn(sop)
    new = dict(zip(known[0].edges, flow.edges, strict=True))
    arrows = [
        replace(arrow, label=replace(arrow.label, text=tuple(wrap(new[arrow.edge].label, WIDEST)) or ("",)))
        if arrow.label and new[arrow.edge].label != arrow.edge.label
        else arrow
        for arrow in known[1].arrows
    ]
    return replace(known[1], arrows=tuple(arrows))


@lru_cache(maxsize=300)
def _drawn(flow: Flow, lanes: int) -> Page | None:
    try:
        return draw_screen(flow, [ROW_HEIGHT / PIXELS] * (len(flow.nodes) - 2), lanes)
    except TooTight:
        return None


def shown(draft: SopDraft, judgement: Judged, chosen: str = "", *, sketch: bool = False) -> Shown:
    """The sheet of the draft; `chosen` is the row whose form is open. `sketch`: somebody is typing."""
    sheet = sheet_of(judgement.sop, drawn=sketched if sketch else drawn, states={chosen: "kini"} if chosen else None)
    address = reverse("procedures.draft", args=[draft.id])
    told: dict[str, list[Told]] = {}
    for one in judgement.told:
        told.setdefault(one.row, []).append(one)
    language = get_language() or ""
    remarks = sheet.with_remarks
    rows = [("baris-mulai", _end("baris-mulai", sheet.start, len(sheet.lanes), remarks))] if sheet.flow else []
    for key, (row, cells) in zip(judgement.sop.steps, sheet.drawn, strict=True):
        faults = tuple((spoken(one.words), one.is_error) for one in told.get(key, []))
        parts = tuple((cell.title, cell.shape, str(cell.flow)) for cell in cells)
        rows.append((row.anchor, _row(language, address, key, _hashed(row), parts, faults, remarks)))
    if sheet.flow:
        rows.append(("baris-selesai", _end("baris-selesai", sheet.finish, len(sheet.lanes), remarks)))
    return Shown(sheet, tuple(rows))


def _hashed(row: Row) -> Row:
    """The row with tuples for lists, so that it can be looked up."""
    return replace(row, needs=tuple(row.needs), yields=tuple(row.yields), ways=tuple(row.ways))


@lru_cache(maxsize=5000)
def _row(
    language: str,
    address: str,
    key: str,
    row: Row,
    cells: tuple[tuple[str, str, str], ...],
    faults: tuple[tuple[str, bool], ...],
    remarks: bool,
) -> str:
    context = {
        "row": row, "key": key, "address": address, "faults": faults, "remarks": remarks,
        "cells": [(title, shape, mark_safe(flow)) for title, shape, flow in cells],  # noqa: S308 - of svg.py
    }  # fmt: skip
    return render_to_string("procedures/editor_row.html", context)


@lru_cache(maxsize=1000)
def _end(name: str, flow: SafeString, lanes: int, remarks: bool) -> str:
    context = {"name": name, "flow": flow, "lanes": range(lanes), "remarks": remarks}
    return render_to_string("procedures/editor_end.html", context)


_seen: OrderedDict[tuple[UUID, int, str, str], Shown] = OrderedDict()


def remember(draft: SopDraft, chosen: str, sheet: Shown) -> None:
    """Keep what a browser was shown of this version, for `recalled`."""
    _seen[draft.id, draft.version, chosen, get_language() or ""] = sheet
    while len(_seen) > KEPT:
        _seen.popitem(last=False)


def recalled(draft: SopDraft, chosen: str, version: int) -> Shown | None:
    """What a browser was shown of this version; None where this process does not know."""
    return _seen.get((draft.id, version, chosen, get_language() or ""))


def difference(before: Shown | None, sheet: Shown) -> list[tuple[str, str]] | None:
    """Rows that differ from what was shown before; None when the table itself does, or is not known."""
    if before is None or before.frame != sheet.frame:
        return None
    known = dict(before.rows)
    return [(key, html) for key, html in sheet.rows if known[key] != html]


def told_state(state: DraftState | None) -> str:
    """What the change was that led to this state."""
    if state is None or not state.template:
        return _("perubahan")
    return spoken(Words(state.template, **state.params))
