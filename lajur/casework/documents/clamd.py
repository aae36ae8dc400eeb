"""Speaking with a virus scanner that answers like clamd: over a socket file or TCP, by its INSTREAM command.

The file goes over the wire in chunks, so the scanner needs no access to our disk.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass

PATIENCE = 60.0
"""Seconds for one answer: a large archive takes its time."""
CHUNK = 1 << 18
ADDRESS = re.compile(r"(?P<host>\[[^\]]+\]|[^:/]+):(?P<port>[0-9]{1,5})")
LONGEST = 4096
"""Bytes of an answer; there is one line."""


class NoAnswer(OSError):
    """The scanner is not there, or broke off."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`signature` names what was found; `error` is what the scanner could not do (a file too large for it, say)."""

    signature: str = ""
    error: str = ""

    @property
    def is_clean(self) -> bool:
        return not self.signature and not self.error


def scan(target: str, blocks: Iterable[bytes]) -> Verdict:
    """What the scanner at `target` (a socket's path, or host:port) says of these bytes."""
    try:
        with _connected(target) as line:
            line.sendall(b"zINSTREAM\0")
            try:
                for block in blocks:
                    for start in range(0, len(block), CHUNK):
                        part = block[start : start + CHUNK]
                        line.sendall(len(part).to_bytes(4, "big") + part)
                line.sendall(bytes(4))
            except (BrokenPipeError, ConnectionResetError):
                pass  # it has said why and hung up: a file beyond its limit
            return _read(_answer(line))
    except OSError as error:
        raise NoAnswer(str(error) or type(error).__name__) from error


def is_there(target: str, patience: float = 5.0) -> bool:
    """Whether the scanner answers."""
    try:
        with _connected(target, patience) as line:
            line.sendall(b"zPING\0")
            return _answer(line) == "PONG"
    except OSError:
        return False


def _connected(target: str, patience: float = PATIENCE) -> socket.socket:
    found = ADDRESS.fullmatch(target)
    if found:
        return socket.create_connection((found["host"].strip("[]"), int(found["port"])), timeout=patience)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(patience)
    try:
        line.connect(target.removeprefix("unix:"))
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < LONGEST:
        more = line.recv(LONGEST)
        if not more:
            break
        said += more
    if not said:
        raise NoAnswer("no answer")
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _read(answer: str) -> Verdict:
    """`stream: OK`, `stream: NAME FOUND`, or anything else: an error."""
    told = answer.removeprefix("stream:").strip()
    if told == "OK":
        return Verdict()
    if told.endswith(" FOUND"):
        return Verdict(signature=told.removesuffix(" FOUND")[:200])
    return Verdict(error=(told.removesuffix("ERROR").strip() or "?")[:200])
