"""Security keys and passkeys (WebAuthn), as a second step: what the browser is asked, and whether its answer holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lajur.registers.organisation.models import Person, SecurityKey

if TYPE_CHECKING:  # fido2 is loaded when a key is used: few have one, and every start would wait a tenth of a second
    from fido2.server import Fido2Server
    from fido2.webauthn import AttestedCredentialData, UserVerificationRequirement


@dataclass(frozen=True, slots=True)
class Answered:
    """A registered key's answer that holds: which key, and the counter it told."""

    key: SecurityKey
    uses: int


def ask_new(host: str, person: Person, known: Sequence[SecurityKey]) -> tuple[str, dict[str, Any]]:
    """What `navigator.credentials.create` is asked, as JSON, and what must be kept until it has answered."""
    from fido2.webauthn import PublicKeyCredentialUserEntity, ResidentKeyRequirement

    user = PublicKeyCredentialUserEntity(id=person.id.bytes, name=person.username, display_name=person.name)
    options, state = _server(host).register_begin(
        user,
        _credentials(known),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=_no_pin(),
    )
    return json.dumps(dict(options)), state


def new_credential(host: str, state: dict[str, Any], answer: str) -> tuple[bytes, int] | None:
    """The credential and its counter; None when the answer does not hold."""
    try:
        told = _server(host).register_complete(state, json.loads(answer))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return (bytes(told.credential_data), told.counter) if told.credential_data is not None else None


def ask(host: str, known: Sequence[SecurityKey]) -> tuple[str, dict[str, Any]]:
    """What `navigator.credentials.get` is asked, as JSON, and what must be kept until it has answered."""
    options, state = _server(host).authenticate_begin(_credentials(known), user_verification=_no_pin())
    return json.dumps(dict(options)), state


def answered(host: str, state: dict[str, Any], known: Sequence[SecurityKey], answer: str) -> Answered | None:
    """Which of the `known` keys answered; None when the answer does not hold, or its counter shows a copied key."""
    from fido2.webauthn import AuthenticationResponse

    credentials = _credentials(known)
    try:
        given = json.loads(answer)
        found = _server(host).authenticate_complete(state, credentials, given)
        uses = AuthenticationResponse.from_dict(given).response.authenticator_data.counter
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    key = next(row for row, credential in zip(known, credentials, strict=True) if credential is found)
    if (uses or key.uses) and uses <= key.uses:
        return None
    return Answered(key, uses)


def _no_pin() -> UserVerificationRequirement:
    """No PIN is asked of the key: the password was asked before."""
    from fido2.webauthn import UserVerificationRequirement

    return UserVerificationRequirement.DISCOURAGED


def _server(host: str) -> Fido2Server:
    """`host` is the one of the request, which Django has checked; a port is no part of whom keys know."""
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    name = urlsplit(f"//{host}").hostname or ""
    return Fido2Server(PublicKeyCredentialRpEntity(name="Lajur", id=name))


def _credentials(keys: Sequence[SecurityKey]) -> list[AttestedCredentialData]:
    from fido2.webauthn import AttestedCredentialData

    return [AttestedCredentialData(bytes(key.credential)) for key in keys]
