"""The services around an office's database, from the files in docs/operate: web servers, jobs, nginx, Prometheus."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx

from tests.recovery.office import LAJUR, Office, say
from tests.storm.office import free_port

FILES = Path(__file__).resolve().parents[2] / "docs" / "operate"
HOST = "lajur.contoh.go.id"
PASSWORD = "Coba-Lajur-2026"  # of the demonstration
PATIENCE = 120.0
"""Seconds until something must have come about on a busy machine."""


def until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(Exception):
            if holds():
                return True
        time.sleep(0.2)
    return False


def told(client: httpx.Client, path: str) -> int:
    """The status of a page, redirections not followed."""
    return client.get(path).status_code


class Site:
    """`held` is whether every check did."""

    def __init__(self, room: Path, office: Office) -> None:
        self.room, self.held = room, True
        self.webs, self.plain, self.tls, self.prometheus = (
            [free_port(), free_port()],
            free_port(),
            free_port(),
            free_port(),
        )
        self.token = secrets.token_urlsafe(16)
        lines = (FILES / "lajur.env").read_text().splitlines()
        given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LAJUR_", "DJANGO_", "PROM"))}
        self.environment = kept | given | {
            "LAJUR_DATA": str(office.room / "data"), "DATABASE_URL": self.address(office), "LAJUR_BACKUP_DIR": "tidak",
            "LAJUR_BACKUP_KEY": "", "LAJUR_SECRET_KEY": secrets.token_urlsafe(50), "LAJUR_METRICS_TOKEN": self.token,
        }  # fmt: skip
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    @staticmethod
    def address(office: Office) -> str:
        return f"postgresql://lajur@/lajur?host={office.room}"

    def check(self, what: str, holds: bool) -> None:
        self.held &= holds
        say(f"{'held  ' if holds else 'FAILED'} {what}")

    @staticmethod
    def command(*words: str) -> list[str]:
        return [*LAJUR, *words]

    def tell(self, *words: str) -> bool:
        """A command of Lajur; whether it ended well. What it said goes to the log of commands."""
        with (self.room / "perintah.log").open("ab") as log:
            done = subprocess.run(self.command(*words), env=self.environment, stdout=log, stderr=log, check=False)
        if done.returncode:
            say((self.room / "perintah.log").read_text()[-800:])
        return done.returncode == 0

    def launch(self, name: str, command: list[str]) -> None:
        with (self.room / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def end(self, name: str) -> None:
        process = self.running.pop(name)
        process.terminate()
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()

    def close(self) -> None:
        for name in list(self.running):
            self.end(name)

    # Lajur's own services

    def start_web(self, which: int) -> None:
        port = str(self.webs[which])
        self.launch(f"web-{which}", self.command("serve", "--no-jobs", "--port", port, "--workers", "2"))
        alive = f"http://127.0.0.1:{port}/masuk/"
        secure = {"X-Forwarded-Proto": "https"}
        if not until(lambda: httpx.get(alive, headers=secure).status_code == 200):
            raise SystemExit((self.room / f"web-{which}.log").read_text()[-2000:])

    def stop_web(self, which: int) -> None:
        self.end(f"web-{which}")

    def open(self) -> None:
        self.launch("jobs", self.command("jobs", "run"))
        for which in (0, 1):
            self.start_web(which)

    def restart_on(self, office: Office) -> None:
        for name in ("jobs", "web-0", "web-1"):
            self.end(name)
        self.environment["DATABASE_URL"] = self.address(office)
        self.open()

    def units_are_sound(self) -> bool:
        if not shutil.which("systemd-analyze"):
            say("       (no systemd here: the units were not looked at)")
            return True
        here = self.room / "units"
        here.mkdir()
        for unit in FILES.glob("*.service"):
            text = unit.read_text().replace("/opt/lajur/.venv/bin/lajur", str(Path(sys.executable).with_name("lajur")))
            (here / unit.name).write_text(text)
        names = [str(here / unit.name) for unit in FILES.glob("*.service")]
        done = subprocess.run(["systemd-analyze", "verify", *names], capture_output=True, text=True, check=False)
        ours = [line for line in done.stderr.splitlines() if "lajur" in line]
        for line in ours:
            say(f"       {line}")
        return done.returncode == 0 and not ours

    # What stands before and beside it

    def open_proxy(self) -> bool:
        if not shutil.which("nginx"):
            say("       (no nginx here: neither TLS nor the switch between web servers was tried)")
            return False
        folder = self.room / "nginx"
        (folder / "tls").mkdir(parents=True)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={HOST}",
             "-addext", f"subjectAltName=DNS:{HOST}",
             "-keyout", folder / "tls/kunci.pem", "-out", folder / "tls/rantai.pem"],
            check=True, capture_output=True,
        )  # fmt: skip
        ours = (FILES / "nginx.conf").read_text()
        for written, here in (
            ("127.0.0.1:8001", f"127.0.0.1:{self.webs[0]}"), ("127.0.0.1:8002", f"127.0.0.1:{self.webs[1]}"),
            ("listen 80;", f"listen 127.0.0.1:{self.plain};"), ("listen 443 ssl;", f"listen 127.0.0.1:{self.tls} ssl;"),
            ("/etc/lajur/tls", str(folder / "tls")),
        ):  # fmt: skip
            assert written in ours, written
            ours = ours.replace(written, here)
        (folder / "lajur.conf").write_text(ours)
        (folder / "nginx.conf").write_text(
            f"pid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
            f"http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n"
            f"include {folder}/lajur.conf; }}\n"
        )
        self.launch("nginx", ["nginx", "-c", str(folder / "nginx.conf"), "-g", "daemon off;"])
        return True

    def client(self) -> httpx.Client:
        """A browser that finds the host at this machine's port and trusts the certificate made for it."""
        client = httpx.Client(
            base_url=f"https://{HOST}:{self.tls}", verify=str(self.room / "nginx/tls/rantai.pem"), timeout=30,
            transport=None, mounts={"https://": ToHere(str(self.room / "nginx/tls/rantai.pem"))},
            headers={"Host": HOST},
        )  # fmt: skip
        self.check("nginx answers", until(lambda: told(client, "/masuk/") == 200))
        return client

    def led_to_tls(self) -> bool:
        answer = httpx.get(f"http://127.0.0.1:{self.plain}/masuk/", headers={"Host": HOST})
        program = httpx.get(f"http://127.0.0.1:{self.plain}/api/v1/cases", headers={"Host": HOST})
        led = answer.status_code == 301 and answer.headers["location"] == f"https://{HOST}/masuk/"
        return led and program.status_code == 403

    @staticmethod
    def sign_in(client: httpx.Client, name: str) -> bool:
        client.get("/masuk/")
        sent = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["__Host-csrf"]}
        answer = client.post("/masuk/", data=sent, headers={"Referer": f"https://{HOST}/masuk/"})
        return answer.status_code == 302 and told(client, "/tugas/") == 200

    def watch(self) -> None:
        """Prometheus reads both web servers, and our rules are sound."""
        if not shutil.which("prometheus"):
            say("       (no Prometheus here: the metrics were not scraped)")
            return
        folder = self.room / "prometheus"
        folder.mkdir()
        (folder / "token").write_text(self.token)
        text = (FILES / "prometheus.yml").read_text().replace("/etc/prometheus/lajur-token", str(folder / "token"))
        for which, port in enumerate((8001, 8002)):
            text = text.replace(f"127.0.0.1:{port}", f"127.0.0.1:{self.webs[which]}")
        (folder / "prometheus.yml").write_text("global: {scrape_interval: 2s}\n" + text)
        shutil.copy(FILES / "lajur-alerts.yml", folder)
        listen = f"127.0.0.1:{self.prometheus}"
        self.launch("prometheus", ["prometheus", f"--config.file={folder}/prometheus.yml",
                                   f"--storage.tsdb.path={folder}/db",
                                   f"--web.listen-address={listen}"])  # fmt: skip

        def asked(query: str) -> list[str]:
            answer = httpx.get(f"http://{listen}/api/v1/query", params={"query": query}).json()
            return [one["value"][1] for one in answer["data"]["result"]]

        self.check("Prometheus reads both web servers", until(lambda: asked('up{job="lajur"}') == ["1", "1"]))
        self.check("and finds open tasks", until(lambda: float(asked("max(lajur_tasks_open)")[0]) > 0))
        self.check(
            "and the times of pages", until(lambda: float(asked("sum(lajur_http_request_seconds_count)")[0]) > 0)
        )
        rules = httpx.get(f"http://{listen}/api/v1/rules").json()["data"]["groups"][0]["rules"]
        self.check(f"all {len(rules)} alerts can be computed", until(lambda: all(
            rule["health"] == "ok"
            for rule in httpx.get(f"http://{listen}/api/v1/rules").json()["data"]["groups"][0]["rules"]
        )))  # fmt: skip


class ToHere(httpx.HTTPTransport):
    """Whatever host is named, this machine is asked; the certificate must still be the host's."""

    def __init__(self, trusted: str) -> None:
        super().__init__(verify=trusted)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        asked = httpx.Request(
            request.method, request.url.copy_with(host="127.0.0.1"), headers=request.headers, stream=request.stream,
            extensions={**request.extensions, "sni_hostname": HOST},
        )  # fmt: skip
        return super().handle_request(asked)
