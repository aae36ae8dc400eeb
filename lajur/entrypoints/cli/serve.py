"""``lajur serve``: web server, job worker and, unless ``DATABASE_URL`` is set, the database, under one command."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading

import click

from lajur.entrypoints.cli import django_setup
from lajur.entrypoints.cli.browser import open_at_first_run, reachable
from lajur.entrypoints.cli.language import _

STOP_SECONDS = 10  # a request or job in progress gets this long; then the process is killed
RESTART_SECONDS = 5
PORTS_TRIED = 50


@click.command(help=_("Jalankan Lajur di peramban: server web, pekerjaan latar, dan basis data."))
@click.option("--host", default="127.0.0.1", show_default=True, help=_("Alamat yang didengarkan."))
@click.option("--port", default=8000, show_default=True, help=_("Port yang didengarkan."))
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=min(4, os.cpu_count() or 1),
    show_default=True,
    help=_("Banyaknya proses server web."),
)
@click.option("--demo", is_flag=True, help=_("Isi dahulu dengan demonstrasi bila basis data masih kosong."))
@click.option("--jobs/--no-jobs", default=True, help=_("Sertakan satu proses pekerjaan latar."))
@click.option("--browser/--no-browser", default=True, help=_("Buka halaman awal di peramban pada kali pertama."))
def cli(host: str, port: int, workers: int, demo: bool, jobs: bool, browser: bool) -> None:
    refuse_taken_port(host, port)
    django_setup()

    from django.conf import settings
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces

    from lajur.entrypoints.cli.preparation import (
        collect_static_files,
        demonstration_accounts,
        first_run_path,
        has_agency,
        load_pages,
        migrate,
        refuse_shared_sessions,
    )

    refuse_shared_sessions()
    migrate()
    if demo and not has_agency():
        command(["demo", "--if-empty"])
    collect_static_files()
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    click.echo(_("Lajur berjalan di {address} (Ctrl-C untuk berhenti)").format(address=address))
    path = first_run_path()
    if path:
        click.echo(_("Belum ada instansi. Siapkan di peramban: {link}").format(link=address + path))
    for line in demonstration_accounts():
        click.echo(line)
    if browser:
        open_at_first_run(f"http://{reachable(host)}:{port}/{path}", settings.DATA)
    load_pages()
    connections.close_all()  # workers are forked and must not share a connection

    os.environ["LAJUR_PARENT"] = str(os.getpid())
    if settings.METRICS_TOKEN:  # where the web processes add up what they measure; gone with this one
        measured = tempfile.TemporaryDirectory(prefix="lajur-metrik-")
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = measured.name
    companion = Companion(["jobs", "run"]) if jobs else None
    server = Granian(
        "lajur.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=workers,
        blocking_threads=4,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_access=False,
        log_dictconfig={"loggers": {"_granian": {"level": "WARNING"}}},
    )
    try:
        server.serve()
    finally:
        if companion:
            companion.stop()


def command(words: list[str]) -> None:
    """Another ``lajur`` command, in a process of its own: what it loaded and made is gone from memory when it ends."""
    done = subprocess.run([sys.executable, "-m", "lajur.entrypoints.cli", *words], check=False)
    if done.returncode:
        sys.exit(done.returncode)


def refuse_taken_port(host: str, port: int) -> None:
    """Ask before anything is started: two servers could otherwise share the port without either noticing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                _(
                    "{host}:{port} tidak dapat dipakai ({reason}). "
                    "Pakai port lain: lajur serve --port {other}, atau make run PORT={other}."
                ).format(host=host, port=port, reason=error.strerror, other=next_free_port(host, port, family))
            ) from error


def next_free_port(host: str, port: int, family: int) -> int:
    """The nearest port above that nobody listens on now, never one that only root may open."""
    candidates = range(max(port + 1, 8000), 65_536)
    for other in candidates[:PORTS_TRIED]:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, other))
            except OSError:
                continue
            return other
    return 8000


class Companion:
    """A ``lajur`` command that runs beside the web server and is started again when it ends by itself."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.ending = threading.Event()
        self.process = self.launch()
        self.watch = threading.Thread(target=self.keep_running, daemon=True)
        self.watch.start()

    def launch(self) -> subprocess.Popen[bytes]:
        # Its own session: Ctrl-C reaches the web server, which ends the companion in order.
        return subprocess.Popen([sys.executable, "-m", "lajur.entrypoints.cli", *self.words], start_new_session=True)

    def keep_running(self) -> None:
        while not self.ending.is_set():
            self.process.wait()
            if not self.ending.wait(RESTART_SECONDS):
                self.process = self.launch()

    def stop(self) -> None:
        self.ending.set()
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()  # until it is gone it counts among the database's users, which would go on without us
