"""A browser's least: one kept connection, cookies and Django's CSRF field; nothing that costs the load driver time."""

import http.client
from collections.abc import Mapping
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit


class UnexpectedStatus(Exception):
    """The server answered with another status than the caller counts on."""


class Client:
    """Not to be shared between threads. `cookie` is the signed-in session as `name=value`."""

    def __init__(self, base_url: str, *, cookie: str = "", csrf_cookie: str = "csrftoken", timeout: float = 30) -> None:
        parts = urlsplit(base_url)
        self._connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=timeout)
        self._csrf_cookie = csrf_cookie
        self._cookies = {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}

    def get(self, path: str, *, expect: int = 200) -> str:
        return self._request("GET", path, None, expect)

    def post(self, path: str, fields: Mapping[str, str], *, expect: int = 302) -> str:
        form = {"csrfmiddlewaretoken": self._cookies.get(self._csrf_cookie, ""), **fields}
        return self._request("POST", path, urlencode(form), expect)

    def close(self) -> None:
        self._connection.close()

    def _request(self, method: str, path: str, body: str | None, expect: int) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        text = response.read().decode()
        for header in response.headers.get_all("Set-Cookie") or ():
            self._cookies.update({name: morsel.value for name, morsel in SimpleCookie(header).items()})
        if response.status != expect:
            raise UnexpectedStatus(f"{method} {path}: {response.status} instead of {expect}: {text[:300]}")
        return text
