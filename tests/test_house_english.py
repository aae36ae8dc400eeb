"""The house in English: pages and refusals keep no Indonesian but what SOPs and people say."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client, override_settings
from django.utils import translation
from django.utils.translation import trans_real
from django_scopes import scope, scopes_disabled

from lajur.casework.cases import actions, testing
from lajur.casework.cases.models import Case
from lajur.casework.cases.testing import Office, make_office, make_row
from lajur.casework.cases.tests.browsing import path, signed_in
from lajur.engine.answers import faults_in
from lajur.engine.definition import Field
from lajur.engine.refusal import Refusal, Words
from lajur.engine.testing import make_step
from lajur.registers.authority.words import faults, sentence
from lajur.registers.organisation.testing import NOW, as_actor, done
from lajur.registers.procedures.queries import procedures_of, sop_of
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


class Reader(HTMLParser):
    """Everything a page tells people, piece by piece: text, and attributes that are read out or shown."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {"aria-label", "title", "alt", "placeholder", "data-label"}
        self.pieces += [value for name, value in attrs if value and (name in told or name.startswith("data-confirm"))]
        self.silent += tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.pieces.append(" ".join(data.split()))


def written_by_people(office: Office) -> list[str]:
    """Contents of SOPs and data of people, the longest first: they stay in the language they were written in."""
    found = {office.agency.name, "Uji coba", "Indonesia", "Bahasa Indonesia"}
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


def vars_of(thing: Any) -> list[Any]:
    values = [getattr(thing, name) for name in thing.__dataclass_fields__]
    return [item for value in values for item in (value if isinstance(value, tuple | list) else [value])]


def indonesian_in(html: str, data: list[str]) -> list[str]:
    """Pieces of a page that are source texts of the catalogue, or hold Indonesian words, data left out."""
    sources = {entry.msgid for entry in catalogue("en", "django") if entry.msgstr not in ("", entry.msgid)}
    found = []
    for piece in Reader(html).pieces:
        left = piece
        for text in data:
            left = left.replace(text, "")
        if left.strip() and (piece in sources or INDONESIAN.search(left)):
            found.append(piece)
    return found


def in_english(client: Client) -> Client:
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def lived_in(office: Office) -> Case:
    """A case in which most of what can happen has happened: a deviation, a return, a comment, a hand-over."""
    office.publish(
        "nota",
        [
            make_row("tulis", time="1 jam", isian={"nilai": {"label": "Nilai", "jenis": "uang", "wajib": True}}),
            make_row("kirim", yields=["tanda"]),
        ],
    )
    case = office.start()
    asked, draft = [testing.text("permintaan", "Uji coba")], [testing.text("konsep", "Uji coba")]
    mine = {"case_id": case.id, "by": as_actor(office.ani), "now": NOW}
    theirs = {**mine, "by": as_actor(office.koordinator)}
    done(actions.complete_step(task="buat.1", attachments=asked, without={"konsep": "Uji coba"}, **mine))
    done(actions.complete_step(task="periksa.1", attachments=draft, exit="perbaiki", **theirs))
    done(actions.hand_over(task="buat.2", persons=[str(office.ani.id)], reason="Uji coba", **mine))
    done(actions.comment(text="Uji coba", **mine))
    return case


@pytest.mark.django_db
@pytest.mark.usefixtures("english")
def test_pages_in_english_keep_no_indonesian(office: Office, client: Client) -> None:
    case = lived_in(office)
    later = office.start("nota")
    data = written_by_people(office)
    ani, kepala, admin = (in_english(signed_in(one)) for one in (office.ani, office.kepala, office.admin))
    koordinator, stranger = in_english(signed_in(office.koordinator)), in_english(client)
    visits = [
        (stranger, "/masuk/"),
        *((ani, address) for address in ("/tugas/", "/tugas/?bagian=menunggu", "/tugas/?bagian=selesai", "/akun/")),
        *((ani, address) for address in ("/pelaksanaan/", "/sop/", "/sop/surat/", "/sop/surat/mulai/", "/sop/nota/")),
        *((ani, address) for address in ("/penyimpangan/", "/penyimpangan/?bagian=semua", "/pengganti/")),
        *((ani, address) for address in ("/pemberitahuan/", path(case), path(case, "buat.2"), path(case, "buat.1"))),
        *((ani, path(case, "buat.2", rest)) for rest in ("alihkan/", "kembalikan/", "lewati/")),
        (ani, path(case, "", "penyimpangan/1/jawab/")),
        (ani, path(later, "tulis.1")),
        (kepala, path(case, "", "batalkan/")),
        (kepala, path(case, "", "tunjuk/?pelaksana=petugas")),
        (koordinator, "/penyimpangan/?bagian=nilai"),
        (admin, "/tugas/"),
        (in_english(signed_in(office.staf)), path(case)),
        (ani, "/tidak-ada/"),
    ]
    assert indonesian_in(signed_in(office.ani).get("/tugas/").content.decode(), data)
    left = {}
    for visitor, address in visits:
        answer = visitor.get(address)
        html = answer.content.decode()
        assert '<html lang="en">' in html, (address, answer.status_code)
        if found := indonesian_in(html, data):
            left[address] = found
    assert left == {}


@pytest.mark.django_db
@pytest.mark.usefixtures("english")
def test_refusals_and_faults_come_in_english(office: Office) -> None:
    case, nota = lived_in(office), office.start("nota")
    data = written_by_people(office)
    ani, budi = (in_english(signed_in(one)) for one in (office.ani, office.budi))
    answers = [
        ani.post(path(case, "buat.2"), {}),
        ani.post(path(nota, "tulis.1"), {"jawab-nilai": "seribu"}),
        ani.post(path(nota, "tulis.1"), {}),
        ani.post(path(case, "buat.2", "kembalikan/"), {}),
        ani.post("/sop/surat/mulai/", {"hal": ""}),
        ani.post("/pengganti/atur/", {"pengganti": str(office.ani.id), "alasan": ""}),
        budi.post(path(case, "buat.2"), {"teks-konsep": "Uji coba"}),
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 422, 422, 403]
    left = [found for answer in answers if (found := indonesian_in(answer.content.decode(), data))]
    assert left == []


@pytest.mark.usefixtures("english")
def test_a_sentence_with_blanks_is_translated_before_they_are_filled() -> None:
    step = make_step("a", fields=(Field("n", "Nilai", "angka", minimum=3),))
    refusal = Refusal("kode", "Tuliskan alasan {what}.", {"what": Words("membatalkan")}, faults_in(step, {"n": 2}))
    assert refusal.sentence == "Tuliskan alasan membatalkan."
    assert refusal.fields == {"n": "“Nilai” paling sedikit 3."}
    with translation.override("en"):
        assert sentence(refusal) == "Write the reason for cancelling."
        assert faults(refusal) == {"n": "“Nilai” must be at least 3."}
