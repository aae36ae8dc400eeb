"""A small scanner that answers as clamd does, for tests: it finds every file that holds `EVIL`."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

EVIL = b"EVIL-TEST-SIGNATURE"


class Scanner(socketserver.ThreadingTCPServer):
    """`limit`: bytes of the largest stream it takes; `asked`: how many files it was sent."""

    allow_reuse_address = True
    daemon_threads = True
    limit, asked = 1_000_000, 0

    @property
    def address(self) -> str:
        host, port = self.server_address[:2]
        return f"{host!s}:{port}"


class Session(socketserver.StreamRequestHandler):
    server: Scanner

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
        elif command == b"zINSTREAM\0":
            self.wfile.write(self.judged())

    def judged(self) -> bytes:
        self.server.asked += 1
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
            if len(content) > self.server.limit:
                return b"INSTREAM size limit exceeded. ERROR\0"
        return b"stream: Test.Evil-1 FOUND\0" if EVIL in content else b"stream: OK\0"


@contextmanager
def scanner() -> Iterator[Scanner]:
    """Listens on a free port until the end of the block."""
    with Scanner(("127.0.0.1", 0), Session) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
