"""The outer form of a backup file: one header line, then sealed pieces, so that any change of the file is noticed.

The header names the cipher and the key's short name and carries its own checksum. Each piece of at most 1 MB is sealed
by AES-256-GCM under a key made for this file alone (HKDF-SHA256 over the office's key and a random salt, bound to the
header); its nonce is its number and whether it is the last, so that pieces can be neither swapped nor cut off. Without
a key, a BLAKE2b checksum stands in the cipher's place: it finds accidents, not forgers.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import os
import secrets
from gettext import gettext as _
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"LAJUR-CADANGAN 1 "
PIECE = 1 << 20
TAG = 16
LAST = 1 << 31  # in the length of a piece: none follows
LONGEST_HEADER = 4096
AES, NONE = "aes-256-gcm", "tidak"


class BackupProblem(Exception):
    """Why a backup cannot be made, read or put back: a sentence for the person who operates Lajur."""


# Keys --------------------------------------------------------------------------------------------------------------


def make_key(path: Path) -> str:
    """Write a new random key into a new file that only its owner reads; returns the key's short name."""
    key = secrets.token_bytes(32)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BackupProblem(_("Berkas {file} sudah ada; kunci lama tidak boleh tertimpa.").format(file=path)) from None
    with os.fdopen(handle, "w") as file:
        file.write(key.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return name_of(key)


def read_key(path: Path) -> bytes:
    """32 bytes from a file of 64 hexadecimal digits."""
    try:
        key = bytes.fromhex(path.read_text().strip())
    except OSError as error:
        raise BackupProblem(
            _("Berkas kunci {file} tidak dapat dibaca: {why}.").format(file=path, why=error.strerror)
        ) from error
    except ValueError:
        key = b""
    if len(key) != 32:
        raise BackupProblem(
            _("{file} bukan berkas kunci cadangan: isinya harus 64 angka heksadesimal.").format(file=path)
        )
    return key


def name_of(key: bytes) -> str:
    """Eight digits by which people tell keys apart; they tell nothing about the key."""
    return hashlib.sha256(b"lajur-backup-key:" + key).hexdigest()[:8]


# Sealing -----------------------------------------------------------------------------------------------------------


class _Seal:
    """Seals and opens numbered pieces of one file."""

    def __init__(self, header: bytes, salt: bytes, key: bytes | None) -> None:
        self._header = header
        self._cipher = AESGCM(HKDF(SHA256(), 32, salt, header).derive(key)) if key else None

    def close(self, number: int, last: bool, data: bytes) -> bytes:
        nonce = number.to_bytes(11, "big") + bytes([last])
        return self._cipher.encrypt(nonce, data, None) if self._cipher else data + self._sum(nonce, data)

    def open(self, number: int, last: bool, sealed: bytes) -> bytes | None:
        """None when the piece is not what was written."""
        nonce = number.to_bytes(11, "big") + bytes([last])
        if self._cipher:
            try:
                return self._cipher.decrypt(nonce, sealed, None)
            except InvalidTag:
                return None
        data, found = sealed[:-TAG], sealed[-TAG:]
        return data if hmac.compare_digest(found, self._sum(nonce, data)) else None

    def _sum(self, nonce: bytes, data: bytes) -> bytes:
        return hashlib.blake2b(self._header + nonce + data, digest_size=TAG).digest()


class Writer(io.RawIOBase):
    """Takes bytes and writes them sealed into `target`. Nothing is whole before `close`."""

    def __init__(self, target: BinaryIO, key: bytes | None) -> None:
        self._target, self._waiting, self._number = target, bytearray(), 0
        salt = secrets.token_bytes(32)
        told = {"cipher": AES if key else NONE, "key": name_of(key) if key else "", "salt": salt.hex()}
        words = json.dumps(told, separators=(",", ":")).encode()
        header = MAGIC + words + b" " + hashlib.blake2b(words, digest_size=8).hexdigest().encode() + b"\n"
        self._seal = _Seal(header, salt, key)
        target.write(header)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]
        self._waiting += data
        while len(self._waiting) > PIECE:  # more than one: the last piece is told apart when closing
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._put(bytes(self._waiting), last=True)
        super().close()

    def abandon(self) -> None:
        """Close without the last piece: what was written stays recognisably incomplete."""
        super().close()

    def _put(self, data: bytes, *, last: bool) -> None:
        sealed = self._seal.close(self._number, last, data)
        self._target.write((len(sealed) | (LAST if last else 0)).to_bytes(4, "big"))
        self._target.write(sealed)
        self._number += 1


class Reader(io.RawIOBase):
    """Gives back what `Writer` took. Raises BackupProblem, telling where, at the first byte that is not as written."""

    def __init__(self, source: BinaryIO, key: bytes | None) -> None:
        self._source, self._ready, self._number, self._ended = source, b"", 0, False
        header = source.readline(LONGEST_HEADER)
        told = _told(header)
        self.cipher, self.key_name = told["cipher"], told["key"]
        if self.cipher == AES and key is None:
            raise BackupProblem(
                _("Cadangan ini terenkripsi dengan kunci {name}. Sebutkan berkas kuncinya: --key-file.").format(
                    name=self.key_name
                )
            )
        if self.cipher == AES and key is not None and name_of(key) != self.key_name:
            raise BackupProblem(
                _("Kunci salah: cadangan ini terenkripsi dengan kunci {name}, yang diberikan kunci {given}.").format(
                    name=self.key_name, given=name_of(key)
                )
            )
        self._seal = _Seal(header, bytes.fromhex(told["salt"]), key if self.cipher == AES else None)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready and not self._ended:
            self._next()
        count = min(len(buffer), len(self._ready))
        buffer[:count], self._ready = self._ready[:count], self._ready[count:]
        return count

    def _next(self) -> None:
        place = self._source.tell()
        head = self._source.read(4)
        if len(head) < 4:
            raise _cut(place)
        length = int.from_bytes(head, "big")
        last, length = bool(length & LAST), length & (LAST - 1)
        if not TAG <= length <= PIECE + TAG:
            raise _damaged(place)
        sealed = self._source.read(length)
        if len(sealed) < length:
            raise _cut(place)
        data = self._seal.open(self._number, last, sealed)
        if data is None or (last and self._source.read(1)):
            raise _damaged(place)
        self._ready, self._number, self._ended = data, self._number + 1, last


def _told(header: bytes) -> dict[str, str]:
    if not header.startswith(MAGIC):
        raise BackupProblem(_("Berkas ini bukan cadangan Lajur."))
    words, _space, found = header.removeprefix(MAGIC).rstrip(b"\n").rpartition(b" ")
    if not header.endswith(b"\n") or hashlib.blake2b(words, digest_size=8).hexdigest().encode() != found:
        raise _damaged(0)
    told = json.loads(words)
    if told["cipher"] not in (AES, NONE):
        raise BackupProblem(
            _("Cadangan ini memakai sandi {name} yang belum dikenal Lajur ini. Pasang Lajur yang lebih baru.").format(
                name=told["cipher"]
            )
        )
    return {name: str(value) for name, value in told.items()}


def _cut(place: int) -> BackupProblem:
    return BackupProblem(
        _(
            "Cadangan terpotong sesudah bita ke-{place}: bagian akhirnya hilang. Tidak ada yang dipulihkan darinya;"
            " pakai salinan lain."
        ).format(place=place)
    )


def _damaged(place: int) -> BackupProblem:
    return BackupProblem(
        _(
            "Cadangan rusak mulai bita ke-{place}: isinya berubah sejak ditulis. Tidak ada yang dipulihkan darinya;"
            " pakai salinan lain."
        ).format(place=place)
    )
