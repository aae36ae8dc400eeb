"""OpenID Connect, authorization code flow with PKCE: what is asked, and what an answer must be to count. Pure."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:  # loaded when somebody signs in this way: few agencies have a provider, and every start would wait
    import jwt

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures with a public key. Never "none", and none whose key is the client's secret."""
LEEWAY = 60
"""Seconds that clocks may differ."""


class Untrue(Exception):
    """An answer that does not hold; says what, in English, for logs."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is remembered while the person is away at the provider."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Question:
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))

    def address(self, endpoint: str, *, client: str, back: str) -> str:
        challenge = base64.urlsafe_b64encode(sha256(self.verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code",
            "client_id": client,
            "redirect_uri": back,
            "scope": "openid profile email",
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def check_metadata(found: Mapping[str, Any], issuer: str) -> None:
    """Whether a discovery document is the issuer's own and names what is needed. Raises Untrue."""
    if found.get("issuer") != issuer:
        raise Untrue(f"the document is of issuer {found.get('issuer')!r}")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(found.get(name), str):
            raise Untrue(f"the document has no {name}")


def signing_key(keys: Mapping[str, Any], token: str) -> jwt.PyJWK | None:
    """The provider's key that the token names, or its only one; None when it is not among them. Raises Untrue."""
    import jwt

    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise Untrue(f"no token: {error}") from error
    if header.get("alg") not in ALGORITHMS:
        raise Untrue(f"algorithm {header.get('alg')!r}")
    listed = keys.get("keys")
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    signing = [row for row in rows if row.get("use", "sig") == "sig" and row.get("kty") != "oct"]
    kid = header.get("kid")
    fit = [row for row in signing if row.get("kid") == kid] if kid is not None else signing
    if len(fit) != 1:
        return None
    try:
        return jwt.PyJWK(fit[0], algorithm=header["alg"])
    except jwt.PyJWTError as error:
        raise Untrue(f"key: {error}") from error


def claims_of(token: str, key: jwt.PyJWK, *, issuer: str, client: str, nonce: str) -> dict[str, Any]:
    """What a signed token says, once it is the issuer's, for us, of this sign-in and still good. Raises Untrue."""
    import jwt

    try:
        told: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[key.algorithm_name],
            audience=client,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise Untrue(f"token: {error}") from error
    if not secrets.compare_digest(str(told["nonce"]).encode(), nonce.encode()):
        raise Untrue("nonce of another sign-in")
    several = isinstance(told["aud"], list) and len(told["aud"]) > 1
    if (several or "azp" in told) and told.get("azp") != client:
        raise Untrue("made for another client")
    return told


def proved_more(claims: Mapping[str, Any]) -> bool:
    """Whether the provider says that it asked more than one proof (amr, RFC 8176)."""
    amr = claims.get("amr")
    return isinstance(amr, list) and "mfa" in amr


def told_as(claims: Mapping[str, Any], *, match: str, claim: str) -> str:
    """The NIP or e-mail address by which the person is known; empty when it is missing or not confirmed."""
    value = claims.get(claim)
    text = str(value).strip() if isinstance(value, str | int) else ""
    if match == "surel":
        return "" if claims.get("email_verified", True) not in (True, "true") else text.lower()
    return "".join(sign for sign in text if sign.isdigit())
