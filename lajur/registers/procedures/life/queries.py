"""Reading what happened to a procedure's editions, and what was said of a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models.fields.json import KeyTextTransform

from lajur.catalogue.outline import rows_of
from lajur.registers.procedures.models import DraftComment, DraftReview, Edition, Procedure, SopDraft, Term


@dataclass(frozen=True, slots=True)
class Told:
    """An edition in the history. `terms` are when it ran, the latest first."""

    edition: Edition
    terms: tuple[Term, ...]
    sop_number: str
    is_in_force: bool


def history(procedure: Procedure) -> list[Told]:
    """The newest edition first."""
    terms: dict[object, list[Term]] = {}
    for term in Term.objects.filter(procedure=procedure).select_related("began_by").order_by("-since"):
        terms.setdefault(term.edition_id, []).append(term)
    rows = Edition.objects.filter(procedure=procedure).select_related("approved_by").order_by("-number")
    rows = rows.defer("content").annotate(sop_number=KeyTextTransform("nomor", "content"))
    return [
        Told(row, tuple(terms.get(row.id, ())), row.sop_number or "", row.id == procedure.in_force_id) for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Coming:
    """An approved edition whose day has not come."""

    edition: Edition
    day: date


def coming(procedure: Procedure) -> list[Coming]:
    rows = Edition.objects.filter(procedure=procedure, waits_for__isnull=False).defer("content")
    return [Coming(row, row.waits_for) for row in rows.order_by("waits_for", "number") if row.waits_for]


@dataclass(frozen=True, slots=True)
class Said:
    """A comment and the row it is about: its number and title, "" for the whole draft or a row that has gone."""

    comment: DraftComment
    no: str
    title: str
    is_gone: bool


def comments_of(draft: SopDraft) -> tuple[list[Said], list[Said]]:
    """(open, settled), in the order of the sheet, of each row the earliest first."""
    rows = {row.key: row.content for row in rows_of(draft.content)}
    place = {key: number for number, key in enumerate(rows)}
    found = []
    query = DraftComment.objects.filter(draft=draft).select_related("by", "resolved_by")
    for one in sorted(query, key=lambda one: (place.get(one.row, -1), one.at)):
        row = rows.get(one.row, {})
        gone = bool(one.row) and one.row not in rows
        found.append(Said(one, row.get("no", ""), row.get("kegiatan", ""), gone))
    return [one for one in found if not one.comment.resolved_at], [one for one in found if one.comment.resolved_at]


def reviews_of(draft: SopDraft) -> Sequence[DraftReview]:
    return list(DraftReview.objects.filter(draft=draft).select_related("person", "asked_by").order_by("asked_at", "id"))
