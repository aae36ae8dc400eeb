"""The PostgreSQL server: the office's own (``DATABASE_URL``) or one of ours, out of a wheel, in the data folder.

Our server lives in ``<data>/postgres`` and listens on a Unix socket only. Every process that needs it joins; the last
one out stops it. Who uses it is told by ``flock``: each process holds a shared lock on ``users.lock``, which the kernel
takes back however the process ends, so that a kill -9 leaves no count to mend. ``server.lock`` is held while somebody
starts or stops the server.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import shlex
import signal
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import Any

from lajur.postgres.tools import DatabaseProblem, account_for, binaries, initialise, open_path, run, version_of

ROOT = Path(__file__).resolve().parents[2]
SOCKET_PATH_LIMIT = 100  # bytes; Linux takes 107, macOS 103
START_SECONDS = 120  # recovery after a crash may take a while
OPTIONS = {
    "listen_addresses": "",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "logging_collector": "on",
    "log_filename": "server-%a.log",  # one file per day of the week, written over a week later
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_min_error_statement": "panic",  # statements and details hold what people wrote
    "log_error_verbosity": "terse",
}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB"}


@dataclass(frozen=True)
class Cluster:
    """Our own server in a data folder. ``durable=False`` is for tests: fast, and lost with the machine."""

    data: Path
    durable: bool = True

    @property
    def folder(self) -> Path:
        return self.data / "postgres"

    @property
    def socket_folder(self) -> Path:
        """The data folder itself, or a short one under /tmp where its path is too long for a socket."""
        if len(os.fsencode(self.folder / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT:
            return self.folder
        # Fixed, not TMPDIR: every process must find the same one. Its owner is checked before use.
        return Path("/tmp") / f"lajur-{hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]}"  # noqa: S108

    def url(self, database: str = "lajur", user: str = "lajur") -> str:
        return f"postgresql://{user}@/{database}?host={self.socket_folder}"


def data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    return Path(environ.get("LAJUR_DATA") or ROOT / "data").expanduser().resolve()


def own_cluster(environ: Mapping[str, str] = os.environ) -> Cluster | None:
    """Our own server, or None where ``DATABASE_URL`` names another one."""
    if environ.get("DATABASE_URL"):
        return None
    return Cluster(data_folder(environ), durable=environ.get("LAJUR_DURABLE", "1") != "0")


# Joining and leaving ---------------------------------------------------------------------------------------------

_joined: dict[Path, tuple[int, int]] = {}  # data folder -> (descriptor of users.lock, process that opened it)


def join(cluster: Cluster) -> None:
    """Start the server unless it runs, and count this process among its users until it ends or leaves."""
    known = _joined.get(cluster.data)
    if known is not None and known[1] == os.getpid():
        return
    with locked(cluster):
        start(cluster)
        users = _open_lock(cluster.data / "users.lock")
        fcntl.flock(users, fcntl.LOCK_SH)
        _joined[cluster.data] = (users, os.getpid())
    atexit.register(leave, cluster)


def leave(cluster: Cluster) -> None:
    """Give up this process's use; stop the server if it was the last and nobody asked to keep it."""
    users, process = _joined.get(cluster.data, (-1, -1))
    if process != os.getpid():  # never joined, or inherited by a fork whose parent still uses it
        return
    del _joined[cluster.data]
    atexit.unregister(leave)
    with locked(cluster):
        os.close(users)
        if not kept(cluster).exists() and not in_use(cluster):
            stop(cluster)


def kept(cluster: Cluster) -> Path:
    """File that says: leave the server running when nobody uses it (``lajur database start``)."""
    return cluster.data / "server.keep"


def in_use(cluster: Cluster) -> bool:
    """Whether another process has joined. Call it under ``locked`` for an answer that lasts."""
    probe = _open_lock(cluster.data / "users.lock")
    try:
        fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(probe)
    return False


@contextmanager
def locked(cluster: Cluster) -> Iterator[None]:
    """Nobody else starts, stops or counts users meanwhile."""
    # Root's server runs under another account, which must be able to pass through this folder.
    mode = 0o711 if os.geteuid() == 0 else 0o700
    cluster.data.mkdir(parents=True, exist_ok=True, mode=mode)
    descriptor = _open_lock(cluster.data / "server.lock")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _open_lock(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError as error:
        raise DatabaseProblem(
            _("Folder data {folder} milik pengguna lain. Jalankan Lajur sebagai pengguna yang membuatnya.").format(
                folder=path.parent
            )
        ) from error


# Starting and stopping, always under ``locked`` ------------------------------------------------------------------


def start(cluster: Cluster) -> None:
    """Bring the server up, making its folder first where there is none. Returns when it takes connections."""
    versions = binaries()
    ours = max(versions)
    found = version_of(cluster.folder)
    if found is None:
        create(cluster.folder, versions[ours], durable=cluster.durable)
    elif found != ours:
        raise DatabaseProblem(other_version(cluster, found, ours, known=found in versions))
    if postmaster(cluster) is None:
        launch(cluster, versions[ours])
    wait_until_ready(cluster)


def other_version(cluster: Cluster, found: int, ours: int, *, known: bool) -> str:
    if found > ours:
        return _(
            "Folder {folder} dibuat oleh PostgreSQL {found}, lebih baru daripada PostgreSQL {ours} "
            "yang dibawa Lajur ini. Pasang versi Lajur yang lebih baru."
        ).format(folder=cluster.folder, found=found, ours=ours)
    command = f"LAJUR_DATA={shlex.quote(str(cluster.data))} lajur database upgrade"
    if not known:
        command += f" --old-bin /usr/lib/postgresql/{found}/bin"
    return _(
        "Folder {folder} dibuat oleh PostgreSQL {found}, sedangkan Lajur ini membawa PostgreSQL {ours}. "
        "Pindahkan datanya dengan perintah: {command}"
    ).format(folder=cluster.folder, found=found, ours=ours, command=command)


def create(folder: Path, tools: Path, *, durable: bool = True) -> None:
    """Make a database folder with the role and database ``lajur``; it appears under its name only when complete."""
    staging = folder.with_name(folder.name + ".baru")
    # Sorted by code point: the same on every machine and after every upgrade of its libraries.
    locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8")
    account = initialise(staging, tools, *locale, *(() if durable else ("--no-sync",)))
    # The application is no superuser: superusers pass by row-level security.
    script = "CREATE ROLE lajur LOGIN CREATEDB;\nCREATE DATABASE lajur OWNER lajur;\n"
    run(tools / "postgres", "--single", "-D", staging, "postgres", account=account, text=script)
    staging.rename(folder)


def launch(cluster: Cluster, tools: Path) -> None:
    account = account_for(cluster.folder)
    open_path(tools, account)
    open_path(cluster.folder, account)
    prepare_socket_folder(cluster, account)
    options = OPTIONS | ({} if cluster.durable else THROWAWAY) | {"unix_socket_directories": cluster.socket_folder}
    words = " ".join(f"-c {name}={shlex.quote(str(value))}" for name, value in options.items())
    log = cluster.folder / "start.log"
    give_up = time.monotonic() + 15
    while True:
        log.unlink(missing_ok=True)
        try:
            run(tools / "pg_ctl", "start", "-w", "-t", START_SECONDS, "-D", cluster.folder, "-l", log, "-o", words,
                account=account)  # fmt: skip
            return
        except DatabaseProblem as error:
            told = last_words(cluster)
            # Children of a postmaster that was killed need a moment to notice and to let go of its shared memory.
            if "shared memory block" in told and time.monotonic() < give_up:
                time.sleep(0.2)
                continue
            raise DatabaseProblem(f"{error}\n{told}") from error


def last_words(cluster: Cluster) -> str:
    """What the server wrote last: on its way up into ``start.log``, then into the day's file."""
    written = [cluster.folder / "start.log", *(cluster.folder / "log").glob("*.log")]
    written = sorted((path for path in written if path.exists()), key=lambda path: path.stat().st_mtime)
    lines = [line for path in written[-2:] for line in path.read_text(errors="replace").splitlines()[-8:]]
    return "\n".join(lines)


def wait_until_ready(cluster: Cluster) -> None:
    """Wait for a server that another process launched (and perhaps died over) to take connections."""
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up:
        lines = pid_file(cluster)
        if len(lines) >= 8 and lines[7].strip() == "ready":
            return
        time.sleep(0.05)
    raise DatabaseProblem(
        _("PostgreSQL di {folder} tidak siap; lihat {log}.").format(folder=cluster.folder, log=cluster.folder / "log")
    )


def stop(cluster: Cluster) -> None:
    process = postmaster(cluster)
    if process is None:
        return
    found = version_of(cluster.folder)
    tools = binaries().get(found or 0)
    if tools is None:
        os.kill(process, signal.SIGINT)
        return
    run(tools / "pg_ctl", "stop", "-w", "-m", "fast", "-D", cluster.folder, account=account_for(cluster.folder))


def postmaster(cluster: Cluster) -> int | None:
    """Process id of the living server; clears away what a killed one left behind."""
    import psutil

    lines = pid_file(cluster)
    if not lines:
        return None
    try:
        process = psutil.Process(int(lines[0]))
        command = process.cmdline()
    except psutil.ZombieProcess:
        command = []  # killed, and not yet collected by its parent: to PostgreSQL it would seem alive
    except (psutil.Error, ValueError):
        return None  # PostgreSQL itself clears the file of a process that is gone
    if command and "postgres" in command[0] and str(cluster.folder) in command:
        return process.pid
    left_over = (cluster.folder / "postmaster.pid", *cluster.socket_folder.glob(".s.PGSQL.*"))
    for path in left_over:
        path.unlink(missing_ok=True)
    return None


def pid_file(cluster: Cluster) -> list[str]:
    try:
        return (cluster.folder / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def prepare_socket_folder(cluster: Cluster, account: dict[str, Any]) -> None:
    """Make the short folder under /tmp where one is needed; refuse one that somebody else put there."""
    folder = cluster.socket_folder
    if folder == cluster.folder:
        return
    owner = account.get("user", os.geteuid())
    folder.mkdir(mode=0o700, exist_ok=True)
    if account and folder.lstat().st_uid == 0:
        os.chown(folder, account["user"], account["group"])
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise DatabaseProblem(
            _(
                "Folder soket {folder} bukan milik Lajur. Hapus folder itu, atau pakai LAJUR_DATA yang lebih pendek."
            ).format(folder=folder)
        )
