"""A day at the office in which all goes wrong that makes a server write something down: what was secret or personal in
it must not stand in any log (S18)."""

from __future__ import annotations

import re
from contextlib import suppress
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import psycopg

from tests.storm.office import Place
from tests.storm.prepare import CLERK

SECRETS = {
    "NIK": "3275014107850001",
    "NPWP": "091234567406000",
    "phone": "081298765432",
    "subject": "Sengketa tanah Ljx",
    "wrong password": "Bukan-Kata-Sandi-Ljx",
    "wrong token": "ljr_salah-token-ljx",
    "feed": "umpan-rahasia-ljx",
    "code": "482913",
}


END = "akhir-hari-ljx"
"""What PostgreSQL logs last: its collector writes a moment after the client was answered."""


class Browser:
    def __init__(self, address: str) -> None:
        self.address, self.jar = address, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))

    def ask(self, path: str, given: dict[str, str] | None = None, **headers: str) -> str:
        """The page, whatever its status; a form goes with the token of the page before."""
        data = None
        if given is not None:
            page = self.ask(path.partition("?")[0]) if "csrf" not in given else ""
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            data = urlencode({**given, **({"csrfmiddlewaretoken": token[1]} if token else {})}).encode()
        asked = Request(self.address + path, data, {name.replace("_", "-"): value for name, value in headers.items()})
        with suppress(HTTPError):
            return str(self.opener.open(asked, timeout=60).read().decode(errors="replace"))
        return ""


def day(office: Place) -> dict[str, str]:
    """Lives it; everything that was secret or personal in it, by what it is."""
    clerk, guest = Browser(f"http://127.0.0.1:{office.port}"), Browser(f"http://127.0.0.1:{office.port}")
    name, case = CLERK["username"], office.cases[0]
    clerk.ask("/masuk/", {"username": name, "password": SECRETS["wrong password"]})
    page = clerk.ask("/masuk/", {"username": name, "password": CLERK["password"]})
    assert "Tugas saya" in page, "the clerk could not sign in"
    session = next(cookie.value for cookie in clerk.jar if "session" in cookie.name)

    clerk.ask(f"/cari/?{urlencode({'q': SECRETS['NIK']})}")
    clerk.ask("/sop/catatan/mulai/", {"hal": f"{SECRETS['subject']} {SECRETS['NIK']}"})
    clerk.ask("/sop/catatan/mulai/", {"hal": ""})
    clerk.ask(f"/pelaksanaan/{case}/komentar/", {"komentar": f"Hubungi @{SECRETS['phone']}"})
    clerk.ask(f"/pelaksanaan/{case}/komentar/", {"komentar": SECRETS["NPWP"], "csrf": "none"})
    clerk.ask(f"/pelaksanaan/{case}/{SECRETS['NIK']}.1/", {"kode": SECRETS["code"]})
    clerk.ask("/pengelolaan/pegawai/tambah/", {"username": name, "nama": CLERK["guest"], "nip": CLERK["nip"]})
    clerk.ask("/akun/kata-sandi/", {"lama": SECRETS["wrong password"], "baru": "pendek"})
    clerk.ask(f"/{CLERK['email']}/{SECRETS['NIK']}/")
    clerk.ask(f"/jadwal/umpan/{SECRETS['feed']}.ics")
    guest.ask(office.link, {"baru": "pendek", "ulangi": "lain"})
    guest.ask(office.link, {"baru": "pendek", "csrf": "none"})
    guest.ask(office.link[:-3] + "xx/")
    guest.ask("/api/v1/cases", Authorization=f"Bearer {SECRETS['wrong token']}")
    guest.ask(f"/api/v1/cases/{SECRETS['NIK']}", Authorization=f"Bearer {office.tokens[0]}")
    with psycopg.connect(office.cluster.url("lajur", "lajur"), autocommit=True) as database:
        for broken in (f"SELECT 1 / 0 WHERE '{SECRETS['subject']}' <> ''", "SELECT 1 FROM tidak_ada"):
            with suppress(psycopg.Error):
                database.execute(broken)
        with suppress(psycopg.Error):  # what the code would do that forgot to ask first
            database.execute(
                "INSERT INTO organisation_person SELECT * FROM organisation_person WHERE username = %s", [name]
            )
        database.execute(f"DO $$ BEGIN RAISE LOG '{END}'; END $$")
    people = {what: CLERK[what] for what in ("name", "nip", "email", "password", "guest")}
    token = office.link.rstrip("/").rpartition("/")[2]
    return SECRETS | people | {"session": session, "link": token, "token": office.tokens[0]}
