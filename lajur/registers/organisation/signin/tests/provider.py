"""A small OpenID Connect provider on this machine, which signs real tokens and can be told to lie."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "lajur-uji", "rahasia klien & tanda"


@cache
def key_of(name: str) -> rsa.RSAPrivateKey:
    """Made once for all tests: it takes a while."""
    return rsa.generate_private_key(65537, 2048)


@dataclass
class FakeProvider:
    """`claims`: who signs in; `lies`: what is changed in the token; `asked`: what browsers and we sent."""

    claims: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: key_of("satu"))
    kid: str = "satu"
    algorithm: str = "RS256"
    origin: str = ""
    waiting: dict[str, dict[str, str]] = field(default_factory=dict)

    def visit(self, address: str) -> dict[str, str]:
        """What a browser brings back after its person signed in at `address`."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"kode-{len(self.waiting)}"
        self.waiting[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.origin}

    def answer(self, path: str, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        if path == "/.well-known/openid-configuration":
            about = {"issuer": self.origin, "authorization_endpoint": self.origin + "/masuk"}
            return 200, {**about, "token_endpoint": self.origin + "/token", "jwks_uri": self.origin + "/kunci"}
        if path == "/kunci":
            public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
            return 200, {"keys": [{**public, "kid": self.kid, "use": "sig"}]}
        self.asked.append({**form, "authorization": authorization})
        asked = self.waiting.pop(form.get("code", ""), None)
        verifier = urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        if path != "/token" or asked is None or asked["code_challenge"] != verifier:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        told = {"iss": self.origin, "aud": CLIENT, "sub": "s-1", "iat": now, "exp": now + 60, "nonce": asked["nonce"]}
        key = SECRET if self.algorithm.startswith("HS") else self.key
        token = jwt.encode({**told, **self.claims, **self.lies}, key, self.algorithm, {"kid": self.kid})
        return 200, {"id_token": token, "access_token": "x", "token_type": "Bearer"}


@contextmanager
def serving() -> Iterator[FakeProvider]:
    fake = FakeProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(*fake.answer(self.path, {}, ""))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._send(*fake.answer(self.path, form, self.headers.get("Authorization", "")))

        def _send(self, status: int, told: dict[str, Any]) -> None:
            text = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *words: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    fake.origin = f"http://127.0.0.1:{server.server_port}"
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
