"""The agency's own words and number patterns: every change is a new row, the ones before stay."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from lajur.casework.documents.papers.drafting import refusal_of
from lajur.casework.documents.papers.layout import Head, paper_data
from lajur.casework.documents.papers.models import NumberPattern, PaperCounter, PaperKind, Secrecy, WordingEdition
from lajur.casework.documents.papers.numbering import TOO_LONG, Pattern, clash_of, pattern_of, too_long
from lajur.casework.documents.papers.rules import LONGEST_CODE, LONGEST_NUMBER, check_pattern, longest_number
from lajur.casework.documents.papers.sandbox import WordingFault, written
from lajur.casework.documents.papers.structure import check_marks, structure
from lajur.casework.documents.papers.wordings import WORDINGS, Wording, common
from lajur.engine.refusal import Refusal, Words
from lajur.registers.authority.actions import action
from lajur.registers.authority.ids import new_id
from lajur.registers.authority.journal import record as journal
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.actors import Actor
from lajur.registers.organisation.models import Agency
from lajur.registers.reference.letterheads import letterhead_for

NEEDS = "papers.manage"
SERIES = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SAMPLE_SERIAL = 277
_RAISE = (
    "INSERT INTO papers_papercounter AS counter (id, agency_id, series, year, last) VALUES (%s, %s, %s, %s, %s)"
    " ON CONFLICT (agency_id, series, year) DO UPDATE SET last = excluded.last WHERE counter.last < excluded.last"
    " RETURNING last"
)


@action(needs=NEEDS)
def save_wording(
    *, agency: Agency, key: str, text: str, note: str, based_on: int, by: Actor, now: datetime
) -> WordingEdition | Refusal:
    """Let the agency's own words hold from now on; an empty text brings back the shipped ones. `based_on` is the number
    of the edition that was edited (0: none): who comes second is told. Refused where the sample cannot be worded."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    wording = WORDINGS.get(key)
    if wording is None:
        return Refusal("templat-tidak-ada", "Templat naskah ini tidak ada.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 2))", [f"{agency.id}/{key}"])
    last = WordingEdition.objects.filter(key=key).order_by("-number").first()
    if (last.number if last else 0) != based_on:
        return Refusal(
            "sudah-diubah", "Templat ini baru saja diubah orang lain. Bandingkan dahulu dengan edisi terakhir di bawah."
        )
    text = text.replace("\r\n", "\n").strip("\n")
    if text:
        tried = sample_of(agency, wording, text, now)
        if isinstance(tried, Refusal):
            return tried
    if text == (last.text if last else ""):
        return Refusal("tidak-berubah", "Tidak ada yang berubah.")
    row = WordingEdition.objects.create(
        agency=agency, key=key, number=based_on + 1, text=f"{text}\n" if text else "", note=note.strip()[:300],
        recorded_at=now, recorded_by=by.person,
    )  # fmt: skip
    event = {"wording": key, "edition": row.number, "text": row.text}
    journal(agency=str(agency.id), kind="templat-naskah-diubah", at=now, by=by.person, event=event)
    return row


def sample_of(agency: Agency, wording: Wording, text: str, now: datetime) -> dict[str, Any] | Refusal:
    """What the words would give with the wording's sample data: data to set, or which line is wrong and how."""
    day = now.astimezone(ZoneInfo(agency.zone)).date()
    pattern = pattern_of(wording.kind)
    head = Head(
        wording.kind, agency.name, pattern.number(SAMPLE_SERIAL, day), day,
        str(wording.title), Secrecy.ORDINARY, "Kepala Contoh", ("Kepala Contoh",), "Nama Penandatangan",
        "197001011990011001", ("Kepala Dinas Contoh",), ("Inspektur", "Arsip"),
    )  # fmt: skip
    letterhead = letterhead_for(agency, day)
    try:
        check_marks(text)
        words = written(text, {**wording.sample, **common(head, letterhead.city if letterhead else "")})
        body = structure(words, wording.sample)
    except WordingFault as fault:
        return refusal_of(fault, wording.title)
    return paper_data(head, body, letterhead)


@action(needs=NEEDS)
def set_pattern(
    *,
    agency: Agency,
    kind: str,
    pattern: str,
    series: str,
    by: Actor,
    now: datetime,
    unit_code: str = "",
    classification: str = "",
    used: int | None = None,
) -> NumberPattern | Refusal:
    """Number papers of a kind by `pattern` from now on. Kinds of the same `series` share one count. `used` is the last
    number given outside Lajur this year: counting goes on after it, never back. Refused where a number could become
    too long, or be that of another paper."""
    if not (allowed := may(by, NEEDS)):
        return allowed
    pattern, series = " ".join(pattern.split()), series.strip().lower()
    unit_code, classification = unit_code.strip(), classification.strip()
    fault = check_pattern(pattern)
    if fault is not None:
        return Refusal(fault.code, fault.template, fault.params, {"pola": Words(fault.template, **fault.params)})
    if kind not in PaperKind.values or not SERIES.fullmatch(series):
        told = Words("Nama deret hanya huruf kecil, angka, dan tanda hubung.")
        return Refusal("deret-keliru", told.template, fields={"deret": told})
    wanted = Pattern(kind, pattern, series, unit_code, classification)
    day = now.astimezone(ZoneInfo(agency.zone)).date()
    codes = max(len(unit_code), len(classification))
    if codes > LONGEST_CODE or longest_number(pattern, wanted.filled()) > LONGEST_NUMBER:
        return too_long({"pola": TOO_LONG})
    if used is not None:
        with connection.cursor() as cursor:
            cursor.execute(_RAISE, [new_id(), str(agency.id), series, day.year, used])
            if cursor.fetchone() is None:
                told = Words("Deret ini sudah sampai nomor yang sama atau lebih besar.")
                return Refusal("nomor-mundur", told.template, fields={"terpakai": told})
    if (clash := clash_of(str(agency.id), wanted, day)) is not None:
        return clash
    row = NumberPattern.objects.create(
        agency=agency, kind=kind, pattern=pattern, series=series, unit_code=unit_code,
        classification=classification, recorded_at=now, recorded_by=by.person,
    )  # fmt: skip
    event = {
        "paper_kind": kind, "pattern": pattern, "series": series, "unit": row.unit_code,
        "classification": row.classification, "used": used if used is not None else "",
    }  # fmt: skip
    journal(agency=str(agency.id), kind="pola-nomor-ditetapkan", at=now, by=by.person, event=event)
    return row


def counted(year: int) -> dict[str, int]:
    """Series → its last number in the year. Inside the agency's scope."""
    return dict(PaperCounter.objects.filter(year=year).values_list("series", "last"))
