"""Reading Lajur in English: the catalogue as committed, an office, and what a page says to people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client, override_settings
from django.utils.translation import trans_real
from django_scopes import scope, scopes_disabled

from lajur.casework.cases.testing import Office, make_office
from lajur.casework.guide.terms import Term, terms
from lajur.catalogue.reader import catalogue_ids, load
from lajur.registers.organisation.testing import NOW
from lajur.registers.procedures.queries import procedures_of, sop_of
from lajur.registers.reference.shipped import tables
from tests.test_house_languages import INDONESIAN, catalogue


@pytest.fixture
def english(tmp_path: Path) -> Iterator[None]:
    """The catalogue as it is committed, not as it was last compiled."""
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue("en", "django").save_as_mofile(str(folder / "django.mo"))
    with override_settings(LOCALE_PATHS=[tmp_path], MEDIA_ROOT=tmp_path):
        forget_catalogues()
        with time_machine.travel(NOW, tick=False):
            yield
    forget_catalogues()


def forget_catalogues() -> None:
    trans_real._translations.clear()  # type: ignore[attr-defined]
    trans_real._default = None  # type: ignore[attr-defined]


@pytest.fixture
def office(db: None) -> Iterator[Office]:
    with scopes_disabled():
        made = make_office()
    with scope(agency=made.agency):
        yield made


DRAWINGS = {"svg": "flow", "text": "name"}
SILENT = {"script", "style"}


class Reader(HTMLParser):
    """Everything a page tells people, piece by piece: text, and attributes that are read out or shown.

    The drawing of a sheet is left out: its words are the sheet's. So are names of bars, which are broken into lines and
    stand whole in the table below. What is typed as it stands, in <code>, is `typed`.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.typed: list[str] = []
        self.code = 0
        self.silent = 0
        self.drawing = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {"aria-label", "title", "alt", "placeholder", "data-label"}
        self.pieces += [
            " ".join(value.split())
            for name, value in attrs
            if value and (name in told or (name.startswith("data-") and name != "data-when" and " " in value))
        ]
        if not self.drawing and tag in DRAWINGS and ("class", DRAWINGS[tag]) in attrs:
            self.drawing = tag
        self.silent += tag in SILENT
        self.code += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self.drawing = "" if tag == self.drawing else self.drawing
        self.silent -= tag in SILENT
        self.code -= tag == "code"

    def handle_data(self, data: str) -> None:
        if not self.silent and not self.drawing and data.strip():
            (self.typed if self.code else self.pieces).append(" ".join(data.split()))


def written_by_people(office: Office) -> list[str]:
    """Contents of SOPs and data of people, the longest first: they stay in the language they were written in."""
    found = {office.agency.name, "Uji coba", "Indonesia", "Bahasa Indonesia", ".jabatan"}
    found |= {load(sop_id).identity.title for sop_id in catalogue_ids()}
    for table in tables().values():
        found |= {table.title, table.note, *(text for row in table.rows for text in (row.legal_basis, row.source))}
    found |= {text for term in explained() for text in (term.title, term.whole, term.source)}
    found |= {person.name for person in vars(office).values() if hasattr(person, "username")}
    found |= {position.title for position in office.positions.values()}
    for procedure in procedures_of(office.agency):
        assert procedure.in_force_id is not None
        sop = sop_of(procedure.in_force_id)
        found |= {procedure.key, procedure.title, sop.identity.title, sop.identity.number, sop.identity.unit}
        found |= {text for text in vars_of(sop.identity) if isinstance(text, str)}
        found |= {lane.title for lane in sop.lanes.values()} | {
            word for lane in sop.lanes.values() for word in lane.qualifications
        }
        found |= {kind.title for kind in sop.documents.values()}
        for step in sop.steps.values():
            found |= {step.title, step.standard.text, step.remark, step.note, *(way.label for way in step.exits)}
            found |= {asked.label for asked in step.fields}
            found |= {f"{way.label[:1].upper()}{way.label[1:]}" for way in step.exits}
    return sorted((text for text in found if text), key=len, reverse=True)


def explained() -> list[Term]:
    """The glossary: its words are official terms, only what they mean is told in English."""
    return [term for group in terms("en").values() for term in group]


def vars_of(thing: Any) -> list[Any]:
    values = [getattr(thing, name) for name in thing.__dataclass_fields__]
    return [item for value in values for item in (value if isinstance(value, tuple | list) else [value])]


def indonesian_in(html: str, data: list[str]) -> list[str]:
    """Pieces of a page that are source texts of the catalogue, or hold Indonesian words; without data and addresses.
    What is typed as it stands may be Indonesian, but no sentence of ours."""
    page, judge = Reader(html), judge_of(tuple(data))
    found = [piece for piece in page.typed if piece in sources() and " " in piece]
    return found + [piece for piece in page.pieces if judge(piece)]


@cache
def sources() -> frozenset[str]:
    """Texts of ours that read otherwise in English."""
    return frozenset(entry.msgid for entry in catalogue("en", "django") if entry.msgstr not in ("", entry.msgid))


@cache
def judge_of(data: tuple[str, ...]) -> Callable[[str], bool]:
    """What tells whether a piece is Indonesian apart from `data`; it thinks once about what stands on every page."""

    @cache
    def judge(piece: str) -> bool:
        left = re.sub(r"https?://\S+", "", piece)
        for text in data:
            left = left.replace(text, "")
        return bool(left.strip() and (piece in sources() or INDONESIAN.search(left)))

    return judge


def in_english(client: Client) -> Client:
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    return client
