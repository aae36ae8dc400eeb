"""BSrE's service as its contract tells it, played by a server of our own: right, wrong, unknown, broken, silent."""

from __future__ import annotations

import base64
import email
import email.policy
import json
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lajur.casework.documents.papers.testing import make_paper
from lajur.casework.documents.signing import pades
from lajur.casework.documents.signing.look import Stamp, stamp_pdf
from lajur.casework.documents.signing.models import Signature, State
from lajur.casework.documents.signing.placing import place_in
from lajur.casework.documents.signing.queries import bytes_of
from lajur.casework.documents.signing.testing import PASSPHRASE, make_file, make_pdf
from lajur.casework.documents.signing.tests.test_signing import anywhere
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.tests.browsing import signed_in, words

NIK, PHRASE = "3174012345678901", "Frasa-BSrE-Rahasia-5513"
pytestmark = pytest.mark.usefixtures("in_process")


class Service:
    """What the played service knows, how it is to misbehave, and what it was asked."""

    def __init__(self) -> None:
        self.mood, self.ended = "", threading.Event()
        self.asked: list[str] = []
        self.told: list[dict[str, Any]] = []

    def signed(self, pdf: bytes) -> bytes:
        place = place_in(pdf)
        look = stamp_pdf(Stamp("Kartini", "", "", "", "https://bsre.invalid/x"), place)
        made = pades.sign(
            pdf, file=make_file("Kartini"), passphrase=PASSPHRASE, field=f"BSrE{len(self.asked)}", place=place,
            stamp=look, reason="", location="", now=datetime.now(UTC),
        )  # fmt: skip
        return made.data

    def answer(self, path: str, told: dict[str, Any]) -> tuple[int, str, bytes]:
        self.asked.append(path)
        self.told.append(told)
        is_sign = "sign" in path
        if not is_sign:
            if told.get("nik") != NIK:
                return self._json(400, {"status": "NOT_REGISTERED", "status_code": 2011, "message": "tidak terdaftar"})
            return self._json(200, {"status": "ISSUE", "message": "User memiliki sertifikat aktif"})
        if self.mood == "hang":
            self.ended.wait(60)
        if self.mood == "broken":
            return self._json(500, {"error": "Internal Server Error"})
        if self.mood == "rubbish":
            return self._json(200, {"time": 1, "file": ["bukan base64"]})
        pdf = told["pdf"] if "pdf" in told else base64.b64decode(told["file"][0])
        if self.mood == "other":
            pdf = make_pdf("Surat orang lain")
        if told["passphrase"] != PHRASE:
            return self._json(400, {"status_code": 2031, "error": "Passphrase anda salah"})
        if "v2" in path:
            return self._json(200, {"time": 12, "file": [base64.b64encode(self.signed(pdf)).decode()]})
        return 200, "application/pdf", self.signed(pdf)

    @staticmethod
    def _json(status: int, told: dict[str, Any]) -> tuple[int, str, bytes]:
        return status, "application/json", json.dumps(told).encode()


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    playing = Service()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self, told: dict[str, Any]) -> None:
            expected = "Basic " + base64.b64encode(b"lajur:sandi-layanan").decode()
            status, kind, body = (
                playing.answer(self.path, told)
                if self.headers["Authorization"] == expected
                else (401, "text/plain", b"")
            )
            try:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                pass  # whoever asked did not wait

        def do_GET(self) -> None:
            self._answer({"nik": self.path.rpartition("/")[2]})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers["Content-Type"].startswith("application/json"):
                self._answer(json.loads(body))
                return
            head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
            told: dict[str, Any] = {}
            for part in email.message_from_bytes(head + body, policy=email.policy.HTTP).iter_parts():
                name = part.get_param("name", header="content-disposition")
                data: Any = part.get_payload(decode=True)
                told["pdf" if name == "file" else str(name)] = data if part.get_filename() else data.decode()
            self._answer(told)

        def log_message(self, *_args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.BSRE_URL = f"http://127.0.0.1:{server.server_address[1]}"
    settings.BSRE_USER, settings.BSRE_PASSWORD, settings.BSRE_SECONDS = "lajur", "sandi-layanan", 20.0
    yield playing
    playing.ended.set()
    server.shutdown()
    server.server_close()


def sign(office: Any, nik: str = NIK, phrase: str = PHRASE) -> tuple[Any, Signature | None]:
    paper = make_paper(office.agency, office.kepala)
    address = f"/tandatangan/{paper.record_id}/?cara=bsre"
    answer = signed_in(office.kepala).post(address, {"nik": nik, "frasa": phrase})
    return answer, Signature.objects.filter(record=paper.record).first()


@pytest.mark.parametrize("version", [1, 2])
def test_the_service_signs_and_the_answer_is_proven_before_it_is_kept(
    office: Any, service: Service, settings: Any, version: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    settings.BSRE_VERSION = version
    answer, row = sign(office)
    assert answer.status_code == 302, words(answer)
    assert row is not None
    assert (row.state, row.way, row.holder, row.level) == (State.DONE, "bsre", "Kartini", "PAdES B-B")
    assert [("sign" in path) for path in service.asked] == [False, True]
    told = service.told[1]
    if version == 2:
        [shown] = told["signatureProperties"]
        assert base64.b64decode(shown["imageBase64"]).startswith(b"\x89PNG")
        assert 0 < shown["originY"] < 842 - shown["height"]
    else:
        assert (told["tampilan"], told["page"]) == ("visible", "1")
        assert told["imageTTD"].startswith(b"\x89PNG")
    assert anywhere(PHRASE, NIK) == []
    for secret in (PHRASE, NIK):
        assert secret not in caplog.text


@pytest.mark.parametrize("version", [1, 2])
def test_a_wrong_passphrase_and_an_unknown_nik_are_told_and_nothing_is_signed(
    office: Any, service: Service, settings: Any, version: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    settings.BSRE_VERSION = version
    answer, row = sign(office, phrase="Frasa-Keliru-4410")
    assert row is not None
    assert (answer.status_code, row.state, row.code) == (422, State.FAILED, "kata-sandi-salah")
    answer, row = sign(office, nik="3174012345678999")
    assert row is not None
    assert (row.state, row.code) == (State.FAILED, "nik-tidak-terdaftar")
    assert "tidak terdaftar di BSrE" in words(answer)
    assert len([path for path in service.asked if "sign" in path]) == 1, "no passphrase goes out for an unknown NIK"
    assert PHRASE not in words(answer)
    assert anywhere("Frasa-Keliru-4410", PHRASE, NIK, "3174012345678999") == []
    for secret in ("Frasa-Keliru-4410", PHRASE, NIK, "3174012345678999"):
        assert secret not in caplog.text
    answer, row = sign(office, nik="12")
    assert row is None
    assert "NIK terdiri dari 16 angka" in words(answer)


@pytest.mark.parametrize(
    ("mood", "code"),
    [
        ("hang", "tanpa-jawaban"),
        ("broken", "layanan-bermasalah"),
        ("rubbish", "jawaban-tidak-terbaca"),
        ("other", "jawaban-tidak-terbaca"),
    ],
)
def test_without_a_usable_answer_the_outcome_is_unknown_and_nobody_asks_twice(
    office: Any, service: Service, settings: Any, mood: str, code: str
) -> None:
    service.mood = mood
    settings.BSRE_SECONDS = 2.0 if mood == "hang" else 20.0
    answer, row = sign(office)
    assert row is not None
    assert (row.state, row.code, row.result) == (State.UNKNOWN, code, None)
    assert len([path for path in service.asked if "sign" in path]) == 1
    shown = words(signed_in(office.kepala).get(answer.headers["Location"]))
    assert "Tidak diketahui" in shown
    assert "Minta tanda tangan lagi" in shown
    assert anywhere(PHRASE) == []


def test_an_unknown_signature_is_settled_by_the_signed_file_itself_once_it_is_proven(
    office: Any, service: Service
) -> None:
    service.mood = "broken"
    _answer, row = sign(office)
    assert row is not None
    client, address = signed_in(office.kepala), f"/tandatangan/{row.record_id}/susulan/"
    source = bytes_of(row.record)
    assert source is not None

    def bring(data: bytes, by: Any = client) -> Any:
        file = SimpleUploadedFile("hasil.pdf", data, "application/pdf")
        return by.post(address, {"tanda-tangan": str(row.id), "berkas": file})

    right, other = service.signed(source), service.signed(make_pdf("Surat orang lain"))
    stranger = pades.sign(
        source, file=make_file("Orang Lain"), passphrase=PASSPHRASE, field="Lain", place=place_in(source),
        stamp=stamp_pdf(Stamp("Orang Lain", "", "", "", "https://x.invalid/"), place_in(source)), reason="",
        location="", now=datetime.now(UTC),
    ).data  # fmt: skip
    middle = right.rindex(b"/Contents <") - 200
    for wrong, said in (
        (b"bukan pdf", "bukan PDF yang dapat dibaca"), (other, "bukan versi terakhir"),
        (source, "tidak memuat tepat satu"), (stranger, "bukan atas nama Anda"),
        (right[:middle] + bytes([right[middle] ^ 1]) + right[middle + 1 :], "PDF ini"),
    ):  # fmt: skip
        answer = bring(wrong)
        assert answer.status_code == 422, said
        assert said in words(answer)
    row.refresh_from_db()
    assert row.state == State.UNKNOWN
    assert bring(right, signed_in(office.admin)).status_code == 403, "nobody settles another's signature"
    assert bring(right).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.code, row.holder) == (State.DONE, "", "Kartini")
    assert row.result is not None
    assert bytes_of(row.result) == right
    entry = Entry.objects.get(kind="naskah-ditandatangani")
    assert '"brought":true' in entry.body.replace(" ", "")
    assert bring(right).status_code == 422, "a settled one stays settled"
    assert len([path for path in service.asked if "sign" in path]) == 1, "nothing was asked again"


def test_a_service_that_is_away_or_refuses_us_has_surely_not_signed(
    office: Any, settings: Any, service: Service
) -> None:
    settings.BSRE_PASSWORD = "keliru"
    _answer, row = sign(office)
    assert row is not None
    assert (row.state, row.code) == (State.FAILED, "layanan-menolak-lajur")
    settings.BSRE_URL = "http://127.0.0.1:9"
    _answer, row = sign(office)
    assert row is not None
    assert (row.state, row.code) == (State.FAILED, "layanan-tidak-terjangkau")


def test_without_a_service_only_certificate_files_sign(office: Any) -> None:
    paper = make_paper(office.agency, office.kepala)
    assert 'name="nik"' not in words(signed_in(office.kepala).get(f"/tandatangan/{paper.record_id}/?cara=bsre"))
