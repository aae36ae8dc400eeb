"""The house in English: pages and refusals keep no Indonesian but what SOPs and people say."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import translation

from lajur.casework.cases import actions, testing
from lajur.casework.cases.models import Case
from lajur.casework.cases.testing import Office, make_row
from lajur.casework.cases.tests.browsing import path
from lajur.casework.notices.composing import message_of
from lajur.casework.notices.models import Mail, Notice, NoticeKind
from lajur.engine.answers import faults_in
from lajur.engine.definition import Field
from lajur.engine.refusal import Refusal, Words
from lajur.engine.testing import make_step
from lajur.registers.authority.words import faults, sentence
from lajur.registers.organisation.testing import NOW, as_actor, done
from lajur.registers.organisation.tests.browsing import signed_in
from tests.english import in_english, indonesian_in, written_by_people
from tests.test_house_languages import ENGLISH, INDONESIAN

pytest_plugins = ("tests.english",)


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
def test_mails_come_in_either_language() -> None:
    params = {"step": "Uji coba", "number": "2026-1", "sop": "Uji coba"}
    notices = [Notice(kind=kind, params=params, at=NOW) for kind in NoticeKind]
    notices.append(Notice(kind=NoticeKind.REMINDER, params={**params, "mark": 50}, at=NOW))
    for mail in (Mail(key="ringkasan:x", repeated=True), Mail(key="satu:x")):
        for tongue, other in (("en", INDONESIAN), ("id", ENGLISH)):
            message = message_of(mail, notices * 10, "a@contoh.go.id", tongue, NOW)
            plain = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
            told = re.sub(r"https?://\S+|Uji coba", "", f"{message['Subject']}\n{plain}")
            assert other.findall(told) == [], tongue


@pytest.mark.usefixtures("english")
def test_a_sentence_with_blanks_is_translated_before_they_are_filled() -> None:
    step = make_step("a", fields=(Field("n", "Nilai", "angka", minimum=3),))
    refusal = Refusal("kode", "Tuliskan alasan {what}.", {"what": Words("membatalkan")}, faults_in(step, {"n": 2}))
    assert refusal.sentence == "Tuliskan alasan membatalkan."
    assert refusal.fields == {"n": "“Nilai” paling sedikit 3."}
    with translation.override("en"):
        assert sentence(refusal) == "Write the reason for cancelling."
        assert faults(refusal) == {"n": "“Nilai” must be at least 3."}
