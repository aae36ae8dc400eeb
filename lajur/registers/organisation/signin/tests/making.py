"""People, apps and keys for tests of signing in."""

from __future__ import annotations

import json
import re
from base64 import b32decode, urlsafe_b64encode
from datetime import datetime
from hashlib import sha256
from html import unescape

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from django.utils import timezone
from django_scopes import scope
from fido2 import cbor
from fido2.cose import ES256

from lajur.registers.organisation.models import Agency, Person, Role
from lajur.registers.organisation.signin.actions import turn_on_app
from lajur.registers.organisation.signin.rules import code_of, new_secret, step_at
from lajur.registers.organisation.testing import as_actor, done, make_agency, make_person, make_position

PASSWORD = "Perahu-Biru-44"
SIGN_IN, STEP = "/masuk/", "/masuk/langkah-kedua/"


def make_people() -> tuple[Agency, Person, Person]:
    """An agency, an officer and an administrator, whose passwords are `PASSWORD`."""
    agency = make_agency()
    with scope(agency=agency):
        officer = make_person(agency, "Budi", make_position(agency, "Analis"), password=PASSWORD)
        chief = make_position(agency, "Kepala", roles=[Role.ADMINISTRATOR])
        return agency, officer, make_person(agency, "Sari", chief, password=PASSWORD)


def give_app(person: Person, now: datetime | None = None) -> tuple[bytes, list[str]]:
    """An app whose code of `now` is spent; its secret and the codes on paper."""
    now, secret = now or timezone.now(), new_secret()
    with scope(agency=person.agency):
        codes = done(
            turn_on_app(
                by=as_actor(person, now), now=now, person=person, secret=secret, code=code_of(secret, step_at(now))
            )
        )
    return secret, codes


def fresh_code(secret: bytes) -> str:
    """The next step's: the present one may be spent."""
    return code_of(secret, step_at(timezone.now()) + 1)


def signed_in(person: Person, **headers: str) -> Client:
    client = Client(headers=headers or None)
    answer = client.post(SIGN_IN, {"username": person.username, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


class SoftKey:
    """A security key in software: answers what pages ask, like a browser with a key does."""

    def __init__(self, origin: str = "http://localhost", host: str = "localhost") -> None:
        self.secret = ec.generate_private_key(ec.SECP256R1())
        self.id, self.uses, self.origin, self.host = b"kunci-" + new_secret(), 0, origin, host

    def create(self, page: str) -> str:
        public = cbor.encode(dict(ES256.from_cryptography_key(self.secret.public_key())))
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        told = self._data(0x41) + credential
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": told})
        return self._answer(page, "webauthn.create", {"attestationObject": attestation})

    def get(self, page: str) -> str:
        self.uses += 1
        told = self._data(0x01)
        signed = told + sha256(self._client(page, "webauthn.get")).digest()
        signature = self.secret.sign(signed, ec.ECDSA(SHA256()))
        return self._answer(page, "webauthn.get", {"authenticatorData": told, "signature": signature})

    def _data(self, flags: int) -> bytes:
        return sha256(self.host.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4, "big")

    def _client(self, page: str, kind: str) -> bytes:
        found = re.search(r'data-options="([^"]+)"', page)
        assert found, page
        challenge = json.loads(unescape(found[1]))["publicKey"]["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, page: str, kind: str, parts: dict[str, bytes]) -> str:
        response = {"clientDataJSON": self._client(page, kind), **parts}
        return json.dumps(
            {
                "id": text(self.id),
                "rawId": text(self.id),
                "type": "public-key",
                "response": {name: text(part) for name, part in response.items()},
            }
        )


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def secret_shown(page: str) -> bytes:
    """The app's secret as a page shows it for typing."""
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found, page
    typed = found[1].replace(" ", "")
    return b32decode(typed + "=" * (-len(typed) % 8))
