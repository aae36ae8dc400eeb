"""Signing through the office's eSign Client Service of BSrE, versions 1 and 2 of its interface.

Written to what is known of its endpoints (docs/decisions/0009); tried only against a server of our own. What is sure of
it: the officer is asked for NIK and passphrase each time, one file per request, and an answer that did not come says
nothing about whether it was signed. So nothing is asked twice here.
"""

from __future__ import annotations

import base64
import binascii
import json
import logging
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lajur.casework.documents.signing import apart
from lajur.casework.documents.signing.backends import Failed, Made, Outcome, Secret, Unknown, Work
from lajur.casework.documents.signing.rules import Place

if TYPE_CHECKING:
    import httpx

CONNECT = 5.0
"""Seconds until a connection must stand."""
LARGEST = 200_000_000
"""Bytes of an answer, base64 counted in."""
KNOWN = {2031: "kata-sandi-salah", 2011: "nik-tidak-terdaftar", 2021: "nik-tanpa-sertifikat"}
"""Codes of the service. 2011 and 2021 stand in its contract; 2031 from memory, so its words are looked at too."""


class _TookTooLong(Exception):
    """The whole answer did not come in its time."""


@dataclass(frozen=True, slots=True)
class Bsre:
    """`url`: root of the service; `seconds`: for the whole signing request."""

    url: str
    user: str
    password: str = field(repr=False)
    version: int = 2
    seconds: float = 60.0

    def sign(self, work: Work, secret: Secret) -> Outcome:
        import httpx

        for name in ("httpx", "httpcore"):  # they would log addresses, and one of those holds the NIK
            logging.getLogger(name).setLevel(logging.WARNING)
        try:
            place, picture, before = apart.prepare(work.pdf, work.stamp, work.place)
        except apart.Broke:
            return Failed("terlalu-berat")
        except ValueError:
            return Failed("pdf-rusak")
        auth = httpx.BasicAuth(self.user, self.password)
        with httpx.Client(base_url=self.url.rstrip("/"), auth=auth, trust_env=False) as client:
            refused = self._status(client, secret.nik)
            if refused is not None:
                return refused
            told = self._asked(client, work, secret, place, picture)
        return told if isinstance(told, Failed | Unknown) else self._made(told, work, before)

    def _status(self, client: httpx.Client, nik: str) -> Failed | None:
        """Whether the service knows the officer: asked first, so that nobody's passphrase goes out in vain."""
        import httpx

        try:
            if self.version == 1:
                answer = self._send(client, client.build_request("GET", f"/api/user/status/{nik}"), seconds=15)
            else:
                request = client.build_request("POST", "/api/v2/user/check/status", json={"nik": nik})
                answer = self._send(client, request, seconds=15)
        except (httpx.HTTPError, _TookTooLong):
            return Failed("layanan-tidak-terjangkau")
        status, body = answer
        told = _object(body)
        known = _known(told)
        if known is not None:
            return Failed(known)
        if status == 401:
            return Failed("layanan-menolak-lajur")
        if status == 404:
            return Failed("nik-tidak-terdaftar")
        if status != 200:
            return Failed("layanan-bermasalah")
        return (
            None if "ISSUE" in str(told.get("status", told.get("message", ""))).upper() else Failed("nik-belum-aktif")
        )

    def _asked(
        self, client: httpx.Client, work: Work, secret: Secret, place: Place, picture: bytes
    ) -> bytes | Failed | Unknown:
        import httpx

        request = self._first(client, work, secret, place, picture) if self.version == 1 else self._second(
            client, work, secret, place, picture
        )  # fmt: skip
        try:
            status, body = self._send(client, request, seconds=self.seconds)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            return Failed("layanan-tidak-terjangkau")
        except (httpx.HTTPError, _TookTooLong):
            return Unknown("tanpa-jawaban")
        if status == 200:
            signed = body if body.startswith(b"%PDF-") else _file_in(_object(body))
            return signed if signed else Unknown("jawaban-tidak-terbaca")
        known = _known(_object(body))
        if known is not None:
            return Failed(known)
        if status == 401:
            return Failed("layanan-menolak-lajur")
        return Failed("layanan-menolak") if 400 <= status < 500 else Unknown("layanan-bermasalah")

    def _first(self, client: httpx.Client, work: Work, secret: Secret, place: Place, picture: bytes) -> httpx.Request:
        left, low, right, high = place.box
        told = {
            "nik": secret.nik, "passphrase": secret.passphrase, "tampilan": "visible", "image": "true",
            "page": str(place.page + 1), "xAxis": str(left), "yAxis": str(low), "width": str(right - left),
            "height": str(high - low),
        }  # fmt: skip
        files = {
            "file": ("naskah.pdf", work.pdf, "application/pdf"),
            "imageTTD": ("stempel.png", picture, "image/png"),
        }
        return client.build_request("POST", "/api/sign/pdf", data=told, files=files)

    def _second(self, client: httpx.Client, work: Work, secret: Secret, place: Place, picture: bytes) -> httpx.Request:
        """Version 2 counts from the upper left corner."""
        shown = {
            "tampilan": "VISIBLE", "imageBase64": base64.b64encode(picture).decode(), "page": place.page + 1,
            "originX": place.x, "originY": max(0.0, place.paper - place.y - place.height),
            "width": place.width, "height": place.height, "location": work.location, "reason": work.reason,
        }  # fmt: skip
        told = {
            "nik": secret.nik, "passphrase": secret.passphrase, "signatureProperties": [shown],
            "file": [base64.b64encode(work.pdf).decode()],
        }  # fmt: skip
        return client.build_request("POST", "/api/v2/sign/pdf", json=told)

    def _send(self, client: httpx.Client, request: httpx.Request, *, seconds: float) -> tuple[int, bytes]:
        """Status and body, read within `seconds` however slowly they drip."""
        import httpx

        ends = time.monotonic() + seconds
        request.extensions["timeout"] = httpx.Timeout(seconds, connect=min(CONNECT, seconds)).as_dict()
        answer = client.send(request, stream=True)
        try:
            body = bytearray()
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > LARGEST or time.monotonic() > ends:
                    raise _TookTooLong
            return answer.status_code, bytes(body)
        finally:
            answer.close()

    def _made(self, data: bytes, work: Work, before: int) -> Outcome:
        """What came back counts as signed only if it is the paper with one more signature that holds."""
        try:
            checked = apart.check(data, work.trust, datetime.now(UTC), source=work.pdf)
        except (apart.Broke, ValueError):
            return Unknown("jawaban-tidak-terbaca")
        found = checked.found
        if len(found) != before + 1 or found[-1]["state"] in ("berubah", "rusak") or not checked.is_version:
            return Unknown("jawaban-tidak-terbaca")
        last = found[-1]
        level = "PAdES B-T" if last["has_stamp"] else "PAdES B-B"
        return Made(data, level, last["name"], last["issuer"], last["serial"], last["valid_until"])


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _known(told: dict[str, Any]) -> str | None:
    """The service's reason, by its code or, where that is new, by its words."""
    for name in ("status_code", "code", "errorCode"):
        try:
            code = KNOWN.get(int(told.get(name, 0)))
        except (TypeError, ValueError):
            continue
        if code is not None:
            return code
    words = " ".join(str(told.get(name, "")) for name in ("status", "error", "message")).lower()
    for sign, code in (
        ("passphrase", "kata-sandi-salah"), ("not_registered", "nik-tidak-terdaftar"),
        ("tidak terdaftar", "nik-tidak-terdaftar"), ("no_certificate", "nik-tanpa-sertifikat"),
    ):  # fmt: skip
        if sign in words:
            return code
    return None


def _file_in(told: dict[str, Any]) -> bytes:
    files = told.get("file")
    if not isinstance(files, list) or len(files) != 1 or not isinstance(files[0], str):
        return b""
    try:
        data = base64.b64decode(files[0], validate=True)
    except (ValueError, binascii.Error):
        return b""
    return data if data.startswith(b"%PDF-") else b""
