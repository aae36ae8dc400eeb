"""Move our database folder to the PostgreSQL version that the wheel carries now, with ``pg_upgrade``.

The old folder stays beside the new one (``postgres-16``) until the operator deletes it; nothing is changed in it except
that a server which had been killed is started and stopped once, so that its journal is played in.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from gettext import gettext as _
from pathlib import Path
from typing import Any

from lajur.postgres.server import Cluster, in_use, locked, prepare_socket_folder, stop
from lajur.postgres.tools import DatabaseProblem, account_for, binaries, initialise, open_path, run, version_of


def upgrade(cluster: Cluster, old_tools: Path | None = None) -> Path:
    """Upgrade in place and return the folder in which the old version is kept.

    ``old_tools`` is the ``bin`` folder of the old PostgreSQL, needed where the wheel does not carry that version.
    """
    with locked(cluster):
        found = version_of(cluster.folder)
        ours = max(binaries())
        if found is None:
            raise DatabaseProblem(_("Tidak ada basis data di {folder}.").format(folder=cluster.folder))
        if found >= ours:
            raise DatabaseProblem(
                _("Basis data di {folder} sudah PostgreSQL {found}; tidak ada yang dipindahkan.").format(
                    folder=cluster.folder, found=found
                )
            )
        if in_use(cluster):
            raise DatabaseProblem(_("Basis data masih dipakai. Hentikan Lajur lebih dahulu."))
        tools = matching_tools(found, old_tools)
        kept = cluster.data / f"postgres-{found}"
        if kept.exists():
            raise DatabaseProblem(
                _("Folder {kept} sisa pemindahan terdahulu masih ada. Pindahkan atau hapus dahulu.").format(kept=kept)
            )
        stop(cluster)
        fresh = build(cluster, tools, binaries()[ours])
        cluster.folder.rename(kept)
        fresh.rename(cluster.folder)
        return kept


def matching_tools(found: int, given: Path | None) -> Path:
    """Folder with the programs of the old version, checked to be that version."""
    tools = given.expanduser().resolve() if given else binaries().get(found)
    if tools is None or not (tools / "postgres").exists():
        raise DatabaseProblem(
            _(
                "Program PostgreSQL {found} tidak ditemukan. Sebutkan foldernya: "
                "lajur database upgrade --old-bin /usr/lib/postgresql/{found}/bin"
            ).format(found=found)
        )
    told = run(tools / "postgres", "--version", account={})
    if told.split()[2].partition(".")[0] != str(found):
        raise DatabaseProblem(
            _("Folder {tools} berisi {told}, padahal datanya PostgreSQL {found}.").format(
                tools=tools, told=told.strip(), found=found
            )
        )
    return tools


def build(cluster: Cluster, old: Path, new: Path) -> Path:
    """Make the upgraded copy beside the old folder, complete with checksums and statistics, and return it."""
    account = account_for(cluster.folder)
    open_path(old, account)
    open_path(cluster.folder, account)
    close_properly(cluster, old, account)
    checksums = control_value(old, cluster.folder, account, "Data page checksum version") != "0"
    flag = "--data-checksums" if checksums else "--no-data-checksums"
    fresh = cluster.folder.with_name("postgres.baru")
    initialise(fresh, new, flag)
    work = fresh.with_name("postgres.pindah")  # pg_upgrade writes its notes into the folder it is called in
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    account_for(work)
    # A folder of its own for the socket: pg_upgrade's port has a digit more than the socket path we measured, and the
    # data folder's own path may be near the limit of 107 bytes already.
    with tempfile.TemporaryDirectory(prefix="lajur-", dir="/tmp") as short:
        socket = Path(short)
        if account:
            os.chown(socket, account["user"], account["group"])
        run(new / "pg_upgrade", "-b", old, "-B", new, "-d", cluster.folder, "-D", fresh, "-U", "postgres", "-s", socket,
            account=account, cwd=work)  # fmt: skip
        if not checksums:
            run(new / "pg_checksums", "--enable", "-D", fresh, account=account)
        analyse(fresh, new, account, socket)
    shutil.rmtree(work)
    return fresh


def close_properly(cluster: Cluster, tools: Path, account: dict[str, Any]) -> None:
    """pg_upgrade takes only a folder whose server was shut down; one that was killed first plays its journal in."""
    if control_value(tools, cluster.folder, account, "Database cluster state") == "shut down":
        return
    prepare_socket_folder(cluster, account)
    options = f"-c listen_addresses='' -c unix_socket_directories='{cluster.socket_folder}'"
    log = cluster.folder / "start.log"
    run(tools / "pg_ctl", "start", "-w", "-D", cluster.folder, "-l", log, "-o", options, account=account)
    run(tools / "pg_ctl", "stop", "-w", "-D", cluster.folder, account=account)


def analyse(folder: Path, tools: Path, account: dict[str, Any], socket: Path) -> None:
    """Fill in the planner's statistics that an upgrade leaves out, so that the first day is not a slow one."""
    options = f"-c listen_addresses='' -c unix_socket_directories='{socket}'"
    run(tools / "pg_ctl", "start", "-w", "-D", folder, "-l", folder / "start.log", "-o", options, account=account)
    try:
        words = ("--all", "--analyze-only", "--missing-stats-only", "--quiet")
        run(tools / "vacuumdb", "-h", socket, "-U", "postgres", *words, account=account)
    finally:
        run(tools / "pg_ctl", "stop", "-w", "-D", folder, account=account)


def control_value(tools: Path, folder: Path, account: dict[str, Any], name: str) -> str:
    told = run(tools / "pg_controldata", "-D", folder, account=account)
    match = re.search(rf"^{re.escape(name)}:\s*(.+)$", told, re.MULTILINE)
    if match is None:
        raise DatabaseProblem(f"pg_controldata: {name}?")
    return match.group(1).strip()
