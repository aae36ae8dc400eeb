"""Asking an agency's provider: its description, its keys, a token for a code. Only at hosts that the operator allows,
without following redirects, and never for long."""

from __future__ import annotations

import base64
import json
import ssl
import time
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings

from lajur.registers.organisation.models import Provider
from lajur.registers.organisation.signin.oidc import Question, Untrue, check_metadata, claims_of, signing_key
from lajur.registers.organisation.signin.providers import CLIENT, refuse_address
from lajur.registers.organisation.signin.sealing import unseal

WAIT = 6.0
"""Seconds for one answer's next piece."""
MOST = 500_000
KEEP = 600.0
"""Seconds that a provider's description and keys are kept by this process."""

_kept: dict[str, tuple[float, dict[str, Any]]] = {}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *given: Any, **more: Any) -> None:
        return None


def address_to_ask(provider: Provider, question: Question, back: str) -> str:
    """Where the browser goes. Raises Untrue."""
    endpoint: str = described(provider)["authorization_endpoint"]
    _check(endpoint)
    return question.address(endpoint, client=provider.client, back=back)


def described(provider: Provider) -> dict[str, Any]:
    """The provider's discovery document. Raises Untrue."""
    found = _known(provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
    check_metadata(found, provider.issuer)
    return found


def claims_for(provider: Provider, code: str, question: Question, back: str) -> dict[str, Any]:
    """What the provider says of the person who brought `code`. Raises Untrue."""
    about = described(provider)
    token = _token(provider, about, code, question, back)
    key = signing_key(_known(about["jwks_uri"]), token)
    if key is None:  # the provider may have changed its keys since
        _kept.pop(about["jwks_uri"], None)
        key = signing_key(_known(about["jwks_uri"]), token)
    if key is None:
        raise Untrue("signed with a key that the provider does not list")
    return claims_of(token, key, issuer=provider.issuer, client=provider.client, nonce=question.nonce)


def _token(provider: Provider, about: dict[str, Any], code: str, question: Question, back: str) -> str:
    secret = unseal(provider.secret, purpose=CLIENT)
    if secret is None:
        raise Untrue("the client's secret cannot be opened")
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": question.verifier}
    headers = {}
    if "client_secret_basic" in about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
        pair = f"{quote(provider.client, safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    else:
        form |= {"client_id": provider.client, "client_secret": secret}
    token = _asked(about["token_endpoint"], urlencode(form).encode(), headers).get("id_token")
    if not isinstance(token, str):
        raise Untrue("no id_token")
    return token


def _known(url: str) -> dict[str, Any]:
    kept = _kept.get(url)
    if kept is None or time.monotonic() - kept[0] > KEEP:
        kept = _kept[url] = (time.monotonic(), _asked(url))
    return kept[1]


def _asked(url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """A JSON object. No proxy and no redirect is followed: both could lead to a host that nobody allowed."""
    _check(url)
    request = urllib.request.Request(url, body, {"Accept": "application/json", **(headers or {})})  # noqa: S310
    secure = urllib.request.HTTPSHandler(context=ssl.create_default_context())
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect, secure)
    try:
        with opener.open(request, timeout=WAIT) as answer:
            text = answer.read(MOST + 1)
            found = json.loads(text) if len(text) <= MOST else None
    except (OSError, ValueError) as error:
        raise Untrue(f"{type(error).__name__}: {error}"[:300]) from error
    if not isinstance(found, dict):
        raise Untrue("no JSON object")
    return found


def _check(url: str) -> None:
    if (refusal := refuse_address(url, settings.OIDC_HOSTS, loopback=settings.OIDC_LOOPBACK)) is not None:
        raise Untrue(refusal.code)
