"""From a keystroke in the editor to the sheet drawn anew: a SOP of 40 rows, 6 lanes, decisions with returns.

`python -m bench.editor [--rounds 30]` in the project's environment; about a minute. Two figures for each kind of
change: what the server's process spends on it, and what passes in a real browser between the key and the sheet.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

LIMIT = 100.0
"""Milliseconds from keystroke to redrawn sheet."""
ROWS, LANES = 40, 6
CHROMIUM = "/usr/bin/chromium"
Change = tuple[str, str, str]
CHANGES: list[Change] = [
    ("text of a row", "baris-20", "kegiatan"),
    ("name of an exit", "baris-20", "jalan-0-label"),
    ("a document", "baris-10", "kelengkapan-0"),
]


def content() -> dict[str, Any]:
    """Every fifth row is a decision: on, or back to one of the rows before it."""
    rows: list[dict[str, Any]] = []
    for number in range(1, ROWS + 1):
        row: dict[str, Any] = {
            "kunci": f"baris-{number}",
            "no": str(number),
            "kegiatan": f"Memeriksa berkas bagian {number} dan mencatat hasilnya pada buku kendali",
            "pelaksana": f"pelaksana-{number * 5 % LANES + 1}",
            "mutu_baku": {"kelengkapan": ["berkas"], "waktu": "1 jam", "output": [f"hasil-{number}"]},
        }
        if number % 5 == 0 and number < ROWS:
            row["keputusan"] = [
                ["setuju", f"baris-{number + 1}"],
                ["perlu perbaikan", f"baris-{number - number % 3 - 1}"],
            ]
        rows.append(row)
    kinds = [["berkas", {"nama": "Berkas permohonan", "luar": True}]]
    kinds += [[f"hasil-{number}", {"nama": f"Hasil pemeriksaan bagian {number}"}] for number in range(1, ROWS + 1)]
    return {
        "judul": "Pemeriksaan Berkas", "nomor": "UKUR/1", "tanggal": {"pembuatan": "2026-01-05"},
        "pelaksana": [
            [f"pelaksana-{n}", {"nama": f"Pelaksana {n}", "kualifikasi": ["Memahami berkas"]}]
            for n in range(1, LANES + 1)
        ],
        "dokumen": kinds, "langkah": rows,
    }  # fmt: skip


def prepare() -> tuple[str, str]:
    """The draft's address and the session of somebody who may change it."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lajur.config.settings")
    django.setup()
    from datetime import UTC, datetime

    from lajur.postgres.server import join, own_cluster

    own = own_cluster()
    assert own is not None
    join(own)

    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django_scopes import scope, scopes_disabled

    from lajur.registers.organisation.models import Role
    from lajur.registers.organisation.testing import as_actor, done, make_agency, make_person, make_position
    from lajur.registers.procedures.drafts.actions import create_draft

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    settings.ALLOWED_HOSTS = ["*"]
    now = datetime.now(UTC)
    with scopes_disabled():
        agency = make_agency("ukur")
    with scope(agency=agency):
        person = make_person(agency, "Penyusun", make_position(agency, "Administrator", roles=[Role.ADMINISTRATOR]))
        draft = done(create_draft(by=as_actor(person, now), now=now, key="ukur", content=content()))
    client = Client(HTTP_USER_AGENT="bench")
    client.force_login(person, backend="lajur.registers.organisation.backends.PersonBackend")
    return f"/sop/draf/{draft.id}/", client.cookies[settings.SESSION_COOKIE_NAME].value


def of_the_server(path: str, session: str, change: Change, rounds: int) -> tuple[float, float]:
    """(median ms, median ms of this process's own processor time) of keeping one more letter."""
    from django.conf import settings
    from django.test import Client
    from django.utils.http import urlencode

    from lajur.registers.procedures.drafts.tests.drafting import sent_by

    _name, row, box = change
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    sent = {name: values[0] for name, values in sent_by(client.get(f"{path}?baris={row}"), "/baris/").items()}
    walls, owns = [], []
    for number in range(rounds + 3):
        sent |= {box: sent[box] + "abcdefghij"[number % 10], "langsung": "1", "aksi": "simpan"}
        begin, own = time.perf_counter(), time.process_time()
        answer = client.post(f"{path}baris/", urlencode(sent), content_type="application/x-www-form-urlencoded")
        walls.append((time.perf_counter() - begin) * 1000)
        owns.append((time.process_time() - own) * 1000)
        assert answer.status_code == 200, answer.content
        sent["versi"] = str(answer.json()["versi"])
    return median(walls[3:]), median(owns[3:])


def in_the_browser(path: str, session: str, rounds: int) -> dict[str, list[float]]:
    """Milliseconds from the key to the frame after the sheet was drawn, for each kind of change."""
    from django.conf import settings
    from playwright.sync_api import sync_playwright

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [str(Path(sys.executable).with_name("lajur")), "serve", "--port", str(port)]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found: dict[str, list[float]] = {}
    try:
        for _ in range(240):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.5)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            window = browser.new_context(viewport={"width": 1366, "height": 768})
            address = f"http://127.0.0.1:{port}"
            window.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
            page = window.new_page()
            for name, row, box in CHANGES:
                page.goto(f"{address}{path}?baris={row}")
                page.evaluate(WATCH)
                page.locator(f"[name='{box}']").focus()
                page.keyboard.press("End")
                for number in range(rounds + 3):
                    page.keyboard.press("abcdefghij"[number % 10])
                    while page.evaluate("() => window.drawn") <= number:
                        time.sleep(0.005)
                found[name] = page.evaluate("window.took")[3:]
            browser.close()
    finally:
        server.terminate()
        server.wait(30)
    return found


WATCH = """() => {
  window.drawn = 0; window.took = [];
  let pressed = 0;
  addEventListener("keydown", () => { pressed = performance.now(); }, true);
  const seen = () => { window.took.push(performance.now() - pressed); window.drawn++; };
  document.getElementById("editor").addEventListener("editor:drawn", ({ detail }) => {
    if (!detail) requestAnimationFrame(() => setTimeout(seen));
  });
}"""


def stop() -> None:
    from lajur.postgres.server import leave, own_cluster

    own = own_cluster()
    if own:
        leave(own)


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m bench.editor")
    options.add_argument("--rounds", type=int, default=30)
    rounds = options.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="lajur-ukur-") as folder:
        os.environ["LAJUR_DATA"] = folder
        os.environ.pop("DATABASE_URL", None)
        path, session = prepare()
        print(f"{ROWS} rows, {LANES} lanes; load {os.getloadavg()[0]:.1f}; limit {LIMIT:.0f} ms")
        for change in CHANGES:
            wall, own = of_the_server(path, session, change, rounds)
            print(f"server   {change[0]:18} median {wall:4.0f} ms, of its own processor {own:4.0f} ms", flush=True)
        over = False
        for name, took in in_the_browser(path, session, rounds).items():
            middle, late = median(took), sorted(took)[int(len(took) * 0.95)]
            over |= middle > LIMIT
            told = f"median {middle:4.0f} ms, 95 of 100 under {late:4.0f} ms"
            print(f"browser  {name:18} {told}; load {os.getloadavg()[0]:.1f}")
        stop()
    return int(over)


if __name__ == "__main__":
    raise SystemExit(main())
