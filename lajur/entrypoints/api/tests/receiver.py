"""A real web server on this machine that plays the other system."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from typing import Any


@dataclass
class Receiver:
    """`answers` are given in turn, the last one for ever: a status, or "drip" for an answer that never ends."""

    port: int = 0
    answers: list[Any] = field(default_factory=lambda: [204])
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    dripped: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/lajur?kota=1"


@contextmanager
def listening(*answers: Any, headers: dict[str, str] | None = None) -> Iterator[Receiver]:
    receiver = Receiver(answers=list(answers) or [204], headers=headers or {})

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append((self.path, dict(self.headers.items()), body))
            answer = receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
            if answer == "drip":
                drip(self, receiver)
                return
            self.send_response(answer)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def drip(handler: BaseHTTPRequestHandler, receiver: Receiver) -> None:
    """A byte now and then, each in time for whoever only watches the pause between two of them."""
    try:
        for letter in "HTTP/1.1 200 OK\r\nX: " + "x" * 400:
            handler.wfile.write(letter.encode())
            handler.wfile.flush()
            receiver.dripped += 1
            sleep(0.05)
    except OSError:
        pass
