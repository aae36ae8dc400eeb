"""Uploads over real connections that are cut in the middle, and several parts at the same moment."""

from __future__ import annotations

import hashlib
import json
import random
import socket
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.db import connection
from django.test import Client
from django_scopes import scope

from lajur.casework.cases.actions.uploads import Place, begin_upload, finish_upload, put_part
from lajur.casework.cases.shell import TaskSubject
from lajur.casework.cases.testing import Office
from lajur.casework.cases.tests.browsing import path
from lajur.casework.cases.tests.test_actions_at_once import at_once, kinds
from lajur.casework.documents.arriving import waiting_path
from lajur.casework.documents.models import Upload
from lajur.casework.documents.queries import file_path
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.testing import NOW, as_actor, done
from lajur.registers.organisation.tests.browsing import signed_in

SIZE, PART = 25_000_000, 500_000


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


class Quiet(WSGIRequestHandler):
    """Says nothing of connections that were cut."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    """Lajur behind a real socket, in a thread that answers one connection after the other."""
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()

    def closing_connections(environ: Any, start: Any) -> Any:
        try:
            yield from application(environ, start)
        finally:
            connection.close()

    class Server(WSGIServer):
        def handle_error(self, request: Any, address: Any) -> None:
            pass

    server = make_server("127.0.0.1", 0, closing_connections, server_class=Server, handler_class=Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join(10)


class Line:
    """An officer's line to the server: plain HTTP, cut after so many bytes of a body when the test says so."""

    def __init__(self, port: int, client: Client) -> None:
        self.port, self.cookie = port, f"sessionid={client.cookies['sessionid'].value}; csrftoken={'a' * 32}"
        self.sent = 0

    def ask(self, method: str, path: str, body: bytes = b"", *, cut: int | None = None, **headers: str) -> Any:
        """The answer as JSON, None when the line was cut."""
        lines = [f"{method} {path} HTTP/1.0", "Host: localhost", f"Cookie: {self.cookie}", f"X-CSRFToken: {'a' * 32}",
                 f"Content-Length: {len(body)}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]  # fmt: skip  # noqa: E501
        with closing(socket.create_connection(("127.0.0.1", self.port), 30)) as wire:
            wire.sendall("\r\n".join([*lines, "", ""]).encode())
            if cut is not None:
                wire.sendall(body[:cut])
                self.sent += cut
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # reset, no farewell
                return None
            wire.sendall(body)
            self.sent += len(body)
            answer = b""
            while more := wire.recv(65536):
                answer += more
        return json.loads(answer.partition(b"\r\n\r\n")[2])


def test_25_megabytes_arrive_over_a_line_that_is_cut_three_times(shared_office: Office, port: int) -> None:
    data = random.Random(1).randbytes(SIZE)
    case = shared_office.start()
    line, base = Line(port, signed_in(shared_office.ani)), path(case, "buat.1", "unggah/")
    given = {"jenis": "konsep", "nama": "rencana.pdf", "ukuran": SIZE, "tanda": "t"}
    cuts = {5_000_000: 0, 12_000_000: 123_456, 24_500_000: 499_999}
    told = line.ask("POST", base, json.dumps(given).encode(), Content_Type="application/json")
    at, address = told["diterima"], f"{base}{told['id']}/"
    while at < SIZE:
        part = data[at : at + PART]
        cut = cuts.pop(at, None)
        heard = line.ask("PUT", address, part, cut=cut, Content_Type="application/octet-stream", Upload_Offset=str(at))
        if heard is None:  # the page was reloaded: all it has is the file
            told = line.ask("POST", base, json.dumps(given).encode(), Content_Type="application/json")
            assert (told["id"] in address, told["diterima"]) == (True, at)
            heard = told
        at = heard["diterima"]
    digest = hashlib.sha256(data).hexdigest()
    whole = line.ask("POST", f"{address}selesai/", json.dumps({"sidik": digest}).encode(), Content_Type="application/json")  # fmt: skip  # noqa: E501
    assert cuts == {}
    assert (whole["selesai"], whole["sidik"]) == (True, digest)
    assert file_path(shared_office.agency.id, digest).read_bytes() == data
    assert Upload.objects.get().sha256 == digest
    assert line.sent - SIZE < 3 * PART  # a cut costs at most its own part


def place(office: Office) -> Place:
    case, by = office.start(), as_actor(office.ani)
    return Place(case.id, "buat.1", TaskSubject("surat", "petugas", (), by.day), frozenset({"konsep"}))


def begin(office: Office, where: Place, size: int, mark: str = "t") -> Any:
    by = as_actor(office.ani)
    return begin_upload(
        place=where, kind="konsep", name="a.pdf", media_type="", size=size, mark=mark, by=by, now=NOW
    )  # fmt: skip


def test_parts_sent_by_several_tabs_at_once_make_one_whole_file(shared_office: Office) -> None:
    office, where = shared_office, place(shared_office)
    data = random.Random(2).randbytes(400_000)
    by = as_actor(office.ani)
    begun = at_once(office, *(lambda: begin(office, where, len(data)) for _ in range(6)))
    assert kinds(begun) == {"Upload": 6}
    assert len({upload.id for upload in begun}) == 1
    key = begun[0].id

    def put(offset: int) -> Any:
        return lambda: put_part(
            place=where, upload_id=key, offset=offset, data=data[offset : offset + 100_000], by=by, now=NOW
        )

    for offset in range(0, len(data), 50_000):  # each overlaps the one before
        outcomes = at_once(office, *(put(offset) for _ in range(4)))
        assert kinds(outcomes) == {"Upload": 4}
    digest = hashlib.sha256(data).hexdigest()
    ended = at_once(
        office,
        *(lambda: finish_upload(place=where, upload_id=key, claimed=digest, by=by, now=NOW) for _ in range(6)),
    )
    assert kinds(ended) == {"Upload": 6}
    assert len({upload.code for upload in ended}) == 1
    assert file_path(office.agency.id, digest).read_bytes() == data
    assert not waiting_path(begun[0]).exists()
    assert Entry.objects.filter(kind="berkas-diterima").count() == 1


def test_parts_out_of_order_at_once_leave_only_what_fits(shared_office: Office) -> None:
    office, where = shared_office, place(shared_office)
    data = random.Random(3).randbytes(300_000)
    by = as_actor(office.ani)
    key = done(begin(office, where, len(data))).id
    outcomes = at_once(
        office,
        *(
            lambda offset=offset: put_part(
                place=where, upload_id=key, offset=offset, data=data[offset : offset + 30_000], by=by, now=NOW
            )
            for offset in range(0, len(data), 30_000)
        ),
    )
    assert set(kinds(outcomes)) <= {"Upload", "bagian-melompat"}
    row = Upload.objects.get(id=key)
    assert waiting_path(row).read_bytes()[: row.received] == data[: row.received]
    for offset in range(row.received, len(data), 100_000):
        with scope(agency=office.agency):
            done(put_part(place=where, upload_id=key, offset=offset, data=data[offset:][:100_000], by=by, now=NOW))
    ended = done(finish_upload(place=where, upload_id=key, claimed="", by=by, now=NOW))
    assert ended.sha256 == hashlib.sha256(data).hexdigest()
